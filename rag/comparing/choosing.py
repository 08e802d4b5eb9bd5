"""Find the articles to compare: by id, title or 文号; and suggest what to compare one with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from index.errors import QuestionError
from index.model import Article
from rag.about.titles import Named, known, matching, whole

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering

LISTED = 5  # candidates in a message
RELATED = 5  # articles near in meaning that are suggested
MAX_NAME = 200  # characters of a title or an id


class NoSuchArticle(QuestionError):
    """No article has the id or the title that was given."""


class SeveralArticles(QuestionError):
    """Several articles have the title that was given."""


def named(pipeline: QuestionAnswering, name: str) -> Article:
    """Return the article of an id, a title (whole or shortened) or a 文号.

    Raises:
        NoSuchArticle: there is none.
        SeveralArticles: there is more than one.
    """
    name = name[:MAX_NAME].strip()
    if found := pipeline.store.article(name):
        return found
    candidates = [known(article) for article in pipeline.store.articles()] if name else []
    fitting = whole(name, candidates) or matching(name, candidates) or _holding(name, candidates)
    if not fitting:
        raise NoSuchArticle(f"没有找到文章“{name}”，请写文章的编号（如 2022-01-24/7）或标题。")
    if len(fitting) > 1:
        listed = "、".join(f"{one.id}《{one.title}》" for one in fitting[:LISTED])
        raise SeveralArticles(f"有 {len(fitting)} 篇文章叫“{name}”，请写编号：{listed}。")
    return fitting[0]


def _holding(name: str, candidates: Iterable[Named]) -> list[Article]:
    """Return the articles whose titles hold all words of a name."""
    words = name.split()
    return [c.article for c in candidates if all(word in c.article.title for word in words)]


def suggestions(pipeline: QuestionAnswering, article: Article) -> list[Article]:
    """Return what an article may be compared with: its other versions, then what is near it."""
    found = {one.id: one for one in (*_versions(pipeline, article), *_near(pipeline, article))}
    found.pop(article.id, None)
    return list(found.values())


def _versions(pipeline: QuestionAnswering, article: Article) -> Iterator[Article]:
    for relation in pipeline.store.relations_of(article.id):
        other = relation.older if relation.newer == article.id else relation.newer
        if found := pipeline.store.article(other):
            yield found


def _near(pipeline: QuestionAnswering, article: Article) -> list[Article]:
    return pipeline.related(article.id, RELATED)
