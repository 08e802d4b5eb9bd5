from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.ingest.vectors import MAX_SEGMENTS, VectorPlaces, VectorPool
from index.store.npy import NpyAppender
from index.store.segments import REUSE, Row, Segment, SegmentWriter, damaged_files
from tests.conftest import CountingEmbedder

MODEL = "fake"


def row(seed: int, tokens: int = 3) -> Row:
    rows = np.random.default_rng(seed).standard_normal((tokens + 1, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    spans = np.array([[i, i + 1] for i in range(tokens)], np.int32).reshape(-1, 2)
    return Row.of(rows[0], rows[1:], spans)


def digest(number: int) -> str:
    return f"{number:064x}"


def write(folder: Path, numbers: range, commit: bool = True) -> SegmentWriter:
    writer = SegmentWriter(folder, MODEL)
    for number in numbers:
        writer.append(digest(number), row(number, number % 4))
    if commit:
        writer.commit()
    return writer


def same(segment: Segment, place: int, number: int) -> bool:
    found, expected = segment.row(place), row(number, number % 4)
    return all(
        getattr(found, name).tolist() == getattr(expected, name).tolist()
        for name in ("vector", "tokens", "spans")
    )


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    segment = write(tmp_path / ".open", range(9)).seal(tmp_path / "one")
    assert segment
    assert segment.hashes == [digest(n) for n in range(9)]
    assert len(segment) == 9
    assert all(same(segment, n, n) for n in range(9))
    assert damaged_files(segment.folder) == []
    assert not (tmp_path / ".open").exists()


def test_token_vectors_keep_their_direction() -> None:
    vectors = np.random.default_rng(1).standard_normal((50, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    stored = Row.of(vectors[0], vectors, np.zeros((50, 2), np.int32)).tokens / np.float32(127)
    cosines = (stored * vectors).sum(axis=1) / np.linalg.norm(stored, axis=1)
    assert cosines.min() > 0.998


def test_a_writer_takes_up_what_was_committed_and_nothing_else(tmp_path: Path) -> None:
    first = write(tmp_path / ".open", range(5))
    first.append(digest(5), row(5))
    first.abandon()
    second = SegmentWriter(tmp_path / ".open", MODEL)
    assert second.hashes == [digest(n) for n in range(5)]
    second.append(digest(7), row(7, 3))
    segment = second.seal(tmp_path / "one")
    assert segment
    assert segment.hashes == [digest(n) for n in (0, 1, 2, 3, 4, 7)]
    assert all(same(segment, n, n) for n in range(5)) and same(segment, 5, 7)


@pytest.mark.parametrize("cut", [1, 30, 64, 65, 66, 200])
def test_a_list_cut_off_anywhere_counts_its_whole_lines(tmp_path: Path, cut: int) -> None:
    write(tmp_path / ".open", range(5)).abandon()
    units = tmp_path / ".open" / "units.txt"
    units.write_bytes(units.read_bytes()[:-cut])
    whole = 5 - -(-cut // 65)
    writer = SegmentWriter(tmp_path / ".open", MODEL)
    assert writer.hashes == [digest(n) for n in range(whole)]
    writer.append(digest(9), row(9, 1))
    segment = writer.seal(tmp_path / "one")
    assert segment and same(segment, whole, 9) and all(same(segment, n, n) for n in range(whole))


@pytest.mark.parametrize("name", ["vectors.npy", "tokens.npy", "units.txt", "segment.json"])
def test_rows_that_are_counted_but_not_there_are_computed_anew(tmp_path: Path, name: str) -> None:
    write(tmp_path / ".open", range(5)).abandon()
    (tmp_path / ".open" / name).write_bytes(b"")
    writer = SegmentWriter(tmp_path / ".open", MODEL)
    assert writer.hashes == []
    writer.append(digest(9), row(9, 1))
    segment = writer.seal(tmp_path / "one")
    assert segment and len(segment) == 1 and same(segment, 0, 9)


def test_another_models_work_is_not_taken_up(tmp_path: Path) -> None:
    write(tmp_path / ".open", range(5)).abandon()
    assert SegmentWriter(tmp_path / ".open", "other").hashes == []


def test_a_file_that_grows_is_an_ordinary_npy(tmp_path: Path) -> None:
    file = NpyAppender(tmp_path / "a.npy", np.int32, (2,))
    file.append(np.arange(6).reshape(3, 2))
    file.append(np.empty((0, 2)))
    file.close()
    assert np.load(tmp_path / "a.npy").tolist() == [[0, 1], [2, 3], [4, 5]]
    with pytest.raises(ValueError, match="fewer than 4"):
        NpyAppender.resume(tmp_path / "a.npy", 4)
    with pytest.raises(ValueError, match="rows of"):
        NpyAppender.resume(tmp_path / "a.npy", 2).append(np.zeros((1, 3)))


def place(folder: Path, numbers: list[int], fake: CountingEmbedder) -> VectorPlaces:
    """Units of one character each; their hashes number them."""
    units = [(chr(0x4E00 + n), 0) for n in numbers]
    hashes = [digest(n) for n in numbers]
    pool = VectorPool(folder, MODEL)
    return pool.place(
        hashes, lambda rows: [units[r] for r in rows], lambda m: fake, lambda *_: None
    )


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


def test_an_interrupted_computation_goes_on_where_it_was(
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


def test_mostly_dead_segments_are_written_anew_and_live_ones_stay(tmp_path: Path) -> None:
    fake = CountingEmbedder()
    [first] = place(tmp_path, list(range(10)), fake).segments
    kept = place(tmp_path, list(range(6)), fake)
    assert [s.folder for s in kept.segments] == [first.folder]
    few = place(tmp_path, [2, 8, 4], fake)
    assert len(fake.texts) == 10
    assert first.folder not in [s.folder for s in few.segments]
    assert vectors(few, tmp_path) == pytest.approx(np.array(expected([2, 8, 4])))


def test_many_small_segments_become_few(tmp_path: Path) -> None:
    fake = CountingEmbedder()
    for count in range(1, MAX_SEGMENTS + 10):
        placed = place(tmp_path, list(range(count)), fake)
        assert len(placed.segments) <= MAX_SEGMENTS + 1
    assert len(fake.texts) == MAX_SEGMENTS + 9
    numbers = list(range(MAX_SEGMENTS + 9))
    assert vectors(placed, tmp_path) == pytest.approx(np.array(expected(numbers)))


def test_a_flipped_bit_among_vectors_keeps_a_segment_from_being_reused(tmp_path: Path) -> None:
    fake = CountingEmbedder()
    [segment] = place(tmp_path, [1, 2, 3], fake).segments
    file = segment.folder / "vectors.npy"
    content = bytearray(file.read_bytes())
    content[-2] ^= 1
    file.write_bytes(content)
    assert damaged_files(segment.folder, REUSE) == [file]
    assert place(tmp_path, [1, 2, 3], fake).embedded == 3
