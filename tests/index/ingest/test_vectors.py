from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.ingest.vectors import MAX_SEGMENTS, VectorPlaces, VectorPool
from index.store.segments import REUSE, damaged_files
from tests.conftest import CountingEmbedder

MODEL = "fake"


def digest(number: int) -> str:
    return f"{number:064x}"


def place(folder: Path, numbers: list[int], fake: CountingEmbedder) -> VectorPlaces:
    """Place units of one character each; their hashes number them."""
    units = [(chr(0x4E00 + n), 0) for n in numbers]
    hashes = [digest(n) for n in numbers]
    pool = VectorPool(folder, MODEL)
    return pool.place(hashes, lambda rows: [units[r] for r in rows], lambda: fake, lambda *_: None)


def vectors(placed: VectorPlaces, folder: Path) -> list[list[float]]:
    found: list[list[float]] = placed.write_matrix(folder / "m.npy").tolist()
    return found


def expected(numbers: list[int]) -> list[list[float]]:
    fake = CountingEmbedder()
    return [fake.encode([chr(0x4E00 + n)], "passage")[0].vector.tolist() for n in numbers]


def test_equal_units_are_computed_once(tmp_path: Path) -> None:
    fake = CountingEmbedder()
    placed = place(tmp_path, [3, 1, 3, 3], fake)
    assert (placed.embedded, len(fake.texts)) == (2, 2)
    assert vectors(placed, tmp_path) == pytest.approx(np.array(expected([3, 1, 3, 3])))


def test_an_interrupted_computation_is_continued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.ingest.vectors.SLICE", 10)

    class Dying(CountingEmbedder):
        def encode(self, texts, kind, on_batch=None):  # type: ignore[no-untyped-def]
            if len(self.texts) >= 80:
                raise KeyboardInterrupt
            return super().encode(texts, kind, on_batch)

    numbers = list(range(100))
    with pytest.raises(KeyboardInterrupt):
        place(tmp_path, numbers, Dying())
    fake = CountingEmbedder()
    placed = place(tmp_path, numbers, fake)
    assert (placed.embedded, len(fake.texts)) == (20, 20)
    assert vectors(placed, tmp_path) == pytest.approx(np.array(expected(numbers)))


def test_mostly_unused_segments_are_rewritten_and_used_ones_kept(tmp_path: Path) -> None:
    fake = CountingEmbedder()
    [first] = place(tmp_path, list(range(10)), fake).segments
    kept = place(tmp_path, list(range(6)), fake)
    assert [s.folder for s in kept.segments] == [first.folder]
    few = place(tmp_path, [2, 8, 4], fake)
    assert len(fake.texts) == 10
    assert first.folder not in [s.folder for s in few.segments]
    assert vectors(few, tmp_path) == pytest.approx(np.array(expected([2, 8, 4])))


def test_many_small_segments_are_merged(tmp_path: Path) -> None:
    fake = CountingEmbedder()
    for count in range(1, MAX_SEGMENTS + 10):
        placed = place(tmp_path, list(range(count)), fake)
        assert len(placed.segments) <= MAX_SEGMENTS + 1
    assert len(fake.texts) == MAX_SEGMENTS + 9
    numbers = list(range(MAX_SEGMENTS + 9))
    assert vectors(placed, tmp_path) == pytest.approx(np.array(expected(numbers)))


def test_a_segment_with_a_flipped_bit_among_its_vectors_is_not_reused(tmp_path: Path) -> None:
    fake = CountingEmbedder()
    [segment] = place(tmp_path, [1, 2, 3], fake).segments
    file = segment.folder / "vectors.npy"
    content = bytearray(file.read_bytes())
    content[-2] ^= 1
    file.write_bytes(content)
    assert damaged_files(segment.folder, REUSE) == [file]
    assert place(tmp_path, [1, 2, 3], fake).embedded == 3
