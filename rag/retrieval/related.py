"""Find related articles by the mean vectors of their passages.

The vectors are mean-centred first, so that content common to all articles does not count as
similarity.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.store.store import Store

CHUNK = 1 << 16  # vectors read at once
LEAST = 0.15  # cosine similarity below which two articles are not related


class Related:
    """Related articles of a store, among those that are seen; computed at the first use."""

    def __init__(self, means: ArticleMeans, sees: Callable[[str], bool] = lambda _: True) -> None:
        self._means, self._sees = means, sees

    def nearest(self, article_id: str, k: int) -> list[str]:
        """Return the ids of at most k related articles, the nearest first."""
        ids, means = self._centred
        if article_id not in ids:
            return []
        place = ids[article_id]
        cosines = means @ means[place]
        cosines[place] = -1
        names = list(ids)
        order = np.argsort(-cosines, kind="stable")[:k]
        return [names[i] for i in order if cosines[i] >= LEAST]

    @cached_property
    def _centred(self) -> tuple[dict[str, int], NDArray[np.float32]]:
        """Return the row of each article seen, by id, and the centred unit vectors (articles, d)."""
        ids, means = self._means.all
        seen = [id_ for id_ in ids if self._sees(id_)]
        own = means[[ids[id_] for id_ in seen]] if seen else means[:0]
        centred = _unit(own - own.mean(axis=0)) if seen else own
        return {id_: row for row, id_ in enumerate(seen)}, centred


class ArticleMeans:
    """The mean vectors of the articles of a store, computed at the first use."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def all(self) -> tuple[dict[str, int], NDArray[np.float32]]:
        """Each article's row by id, and the unit vectors (articles, d)."""
        ids: dict[str, int] = {}
        places = [ids.setdefault(p.article_id, len(ids)) for p in self._store.passages()]
        owner = np.array(places, np.int64)
        sums = np.zeros((len(ids), self._store.vectors.shape[1]), np.float32)
        for start in range(0, len(owner), CHUNK):
            part = slice(start, start + CHUNK)
            np.add.at(sums, owner[part], self._store.vectors[part])
        return ids, _unit(sums)


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale each row to unit length; a row of zeros stays."""
    unit: NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit
