"""Choose the newest of the documents that a question names, of those in force."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from index.metadata.fields import PENDING
from index.model import Article
from rag.about.titles import known
from rag.about.validity import standing_on
from rag.filters import date_of
from rag.protocol import ArticleStore


def newest(
    store: ArticleStore, articles: Sequence[Article], day: str, topic: bool = False
) -> tuple[Article, ...]:
    """Return the newest article in force on a day, for each name that the documents go by.

    Documents of one name are versions of each other; those of 江城市 and of 河东市 are not, and the
    newest of each is returned. With `topic` they are all taken together. Where none is in force,
    the newest of all is returned.
    """
    by_name: defaultdict[str, list[Article]] = defaultdict(list)
    for article in articles:
        by_name["" if topic else _name(article)].append(article)
    return tuple(_newest(store, versions, day) for versions in by_name.values())


def pending(store: ArticleStore, articles: Sequence[Article], day: str) -> list[Article]:
    """Return the articles that are not yet in force on a day."""
    return [a for a in articles if standing_on(store, a, day).status == PENDING]


def _newest(store: ArticleStore, versions: Sequence[Article], day: str) -> Article:
    in_force = [a for a in versions if standing_on(store, a, day).in_force]
    return max(in_force or versions, key=lambda a: max(date_of(a), a.effective))


def _name(article: Article) -> str:
    """Return the shortest name of a document, without years and numbers of editions."""
    return re.sub(r"\d{2,4}年?", "", known(article).names[-1])
