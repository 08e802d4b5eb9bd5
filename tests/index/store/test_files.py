from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import StoreDamaged
from index.store.files import (
    altered_files,
    describe,
    read_json,
    read_sealed,
    write_json,
    write_sealed,
)


@given(st.dictionaries(st.text(), st.integers() | st.text()))
@settings(max_examples=40, deadline=None)
def test_json_of_any_file_names_round_trips(value: dict[str, object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_json(Path(folder) / "a.json", value)
        assert read_json(Path(folder) / "a.json") == value
        assert [path.name for path in Path(folder).iterdir()] == ["a.json"]


def test_altered_files_are_found_by_size_always_and_by_hash_where_asked(tmp_path: Path) -> None:
    for name in ("kept", "cut", "flipped", "gone"):
        (tmp_path / name).write_bytes(b"0123456789")
    table = describe(tmp_path)
    (tmp_path / "cut").write_bytes(b"012")
    (tmp_path / "flipped").write_bytes(b"0123456788")
    (tmp_path / "gone").unlink()
    by_size = altered_files(tmp_path, table, lambda name, size: False)
    by_hash = altered_files(tmp_path, table, lambda name, size: name == "flipped" and size == 10)
    assert {file.name for file in by_size} == {"cut", "gone"}
    assert {file.name for file in by_hash} == {"cut", "flipped", "gone"}


@pytest.mark.parametrize("content", [None, b"", b"{", b"[" * 100_000])
def test_a_json_file_that_cannot_be_read_is_damage(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(StoreDamaged, match="--repair"):
        read_json(tmp_path / "a.json")


def test_a_sealed_object_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_sealed(tmp_path / "a.json", {"名": [1, None], "levels": {"mean": 0.1}})
    assert read_sealed(tmp_path / "a.json") == {"名": [1, None], "levels": {"mean": 0.1}}
    write_json(tmp_path / "a.json", {"of": "an older version"})
    assert read_sealed(tmp_path / "a.json") == {"of": "an older version"}


@pytest.mark.parametrize(
    "damage", [b"[]", b'{"a": 2, "checksum": "0"}', b'{"a": 1, "checksum": 0}']
)
def test_an_object_that_differs_from_its_checksum_is_damage(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "a.json").write_bytes(damage)
    with pytest.raises(StoreDamaged, match="--repair"):
        read_sealed(tmp_path / "a.json")
