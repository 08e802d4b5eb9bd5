"""The articles of the live store without their texts, read once per version and per view of it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from index.model import Article
from rag.validity import Standings

if TYPE_CHECKING:
    from rag.protocol import ArticleStore, QuestionAnswering

KEPT = 16  # views of the live version


@dataclass(frozen=True, slots=True)
class _Listed:
    articles: list[Article]
    standings: Standings


class Catalogue:
    """The articles that are listed to a caller; safe to use from several threads."""

    def __init__(self, pipeline: QuestionAnswering) -> None:
        self._pipeline, self._lock = pipeline, Lock()
        # those used last at the end
        self._kept: OrderedDict[tuple[ArticleStore, Path], _Listed] = OrderedDict()

    def articles(self) -> list[Article]:
        """Return the articles of the live version in corpus order; do not change the list."""
        return self._listed().articles

    def standings(self) -> Standings:
        """Return the standings of the articles of the live version."""
        return self._listed().standings

    def _listed(self) -> _Listed:
        store = self._pipeline.store  # what the caller may see
        with self._lock:
            key = store, store.folder
            if key not in self._kept:
                found = [_without_text(article) for article in store.articles()]
                self._forget_older(store.folder)
                self._kept[key] = _Listed(found, Standings(store))
            self._kept.move_to_end(key)
            return self._kept[key]

    def _forget_older(self, live: Path) -> None:
        """Forget other versions, and the view not used for longest where there are too many."""
        for known in [one for one in self._kept if one[1] != live]:
            del self._kept[known]
        if len(self._kept) >= KEPT:
            self._kept.popitem(last=False)


def _without_text(article: Article) -> Article:
    return replace(article, text="", blocks=(), page_starts=())
