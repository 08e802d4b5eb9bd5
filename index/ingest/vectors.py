"""The vectors of a build: those that the store holds are reused, the others computed.

Vectors are found by the name of model and prompt and the hash of the unit that was embedded, those of a
killed build too.
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
from index.store.older_segments import FirstSchemaSegment, OlderSegment, open_segment
from index.store.segments import (
    OPEN,
    REUSE,
    SEGMENTS,
    Row,
    Segment,
    SegmentWriter,
    damaged_files,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.interface import Encoder

Unit = tuple[str, int]
"""What is embedded for a passage (context and text), and where its text starts in it."""

Progress = Callable[[str, int, int], None]
"""Called with the stage in Chinese, the steps done and the steps in all (0: unknown)."""

SLICE = 128  # units embedded between two commits: held in memory, lost if the build is killed
MAX_SEGMENTS = 32
_GATHERED = 4096  # rows copied at a time


@dataclass(frozen=True, slots=True)
class VectorPlaces:
    """Where the vectors of each unit are stored.

    `places` (n, 2) are the number of a segment and a row in it; `embedded` counts the units
    that had to be computed.
    """

    segments: list[Segment]
    places: NDArray[np.int32]
    embedded: int

    def tokens(self, row: int) -> NDArray[np.float32]:
        """Return the token vectors of the unit in a row, (t, h)."""
        segment, place = self.places[row]
        return self.segments[int(segment)].tokens(int(place))[0]

    def write_matrix(self, path: Path) -> NDArray[np.float32]:
        """Write all vectors in the units' order, (n, d); return the file mapped into memory."""
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
    """All vectors of one name that a store holds (`StoreSpec.vectors`).

    Segments are used only if undamaged; `hashed` says which of their files are compared by
    hash. `older_schema` is the folder of a version of an older schema, whose vectors may be in it.
    """

    def __init__(
        self,
        store_dir: Path,
        vectors: str,
        hashed: frozenset[str] = REUSE,
        older_schema: Path | None = None,
    ) -> None:
        self._folder, self._vectors = store_dir / SEGMENTS, vectors
        folders = sorted(self._folder.glob("[!.]*"))
        intact = [folder for folder in folders if not damaged_files(folder, hashed)]
        self._held = [open_segment(folder) for folder in intact]
        if older_schema:
            with suppress(OSError, ValueError, KeyError, TypeError, sqlite3.Error, StoreDamaged):
                self._held.append(FirstSchemaSegment(older_schema))
        self._held = [segment for segment in self._held if segment.model == vectors]

    def place(
        self,
        hashes: Sequence[str],
        read: Callable[[Sequence[int]], list[Unit]],
        load_embedder: Callable[[], Encoder],
        progress: Progress,
    ) -> VectorPlaces:
        """Find or compute the vectors of all units.

        `hashes` are the units' hashes in row order; `read` returns the units of some rows.
        The model is loaded only where vectors are missing.

        Raises:
            ModelError: the embedding model cannot be loaded.
            OSError: the disk is full or read-only; what was committed before is kept.
        """
        rows = {unit_hash: row for row, unit_hash in enumerate(hashes)}  # one row of equal units
        writer = SegmentWriter(self._folder / OPEN, self._vectors)
        try:
            resumed = set(writer.hashes)
            found = self._find(rows.keys() - resumed)
            missing = sorted(rows[h] for h in rows.keys() - resumed - found.keys())
            self._rewrite(writer, found)
            if missing:
                embedder = load_embedder()
            for at in range(0, len(missing), SLICE):
                part = missing[at : at + SLICE]
                encoded = _encode(embedder, read(part), at, len(missing), progress)
                for row, vectors in zip(part, encoded, strict=True):
                    writer.append(hashes[row], vectors)
                writer.commit()
            sealed = writer.seal(self._folder / _segment_name())
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

    def _rewrite(self, writer: SegmentWriter, found: dict[str, tuple[Segment, int]]) -> None:
        """Copy the rows of segments that are not worth keeping into the new segment.

        Such rows are taken out of `found`.
        """
        leaving = _segments_to_rewrite(Counter(segment for segment, _ in found.values()))
        for count, (unit_hash, (segment, row)) in enumerate(list(found.items()), 1):
            if segment in leaving:
                writer.append(unit_hash, segment.row(row))
                del found[unit_hash]
            if count % SLICE == 0:
                writer.commit()


def _encode(
    embedder: Encoder, units: Sequence[Unit], done: int, total: int, progress: Progress
) -> Iterator[Row]:
    """Encode units; offsets count from the passage's text, so the context's are negative."""
    texts = [text for text, _ in units]
    found = embedder.encode(texts, "passage", lambda n: progress("计算向量", done + n, total))
    for (_, start), encoded in zip(units, found, strict=True):
        yield Row.of(encoded.vector, encoded.tokens, encoded.spans - start)


def _segments_to_rewrite(live: Counter[Segment]) -> set[Segment]:
    """Choose segments to copy into the new one; `live` counts the rows still used of each.

    Chosen are those of which most rows are unused, those of an older schema, and where there
    are more than MAX_SEGMENTS, the smaller half.
    """
    leaving = {s for s in live if 2 * live[s] < len(s) or isinstance(s, OlderSegment)}
    staying = sorted(live.keys() - leaving, key=len)
    if len(staying) > MAX_SEGMENTS:
        leaving |= set(staying[: len(staying) // 2])
    return leaving


def _placed(
    hashes: Sequence[str],
    found: dict[str, tuple[Segment, int]],
    sealed: Segment | None,
    embedded: int,
) -> VectorPlaces:
    if sealed:
        found = found | {unit_hash: (sealed, row) for row, unit_hash in enumerate(sealed.hashes)}
    used = list(dict.fromkeys(found[unit_hash][0] for unit_hash in hashes))
    number = {segment: i for i, segment in enumerate(used)}
    places = np.empty((len(hashes), 2), np.int32)
    for row, unit_hash in enumerate(hashes):
        segment, place = found[unit_hash]
        places[row] = number[segment], place
    return VectorPlaces(used, places, embedded)


def _segment_name() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
