"""Cache the articles of a store."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from index.errors import StoreDamaged

if TYPE_CHECKING:
    from index.model import Article
    from rag.protocol import ArticleStore

CACHED_ARTICLES = 1024  # articles kept in memory


class ArticleCache:
    """A cache of a store's articles by id. Safe for use by several threads."""

    def __init__(self, store: ArticleStore) -> None:
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
