"""Cache a store's articles, and turn ranked candidates into the hits that a user is shown."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from index.errors import StoreDamaged
from rag.answer import Hit

if TYPE_CHECKING:
    from index.model import Article
    from index.store.store import Store
    from rag.retrieval.retriever import Retrieval

MAX_K = 50  # hits of one query
CACHED_ARTICLES = 1024  # articles kept in memory


class ArticleCache:
    """A cache of a store's articles by id. Safe for use by several threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._article = lru_cache(maxsize=CACHED_ARTICLES)(self._load)

    def __getitem__(self, article_id: str) -> Article:
        """Return an article.

        Raises:
            StoreDamaged: the store has no such article.
        """
        return self._article(article_id)

    def _load(self, article_id: str) -> Article:
        article = self._store.article(article_id)
        if article is None:
            raise StoreDamaged(f"索引里缺少文章 {article_id}，请重新运行 wence index。")
        return article


def hits(retrieval: Retrieval, k: int) -> list[Hit]:
    """Return the k best candidates, at least one and at most MAX_K, as ranked hits."""
    top = retrieval.candidates[: max(1, min(k, MAX_K))]
    return [
        Hit(rank, score, candidate.passage, candidate.article)
        for rank, (candidate, score) in enumerate(zip(top, retrieval.scores, strict=False), 1)
    ]
