"""The articles of the live store without their texts, read once per version of the store."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from index.model import Article
from rag.validity import Standings

if TYPE_CHECKING:
    from pathlib import Path

    from rag.protocol import QuestionAnswering


class Catalogue:
    """The articles that are listed; safe to use from several threads."""

    def __init__(self, pipeline: QuestionAnswering) -> None:
        self._pipeline, self._lock = pipeline, Lock()
        self._version: Path | None = None
        self._articles: list[Article] = []
        self._standings = Standings(pipeline.store)

    def articles(self) -> list[Article]:
        """Return the articles of the live version in corpus order; do not change the list."""
        with self._lock:
            store = self._pipeline.store
            if store.folder != self._version:
                self._standings = Standings(store)
                self._articles = [_without_text(article) for article in store.articles()]
                self._version = store.folder
            return self._articles

    def standings(self) -> Standings:
        """Return the standings of the articles of the live version."""
        self.articles()
        return self._standings


def _without_text(article: Article) -> Article:
    return replace(article, text="", blocks=(), page_starts=())
