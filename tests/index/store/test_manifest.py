from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from index.errors import StoreDamaged, StoreMismatch, StoreMissing
from index.search.levels import Level, Levels
from index.store.files import write_json
from index.store.manifest import SCHEMA, Manifest, current_version
from index.store.store import Store
from index.store.versions import PreviousVersion
from tests.conftest import CountingEmbedder, community_article
from tests.stores import index_articles

MANIFEST = Manifest(SCHEMA, "fake", 8, 1, "0" * 64, "2031-01-02", 1, 2, ["注意"], ["a"], {})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    index_articles([community_article()], tmp_path, CountingEmbedder())
    return tmp_path


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    MANIFEST.write(tmp_path)
    assert Manifest.read(tmp_path) == MANIFEST


def test_levels_are_read_as_they_were_written(tmp_path: Path) -> None:
    measured = replace(MANIFEST, levels=Levels(Level(0.625, 0.0625), Level(0.5, 0.125), "query: "))
    measured.write(tmp_path)
    assert Manifest.read(tmp_path) == measured


def test_a_manifest_of_before_levels_is_read(tmp_path: Path) -> None:
    values = asdict(MANIFEST)
    del values["levels"], values["passage_prompt"]
    write_json(tmp_path / "manifest.json", values)
    assert Manifest.read(tmp_path) == MANIFEST


def test_another_schema_is_a_mismatch_and_other_fields_are_damage(tmp_path: Path) -> None:
    replace(MANIFEST, schema=SCHEMA + 1).write(tmp_path)
    with pytest.raises(StoreMismatch, match="另一个版本"):
        Manifest.read(tmp_path)
    for values in ({}, {"schema": SCHEMA}, {"schema": SCHEMA, "more": 1}, []):
        write_json(tmp_path / "manifest.json", values)
        with pytest.raises(StoreDamaged, match="--repair"):
            Manifest.read(tmp_path)


def test_without_a_pointer_nothing_has_been_built(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        current_version(tmp_path)


@pytest.mark.parametrize("name", ["", "..", "../versions", "20200101", "\x00"])
def test_a_pointer_that_names_no_version_is_damage(path: Path, name: str) -> None:
    (path / "CURRENT").write_text(name)
    with pytest.raises(StoreDamaged):
        Store.open_folder(path)


def test_no_flipped_bit_passes_unnoticed(path: Path) -> None:
    [version], [segment] = path.glob("versions/*"), path.glob("segments/*")
    for file in (version / "manifest.json", segment / "segment.json"):
        whole = file.read_bytes()
        for bit in range(0, len(whole) * 8, 13):  # each byte or its neighbour, each place in turn
            damaged = bytearray(whole)
            damaged[bit // 8] ^= 1 << bit % 8
            file.write_bytes(damaged)
            assert PreviousVersion.inspect(version).damaged == [file], bit
        file.write_bytes(whole)


def test_a_lost_pointer_is_damage_and_the_newest_version_is_found(path: Path) -> None:
    (path / "CURRENT").unlink()
    with pytest.raises(StoreDamaged, match="--repair"):
        current_version(path)
    live = PreviousVersion.live(path)
    assert live.damaged == [path / "CURRENT"]
    assert live.manifest
