"""The rows of a version: their passages as a sequence, and the articles they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, overload

import numpy as np

from index.model import Passage
from index.store.database import Database

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CACHED_PASSAGES = 1 << 15


class PassageRows(Sequence[Passage]):
    """The passages of a version by row, read on demand; those used last are cached."""

    def __init__(self, database: Database, count: int) -> None:
        self._database, self._count = database, count
        self._row = lru_cache(_CACHED_PASSAGES)(database.passage)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Passage]:
        return self._database.passages()

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | list[Passage]:
        if isinstance(row, slice):
            return [self._row(i) for i in range(*row.indices(self._count))]
        return self._row(int(row) if row >= 0 else int(row) + self._count)


def article_numbers(database: Database, duplicates: Mapping[str, str]) -> NDArray[np.int64]:
    """Return a number for each row's article, (n,); printings of one article share theirs.

    `duplicates` maps the id of each repeated article to the id of its first printing.
    """
    counts = database.passages_by_article()
    number = {name: n for n, name in enumerate(counts)}
    first = [number.get(duplicates.get(name, name), number[name]) for name in counts]
    return np.repeat(np.array(first, np.int64), list(counts.values()))
