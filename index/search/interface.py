"""The interface of passage search, the same for a version's own files and for Milvus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from index.model import Article, Passage

    Ranking = tuple[NDArray[np.int64], NDArray[np.float32]]  # rows, best first, and their scores
    Rows = NDArray[np.int64] | Sequence[int]


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """The part of a store that a filter allows.

    `issues` are allowed as a whole; `articles` are the ids of allowed articles in the other
    issues; `rows` are the rows of all allowed passages.
    """

    issues: frozenset[str]
    articles: frozenset[str]
    rows: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        articles: Iterable[Article],
        passages: Iterable[Passage],
        allows: Callable[[Article], bool],
    ) -> Scope:
        """Collect what is allowed from all articles and all passages, given in row order."""
        inside, outside = set[str](), set[str]()
        issue_of: dict[str, str] = {}
        for article in articles:
            if allows(article):
                inside.add(article.issue)
                issue_of[article.id] = article.issue
            else:
                outside.add(article.issue)
        rows = [row for row, passage in enumerate(passages) if passage.article_id in issue_of]
        mixed = inside & outside  # issues with allowed and other articles
        return cls(
            frozenset(inside - outside),
            frozenset(name for name, issue in issue_of.items() if issue in mixed),
            np.array(rows, np.int64),
        )


class Search(Protocol):
    """A search for passages of one version of a store. Safe for many threads at once.

    With a scope, all passages in it are searched and no others. Any method may raise
    StoreUnreachable where a server does the search.
    """

    def dense(
        self, query_vector: NDArray[np.float32], k: int, scope: Scope | None = None
    ) -> Ranking:
        """Return the k passages whose vectors are nearest to a unit vector, by cosine."""
        ...

    def lexical(self, query: str, k: int, scope: Scope | None = None) -> Ranking:
        """Return the k best passages by BM25; each shares a term with the query."""
        ...

    def lexical_scores(self, query: str, rows: Rows) -> NDArray[np.float32]:
        """Return the BM25 scores of some passages, (len(rows),); 0 where no term is shared."""
        ...
