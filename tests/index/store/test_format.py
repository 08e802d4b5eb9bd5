"""The format of a store on disk: stores that exist must still open after a change here.

Where a test fails because the format was changed on purpose, raise SCHEMA, and see that an
older store is still recognised and its vectors reused.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from eval.fake import FakeEmbedder
from index.store.files import read_json, read_sealed
from index.store.manifest import SCHEMA, current_version
from tests.stores import index_files


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("format")
    text = "社区医院\n全市社区医院达到120家，居民就近看病。"
    (folder / "甲.txt").write_text(text, encoding="utf-8")
    index_files([folder / "甲.txt"], folder / "store", FakeEmbedder())
    return folder / "store"


def names(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def test_the_schema_is_3() -> None:
    assert SCHEMA == 3


def test_a_store_holds_a_pointer_versions_and_segments(store: Path) -> None:
    assert {path.name for path in store.iterdir()} == {".lock", "CURRENT", "versions", "segments"}
    [version] = (store / "versions").iterdir()
    assert (store / "CURRENT").read_text() == version.name + "\n"


def test_a_version_has_these_files(store: Path) -> None:
    assert names(current_version(store)) == {
        "manifest.json",
        "corpus.sqlite",
        "vectors.npy",
        "dense.faiss",
        "keys.npy",
        "signatures.npy",
        "lexical/counts.npy",
        "lexical/lengths.npy",
        "lexical/data.csc.index.npy",
        "lexical/indices.csc.index.npy",
        "lexical/indptr.csc.index.npy",
        "lexical/params.index.json",
        "lexical/vocab.index.json",
        "terms.json",
        "places.npy",
        "duplicates.json",
        "copies.npy",
        "sources.json",
    }


def test_a_segment_has_these_files(store: Path) -> None:
    [segment] = (store / "segments").iterdir()
    files = {"vectors.npy", "tokens.npy", "token_ends.npy", "units.txt"}
    assert names(segment) == files | {"segment.json"}
    assert read_sealed(segment / "segment.json").keys() == {"model", "files"}
    assert read_sealed(segment / "segment.json")["files"].keys() == files
    assert all(len(line) == 64 for line in (segment / "units.txt").read_text().split())


def test_the_manifest_has_these_fields(store: Path) -> None:
    manifest = read_sealed(current_version(store) / "manifest.json")
    assert {name: type(value) for name, value in manifest.items()} == {
        "schema": int,
        "model": str,
        "dimension": int,
        "passage_version": int,
        "content": str,
        "created": str,
        "articles": int,
        "passages": int,
        "warnings": list,
        "segments": list,
        "files": dict,
        "passage_prompt": type(None),
        "levels": dict,
        "changed": int,
        "learner": str,
    }
    assert manifest["levels"].keys() == {"max_sim", "cosine", "prompt"}
    assert manifest["files"].keys() == names(current_version(store)) - {"manifest.json"}
    assert {tuple(entry) for entry in manifest["files"].values()} == {("size", "sha256")}


def test_the_record_of_sources_has_these_fields(store: Path) -> None:
    sources = read_json(current_version(store) / "sources.json")
    assert sources.keys() == {"paths", "files", "reader", "unknown"}
    fields = ["path", "sha256", "name", "issues", "renamed", "articles", "date", "warnings"]
    assert [list(file) for file in sources["files"]] == [
        [*fields, "error", "kept", "members", "unread", "overridden"]
    ]


def test_arrays_have_these_types_and_shapes(store: Path) -> None:
    version = current_version(store)
    [segment] = (store / "segments").iterdir()
    expected = {
        version / "vectors.npy": (np.float32, 2),
        version / "places.npy": (np.int32, 2),
        version / "copies.npy": (np.int32, 1),
        version / "keys.npy": (np.dtype("S16"), 1),
        version / "signatures.npy": (np.uint32, 2),
        version / "lexical" / "counts.npy": (np.uint8, 1),
        version / "lexical" / "lengths.npy": (np.int32, 1),
        segment / "vectors.npy": (np.float32, 2),
        segment / "tokens.npy": (np.uint8, 1),
        segment / "token_ends.npy": (np.int64, 1),
    }
    for file, (dtype, dimensions) in expected.items():
        array = np.load(file)
        assert (array.dtype, array.ndim) == (dtype, dimensions), file.name


def test_the_database_has_these_columns(store: Path) -> None:
    article = "row id issue n title text section source page author abstract url date issuer "
    article += "number region status published effective expires recognised file page_starts "
    article += "blocks checksum"
    passage = "row issue n k start end text headings lead unit_hash"
    relation = "kind newer older since stated_in start end until"
    with closing(sqlite3.connect(current_version(store) / "corpus.sqlite")) as connection:
        for table, columns in (
            ("articles", article),
            ("passages", passage),
            ("relations", relation),
        ):
            rows = connection.execute(f"PRAGMA table_info({table})").fetchall()
            assert [row[1] for row in rows] == columns.split()
