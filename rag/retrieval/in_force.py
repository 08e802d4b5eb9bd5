"""Rank documents that are not in force at the time asked for below those that are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from index.model import Article
from index.text.characters import letters_and_digits
from rag.question.asked_time import AskedTime
from rag.validity import ArticleStanding, Standings

PENALTY = 3.0  # log odds by which a passage of a document out of force ranks lower
MIN_TITLE = 6  # letters of a title by which a question names a document


@dataclass(frozen=True, slots=True)
class InForce:
    """What is known of the validity of the articles found; empty where nothing is.

    `then` are the standings on the day asked for, `shown` those today or on the day of the
    filter. `outdated` are the ids of the articles that are not in force at the time asked for;
    where the question names one of them, that one is asked for and its successor is not.
    """

    time: AskedTime
    then: Mapping[str, ArticleStanding] = field(default_factory=dict)
    shown: Mapping[str, ArticleStanding] = field(default_factory=dict)
    outdated: frozenset[str] = frozenset()


UNKNOWN = InForce(AskedTime("", ""))


def in_force(
    articles: Iterable[Article], standings: Standings, time: AskedTime, asked: str, as_of: str = ""
) -> InForce:
    """Find out which of the articles are in force at the time that a question asks for."""
    distinct = {article.id: article for article in articles}
    shown = _known(distinct.values(), standings, as_of or time.today)
    if not shown:
        return InForce(time)
    then = _known(distinct.values(), standings, time.day)
    outdated = _outdated(distinct, standings, time, shown, then)
    named = _named([distinct[id_] for id_ in outdated], _others(distinct, outdated), asked)
    successors = {id_ for id_ in distinct if standings.ended(id_) & named}
    return InForce(time, then, shown, frozenset((outdated - named) | successors))


def _known(
    articles: Iterable[Article], standings: Standings, day: str
) -> dict[str, ArticleStanding]:
    found = ((article.id, standings.of(article, day)) for article in articles)
    return {id_: standing for id_, standing in found if standing}


def _outdated(
    articles: Mapping[str, Article],
    standings: Standings,
    time: AskedTime,
    shown: Mapping[str, ArticleStanding],
    then: Mapping[str, ArticleStanding],
) -> set[str]:
    """Return the articles that rank lower: those not in force, or those that came later.

    On a day to come, what is in force today counts too, unless a document is known to end it.
    """
    if time.versions == "all":
        return set()
    if time.versions == "former":
        now = {id_ for id_ in articles if id_ not in shown or shown[id_].in_force}
        return {id_ for id_ in now if standings.ended(id_) & articles.keys()}
    out = {id_ for id_, standing in then.items() if not standing.in_force}
    if time.day < time.today:
        out |= {id_ for id_ in articles if standings.is_later(id_, time.day)}
        out |= {id_ for id_ in shown if articles[id_].known_date > time.day}
    if time.day > time.today:
        out = {i for i in out if then[i].relation or not (i in shown and shown[i].in_force)}
    return out


def _others(articles: Mapping[str, Article], ids: set[str]) -> list[Article]:
    return [article for id_, article in articles.items() if id_ not in ids]


def _named(outdated: Iterable[Article], current: Iterable[Article], asked: str) -> set[str]:
    """Return the outdated articles that a question names by number, or by a title of their own."""
    said = letters_and_digits(asked)
    titles = [title for a in current if (title := letters_and_digits(a.title)) in said]
    return {
        article.id
        for article in outdated
        if (article.number and letters_and_digits(article.number) in said)
        or _is_named(letters_and_digits(article.title), said, titles)
    }


def _is_named(title: str, said: str, others: Iterable[str]) -> bool:
    """Whether a text says a title that is no part of another title that it says."""
    return len(title) >= MIN_TITLE and title in said and not any(title in t for t in others)


def order_in_force(
    scores: list[float], articles: list[str], outdated: frozenset[str]
) -> tuple[list[int], list[float]]:
    """Lower the scores of outdated articles; return the new order, and the scores in it.

    The best score stays 0.
    """
    lowered = [s - PENALTY * (a in outdated) for s, a in zip(scores, articles, strict=True)]
    order = sorted(range(len(lowered)), key=lambda i: -lowered[i])
    best = lowered[order[0]]
    return order, [lowered[i] - best for i in order]
