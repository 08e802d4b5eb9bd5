"""What the reading room lists: the articles of the live store, read once a version."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from index.model import Article

if TYPE_CHECKING:
    from pathlib import Path

    from rag.protocol import QuestionAnswering


class Catalogue:
    """The articles without their texts; safe for many threads."""

    def __init__(self, pipeline: QuestionAnswering) -> None:
        self._pipeline, self._lock = pipeline, Lock()
        self._version: Path | None = None
        self._articles: list[Article] = []

    def articles(self) -> list[Article]:
        """All articles of the live version, in corpus order; not to be changed."""
        with self._lock:
            store = self._pipeline.store
            if store.folder != self._version:
                self._articles = [_bare(article) for article in store.articles()]
                self._version = store.folder
            return self._articles


def _bare(article: Article) -> Article:
    return replace(article, text="", blocks=(), page_starts=())
