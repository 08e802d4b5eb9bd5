from __future__ import annotations

from typing import cast

import pytest

from index.errors import StoreDamaged
from index.model import Article
from index.store.store import Store
from rag.retrieval.articles import ArticleCache

ARTICLE = Article("2031-02-03", 1, "社区医院", "甲。" * 60)


class CountingStore:
    """A store of one article that counts how often it is read."""

    def __init__(self) -> None:
        self.reads = 0

    def article(self, article_id: str) -> Article | None:
        self.reads += 1
        return ARTICLE if article_id == ARTICLE.id else None


def test_an_article_is_read_once_from_the_store() -> None:
    store = CountingStore()
    articles = ArticleCache(cast("Store", store))
    assert articles[ARTICLE.id] is articles[ARTICLE.id] is ARTICLE
    assert store.reads == 1


def test_an_article_that_the_store_lacks_means_a_damaged_store() -> None:
    with pytest.raises(StoreDamaged, match="2031-02-03/9"):
        ArticleCache(cast("Store", CountingStore()))["2031-02-03/9"]
