"""Vectors in the formats of older schemas, from which a build makes a new segment.

Schema 2 held segments as today, but for the token vectors:

    tokens.npy       (tokens, h) int8, the vectors times 127
    token_spans.npy  (tokens, 2) int32, offsets in the passage's text
    token_ends.npy   (rows,) int64, where each row's tokens end

Schema 1 held these files within the version.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.store.files import read_json
from index.store.npy import load
from index.store.segments import ENDS, TOKENS, VECTORS, Row, Segment

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SPANS = "token_spans.npy"
_SCALE = 127.0


class OlderSegment(Segment):
    """A segment of the second schema."""

    def __init__(self, folder: Path, ends: str = ENDS) -> None:
        self.folder = folder
        self.vectors = load(folder / VECTORS, np.float32)
        self._tokens = load(folder / TOKENS, np.int8)
        self._spans = load(folder / _SPANS, np.int32)
        self._ends = load(folder / ends, np.int64)

    def row(self, row: int) -> Row:
        """Return the vectors of one row, encoded as they are stored today."""
        return Row.of(self.vectors[row], *self.tokens(row))

    def tokens(self, row: int) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """Return a row's token vectors (t, h) and their offsets in the passage's text (t, 2)."""
        part = slice(self._ends[row - 1] if row else 0, self._ends[row])
        return np.divide(self._tokens[part], _SCALE, dtype=np.float32), self._spans[part]


class FirstSchemaSegment(OlderSegment):
    """The vectors of a version of the first schema, which held them in its own folder."""

    def __init__(self, version: Path) -> None:
        super().__init__(version, "token_offsets.npy")
        self._ends = self._ends[1:]
        if len(self.hashes) != len(self._ends) or len(self.vectors) != len(self._ends):
            raise ValueError("rows and vectors differ")

    @property
    def model(self) -> str:
        """Name of the model that made the vectors, from the version's manifest."""
        return str(read_json(self.folder / "manifest.json")["model"])

    @cached_property
    def hashes(self) -> list[str]:
        """Hash of each row's unit, from the version's database."""
        database = f"{(self.folder / 'corpus.sqlite').resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(database, uri=True)) as connection:
            rows = connection.execute("SELECT unit_hash FROM passages ORDER BY row")
            return [unit_hash for (unit_hash,) in rows]


def open_segment(folder: Path) -> Segment:
    """Open a segment of this or of an older schema."""
    return OlderSegment(folder) if (folder / _SPANS).exists() else Segment(folder)
