from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.errors import StoreDamaged
from index.store.npy import NpyAppender
from index.store.segments import Row, Segment, SegmentWriter, damaged_files

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
        for name in ("vector", "code")
    )


def test_rows_are_read_as_they_were_written(tmp_path: Path) -> None:
    segment = write(tmp_path / ".open", range(9)).seal(tmp_path / "one")
    assert segment
    assert segment.hashes == [digest(n) for n in range(9)]
    assert len(segment) == 9
    assert all(same(segment, n, n) for n in range(9))
    assert damaged_files(segment.folder) == []
    assert not (tmp_path / ".open").exists()


def test_a_writer_continues_after_the_committed_rows(tmp_path: Path) -> None:
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
def test_a_truncated_list_of_units_counts_its_complete_lines(tmp_path: Path, cut: int) -> None:
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
def test_a_segment_that_lost_a_file_is_started_anew(tmp_path: Path, name: str) -> None:
    write(tmp_path / ".open", range(5)).abandon()
    (tmp_path / ".open" / name).write_bytes(b"")
    writer = SegmentWriter(tmp_path / ".open", MODEL)
    assert writer.hashes == []
    writer.append(digest(9), row(9, 1))
    segment = writer.seal(tmp_path / "one")
    assert segment and len(segment) == 1 and same(segment, 0, 9)


def test_a_segment_of_another_model_is_started_anew(tmp_path: Path) -> None:
    write(tmp_path / ".open", range(5)).abandon()
    assert SegmentWriter(tmp_path / ".open", "other").hashes == []


def test_a_segment_begun_by_an_older_program_is_started_anew(tmp_path: Path) -> None:
    write(tmp_path / ".open", range(5)).abandon()
    file = NpyAppender(tmp_path / ".open" / "tokens.npy", np.int8)
    file.append(np.zeros(10_000, np.int8))
    file.abandon()
    assert SegmentWriter(tmp_path / ".open", MODEL).hashes == []


def test_codes_that_cannot_be_decoded_are_reported_as_damage(tmp_path: Path) -> None:
    segment = write(tmp_path / ".open", range(1, 4)).seal(tmp_path / "one")
    assert segment
    file = segment.folder / "tokens.npy"
    content = bytearray(file.read_bytes())
    content[129] ^= 1  # 256 more tokens in the first row
    file.write_bytes(content)
    with pytest.raises(StoreDamaged, match="--repair"):
        Segment(segment.folder).tokens(0)
