from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.errors import StoreDamaged, StoreMissing
from index.ingest import status as status_module
from index.ingest.status import Status, remembered
from index.store.manifest import current_version
from tests.conftest import CountingEmbedder, community_article
from tests.stores import index_articles, index_files


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "甲.txt").write_text("社区医院\n全市社区医院达到120家。", encoding="utf-8")
    (folder / "乙.txt").write_text("药品采购\n集采药品平均降价五成。", encoding="utf-8")
    (folder / "坏.txt").write_bytes(b"\0\1\2\3" * 50)
    return folder


@pytest.fixture
def target(tmp_path: Path, corpus: Path, fake_embedder: CountingEmbedder) -> Path:
    index_files([corpus], tmp_path / "store", fake_embedder)
    return tmp_path / "store"


def test_status_lists_content_and_failures(target: Path, corpus: Path) -> None:
    status = Status.read(target, [corpus]).to_json()
    assert (status["articles"], status["passages"], status["model"]) == (2, 2, "fake")
    assert status["version"] == current_version(target).name
    assert status["created"][:2] == "20" and status["bytes"] > 10_000
    assert {f["name"]: (f["articles"], f["passages"]) for f in status["files"]} == {
        "甲.txt": (1, 1),
        "乙.txt": (1, 1),
        "坏.txt": (0, 0),
    }
    [failed] = status["failed"]
    assert failed["path"].endswith("坏.txt") and len(failed["error"]) > 5
    assert status["changes"] == {
        "new": [],
        "changed": [],
        "removed": [],
        "stale": False,
        "missing": "",
    }


def test_status_lists_new_changed_and_removed_files(target: Path, corpus: Path) -> None:
    (corpus / "丙.txt").write_text("疫苗冷链\n记录保存五年。", encoding="utf-8")
    (corpus / "甲.txt").write_text("社区医院\n全市社区医院达到121家。", encoding="utf-8")
    (corpus / "乙.txt").unlink()
    changes = Status.read(target, [corpus]).changes
    assert bool(changes)
    names = [[Path(p).name for p in ps] for ps in (changes.new, changes.changed, changes.removed)]
    assert names == [["丙.txt"], ["甲.txt"], ["乙.txt"]]


def test_a_missing_folder_is_reported_and_the_rest_still_shown(target: Path, corpus: Path) -> None:
    shutil.rmtree(corpus)
    status = Status.read(target, [corpus])
    assert "找不到" in status.changes.missing
    assert status.manifest.articles == 2


def test_files_read_by_other_code_are_stale(
    target: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status_module, "reading_version", lambda: "newer")
    assert Status.read(target, [corpus]).changes.stale


def test_a_missing_or_damaged_store_is_reported(target: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        Status.read(tmp_path / "none", [])
    (current_version(target) / "terms.json").unlink()
    with pytest.raises(StoreDamaged, match="--repair"):
        Status.read(target, [])


def test_named_paths_are_remembered(
    target: Path, corpus: Path, tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    assert remembered(target) == [corpus]
    assert remembered(tmp_path / "none") == []
    index_files([corpus], tmp_path / "other", fake_embedder, remember=False)
    assert remembered(tmp_path / "other") == []


def test_articles_that_came_from_no_file_have_no_changes(
    tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    index_articles([community_article()], tmp_path / "s", fake_embedder)
    status = Status.read(tmp_path / "s", [tmp_path])
    assert status.to_json()["files"] == [] and not status.changes
