"""List the articles of an issue, or those that have a topic's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.model import Article
from index.text.characters import half_width
from rag.filters import Filters, date_of
from rag.protocol import ArticleStore
from rag.question.about.collections import LATEST, AboutIssue, about_issue, about_topic
from rag.validity import OWN, Standings

MAX_WORD = 8  # characters of a topic that is a word; a longer one is hardly written so anywhere
MAX_LISTED = 60  # articles of a list; of more, the number is told


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of articles with the sentence above it; `dated` if they are of several dates."""

    words: str
    articles: tuple[Article, ...]
    dated: bool


def listing(
    store: ArticleStore, asked: str, filters: Filters | None, standings: Standings = OWN
) -> Listing | None:
    """Return the articles that a question asks for; None where it asks anything else.

    A question for an issue that is unknown, or not told, is None too.
    """
    if issue := about_issue(asked):
        return _of_issue(store, issue, filters, standings)
    if topic := about_topic(asked):
        return _on_topic(store, topic.topic, filters, standings)
    return None


def _of_issue(
    store: ArticleStore, asked: AboutIssue, filters: Filters | None, standings: Standings
) -> Listing | None:
    """Return the articles of the issue that is named, filtered for, or the only one."""
    own = store.article(filters.article) if filters and filters.article else None
    articles = [a for a in store.articles() if not filters or own or filters.allows(a, standings)]
    issues = list(dict.fromkeys(a.issue for a in articles))
    if asked.issue == LATEST:
        issues = sorted(i for i in issues if re.match(r"\d{4}-\d{2}", i))[-1:]
    elif asked.issue:
        issues = [i for i in issues if i == asked.issue or i.startswith(f"{asked.issue}-")]
    elif own:
        issues = [own.issue]
    if not issues or (len(issues) > 1 and not asked.issue):
        return None
    found = [a for a in articles if a.issue in issues]
    named = f"{issues[0]} 这一期" if len(issues) == 1 else f"{asked.issue} 的 {len(issues)} 期"
    words = f"{named}共有 {len(found)} 篇文章{_cut(found)}："
    return Listing(words, tuple(found[:MAX_LISTED]), len(issues) > 1)


def _on_topic(
    store: ArticleStore, topic: str, filters: Filters | None, standings: Standings
) -> Listing | None:
    """Return the articles with a topic in their titles, then those with it in their texts."""
    term = half_width(topic).lower()
    articles = [a for a in store.articles() if not filters or filters.allows(a, standings)]
    found = [a for a in articles if _titled(a, term) or term in a.text.lower()]
    found = _without_reprints(store, found)
    if not found:
        none = f"没有文章的标题或正文写有“{topic}”（按这个词查找）。"
        return Listing(none, (), False) if len(topic) <= MAX_WORD else None
    titled = sum(_titled(a, term) for a in found)
    found = sorted(found, key=date_of, reverse=True)
    found.sort(key=lambda a: not _titled(a, term))
    words = (
        f"标题或正文里写有“{topic}”的文章有 {len(found)} 篇，其中 {titled} 篇写在标题里"
        f"（按这个词查找）{_cut(found)}："
    )
    return Listing(words, tuple(found[:MAX_LISTED]), True)


def _without_reprints(store: ArticleStore, articles: Sequence[Article]) -> list[Article]:
    """Return the first printing of each article."""
    first: dict[str, Article] = {}
    for article in articles:
        if first.keys().isdisjoint(store.also_in(article.id)):
            first[article.id] = article
    return list(first.values())


def _cut(found: Sequence[Article]) -> str:
    return f"，列出前 {MAX_LISTED} 篇" if len(found) > MAX_LISTED else ""


def _titled(article: Article, term: str) -> bool:
    return term in half_width(article.title).lower()
