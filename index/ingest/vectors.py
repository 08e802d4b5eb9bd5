"""The vectors of a build: those the store holds are taken, the others computed.

Whatever was computed before, by a build that was killed too, is found by the hash of what
was embedded and the model's name.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.errors import StoreDamaged
from index.store.npy import NpyAppender, load
from index.store.segments import (
    OPEN,
    REUSE,
    SEGMENTS,
    FirstSegment,
    Row,
    Segment,
    SegmentWriter,
    check,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.embedder import Embedder

Unit = tuple[str, int]  # what is embedded, and where the passage's text starts in it
Progress = Callable[[str, int, int], None]  # stage in Chinese, done, total

SLICE = 128  # units whose token vectors are in memory at a time, and may be lost by a kill
MAX_SEGMENTS = 32
_GATHERED = 4096


@dataclass(frozen=True, slots=True)
class Placed:
    """Where each unit's vectors are: (n, 2) segment and row in it; how many were computed."""

    segments: list[Segment]
    places: NDArray[np.int32]
    embedded: int

    def write_matrix(self, path: Path) -> NDArray[np.float32]:
        """Write all vectors in the units' order, (n, d); returns them mapped from the disk."""
        file = NpyAppender(path, np.float32, self.segments[0].vectors.shape[1:])
        for at in range(0, len(self.places), _GATHERED):
            file.append(self._gather(self.places[at : at + _GATHERED]))
        file.close()
        return load(path, np.float32)

    def _gather(self, places: NDArray[np.int32]) -> NDArray[np.float32]:
        found = np.empty((len(places), self.segments[0].vectors.shape[1]), np.float32)
        for number in np.unique(places[:, 0]):
            ours = places[:, 0] == number
            found[ours] = self.segments[number].vectors[places[ours, 1]]
        return found


class VectorPool:
    """What the store holds of a model's vectors. `first`: a version of the first schema."""

    def __init__(
        self, store_dir: Path, model: str, hashed: frozenset[str] = REUSE, first: Path | None = None
    ) -> None:
        self._folder, self._model = store_dir / SEGMENTS, model
        whole = [s for s in sorted(self._folder.glob("[!.]*")) if not check(s, hashed)]
        self._held: list[Segment] = [Segment(folder) for folder in whole]
        if first:
            with suppress(OSError, ValueError, KeyError, TypeError, sqlite3.Error, StoreDamaged):
                self._held.append(FirstSegment(first))
        self._held = [segment for segment in self._held if segment.model == model]

    def place(
        self,
        hashes: Sequence[str],
        read: Callable[[Sequence[int]], list[Unit]],
        load_embedder: Callable[[str], Embedder],
        tell: Progress,
    ) -> Placed:
        """Find or compute the vectors of all units; `read` gives those of some rows.

        Raises:
            ModelError: the embedding model cannot be loaded.
            OSError: the disk is full or read-only; what was computed until then is kept.
        """
        rows = {unit_hash: row for row, unit_hash in enumerate(hashes)}  # one of equal units
        writer = SegmentWriter(self._folder / OPEN, self._model)
        try:
            resumed = set(writer.hashes)
            found = self._find(rows.keys() - resumed)
            missing = sorted(rows[h] for h in rows.keys() - resumed - found.keys())
            self._copy(writer, found)
            if missing:
                embedder = load_embedder(self._model)
            for at in range(0, len(missing), SLICE):
                part = missing[at : at + SLICE]
                encoded = _encode(embedder, read(part), at, len(missing), tell)
                for row, vectors in zip(part, encoded, strict=True):
                    writer.append(hashes[row], vectors)
                writer.commit()
            sealed = writer.seal(self._folder / _name())
        finally:
            writer.abandon()
        return _placed(hashes, found, sealed, len(missing))

    def _find(self, wanted: Iterable[str]) -> dict[str, tuple[Segment, int]]:
        wanted = set(wanted)
        return {
            unit_hash: (segment, row)
            for segment in self._held
            for row, unit_hash in enumerate(segment.hashes)
            if unit_hash in wanted
        }

    def _copy(self, writer: SegmentWriter, found: dict[str, tuple[Segment, int]]) -> None:
        """Take over the rows of segments that are not worth keeping."""
        leaving = _leaving(Counter(segment for segment, _ in found.values()))
        for count, (unit_hash, (segment, row)) in enumerate(list(found.items()), 1):
            if segment in leaving:
                writer.append(unit_hash, segment.row(row))
                del found[unit_hash]
            if count % SLICE == 0:
                writer.commit()


def _encode(
    embedder: Embedder, units: Sequence[Unit], done: int, total: int, tell: Progress
) -> Iterator[Row]:
    """Spans count from the passage's text; the context's are negative."""
    texts = [text for text, _ in units]
    found = embedder.encode(texts, "passage", lambda n: tell("计算向量", done + n, total))
    for (_, start), encoded in zip(units, found, strict=True):
        yield Row.of(encoded.vector, encoded.tokens, encoded.spans - start)


def _leaving(live: Counter[Segment]) -> set[Segment]:
    """Segments to write anew: mostly dead, of the first schema, or small where there are many."""
    leaving = {s for s in live if 2 * live[s] < len(s) or isinstance(s, FirstSegment)}
    staying = sorted(live.keys() - leaving, key=len)
    if len(staying) > MAX_SEGMENTS:
        leaving |= set(staying[: len(staying) // 2])
    return leaving


def _placed(
    hashes: Sequence[str],
    found: dict[str, tuple[Segment, int]],
    sealed: Segment | None,
    embedded: int,
) -> Placed:
    if sealed:
        found = found | {unit_hash: (sealed, row) for row, unit_hash in enumerate(sealed.hashes)}
    used = list(dict.fromkeys(found[unit_hash][0] for unit_hash in hashes))
    number = {segment: i for i, segment in enumerate(used)}
    places = np.empty((len(hashes), 2), np.int32)
    for row, unit_hash in enumerate(hashes):
        segment, place = found[unit_hash]
        places[row] = number[segment], place
    return Placed(used, places, embedded)


def _name() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
