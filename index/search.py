"""What finds passages: files of the store's version, or Milvus; one interface for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from index.dense import DenseIndex
    from index.lexical import LexicalIndex
    from index.model import Article, Passage

    Ranking = tuple[NDArray[np.int64], NDArray[np.float32]]  # rows, best first; their scores
    Rows = NDArray[np.int64] | Sequence[int]

SCAN = 1 << 16  # vectors compared at once under a filter


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


class LocalSearch:
    """Search in the version's own files: FAISS and bm25s."""

    def __init__(
        self, dense: DenseIndex, lexical: LexicalIndex, vectors: NDArray[np.float32]
    ) -> None:
        self.dense_index, self.lexical_index, self._vectors = dense, lexical, vectors

    def dense(
        self, query_vector: NDArray[np.float32], k: int, scope: Scope | None = None
    ) -> Ranking:
        """Search FAISS; within a scope, compare with every vector."""
        if scope is None:
            return self.dense_index.search(query_vector, k)
        return best(scope.rows, scan(self._vectors, scope.rows, query_vector), k)

    def lexical(self, query: str, k: int, scope: Scope | None = None) -> Ranking:
        """Search bm25s."""
        if scope is None:
            return self.lexical_index.search(query, k)
        scores = self.lexical_scores(query, scope.rows)
        return best(scope.rows[scores > 0], scores[scores > 0], k)

    def lexical_scores(self, query: str, rows: Rows) -> NDArray[np.float32]:
        """Score all, and pick."""
        return self.lexical_index.scores(query)[rows]


def scan(
    vectors: NDArray[np.float32], rows: NDArray[np.int64], query_vector: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Cosine of each of the rows' unit vectors to a query's: exact, some rows at a time."""
    steps = range(0, len(rows), SCAN)
    parts = [vectors[rows[step : step + SCAN]] @ query_vector for step in steps]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def best(rows: NDArray[np.int64], scores: NDArray[np.float32], k: int) -> Ranking:
    """The k rows of the highest scores, best first; ties by row."""
    if len(rows) > k:
        top = np.argpartition(-scores, k - 1)[:k]
        rows, scores = rows[top], scores[top]
    order = np.lexsort((rows, -scores))
    return rows[order], scores[order]
