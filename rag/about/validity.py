"""Tell whether a document is in force on a day, and by which document it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.metadata.fields import AMENDED, IN_FORCE, PENDING, REPEALED, shifted
from index.model import Article, Relation
from index.validity.standing import Standing, extension, standing
from rag.about import places
from rag.about.facts import Fact, chinese, facts
from rag.protocol import ArticleStore

_ENDED = {"repeals": "废止", "replaces": "代替", "amends": "修改", "extends": "延长有效期"}


def standing_on(store: ArticleStore, article: Article, day: str) -> Standing:
    """Return a document's standing on an ISO day."""
    return standing(article, store.relations_of(article.id), day)


def validity(store: ArticleStore, article: Article, day: str) -> list[Fact]:
    """Return the facts about a document's validity on an ISO day; none where nothing is known."""
    found = standing_on(store, article, day)
    if found.relation and (told := _by_relation(store, found, found.relation)):
        return [told]
    own = [fact for field in ("effective", "expires") for fact in facts(article, field)]
    if found.status == REPEALED and found.since:
        return [_own(article, "已失效", found.since, "起失效"), *facts(article, "expires")]
    if found.status == REPEALED:
        return [Fact("标明", "已废止", article, _marked(article))]
    if found.status == PENDING:
        return [_own(article, "尚未施行", found.since, "起施行")]
    if found.status in (IN_FORCE, AMENDED):
        return [Fact("", _valid(found.status), article, _marked(article)), *own]
    unknown = "没有写明是否仍然有效；"
    return [replace(fact, words=unknown + fact.words) for fact in own[:1]] + own[1:]


def expiry(store: ArticleStore, article: Article, day: str) -> list[Fact]:
    """Return until when a document is in force as of an ISO day, by its last extension first."""
    relations = [r for r in store.relations_of(article.id) if r.since <= day]
    own = facts(article, "expires")
    extended = extension(article, relations)
    newer = store.article(extended.stated_in) if extended else None
    if not extended or not newer:
        return own
    by = f"（《{newer.title}》）"
    place = (extended.start, extended.end)
    if not extended.until:
        return [Fact("", "有效期已延长", newer, place, by), *own]
    last = shifted(extended.until, -1)
    return [Fact("有效期延长至", chinese(last), newer, place, by), *own]


def _valid(status: str) -> str:
    return "现行有效" if status == IN_FORCE else "仍然有效，但已修订"


def _by_relation(store: ArticleStore, found: Standing, relation: Relation) -> Fact | None:
    """Return the fact that another document has ended or amended this one, from its words."""
    newer, stated = store.article(relation.newer), store.article(relation.stated_in)
    if not newer or not stated:
        return None
    since = f"自{chinese(found.since)}起" if found.since else ""
    values = {REPEALED: "已废止", AMENDED: "仍然有效，但已修改", IN_FORCE: "现行有效"}
    value = values.get(found.status, found.status)
    number = f"（{newer.number}）" if newer.number else ""
    after = f"：{since}由《{newer.title}》{number}{_ENDED[relation.kind]}"
    return Fact("", value, stated, (relation.start, relation.end), after)


def _own(article: Article, value: str, since: str, verb: str) -> Fact:
    """Return a fact that follows from a document's own days."""
    told: Sequence[places.Place] = [*places.starting(article), *places.period(article)]
    place = places.of_day(article, since) or (told[0] if told else places.opening(article))
    return Fact("", value, article, place, f"，自{chinese(since)}{verb}")


def _marked(article: Article) -> places.Place:
    """Return the sentence about a document's start, else a line that tells its status."""
    return next(iter(places.starting(article)), None) or places.opening(article)
