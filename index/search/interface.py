"""What finds passages: files of the store's version, or Milvus; one interface for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from index.model import Article, Passage

    Ranking = tuple[NDArray[np.int64], NDArray[np.float32]]  # rows, best first; their scores
    Rows = NDArray[np.int64] | Sequence[int]


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """The part of a store that a filter leaves, and its passages' rows.

    `articles` are ids of those whose issue is not among `issues`, which are in it as a whole.
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
        """Those of all articles that are allowed, and their rows among all passages."""
        inside, outside = set[str](), set[str]()
        issue_of: dict[str, str] = {}
        for article in articles:
            if allows(article):
                inside.add(article.issue)
                issue_of[article.id] = article.issue
            else:
                outside.add(article.issue)
        rows = [row for row, passage in enumerate(passages) if passage.article_id in issue_of]
        parted = inside & outside
        return cls(
            frozenset(inside - outside),
            frozenset(name for name, issue in issue_of.items() if issue in parted),
            np.array(rows, np.int64),
        )


class Search(Protocol):
    """Finds rows of one version of a store. Safe for many threads at once.

    Within a scope its passages alone are searched, every one of them. Any call may raise
    StoreUnreachable where the search is done by a server.
    """

    def dense(
        self, query_vector: NDArray[np.float32], k: int, scope: Scope | None = None
    ) -> Ranking:
        """The k passages whose vectors are nearest to a unit vector, by cosine."""
        ...

    def lexical(self, query: str, k: int, scope: Scope | None = None) -> Ranking:
        """The k best passages by BM25; none that shares no term with the query."""
        ...

    def lexical_scores(self, query: str, rows: Rows) -> NDArray[np.float32]:
        """BM25 of some passages, (len(rows),); 0 where no term is shared."""
        ...
