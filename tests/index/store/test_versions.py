from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import StoreBusy, StoreError
from index.model import Block
from index.store.store import Store
from index.store.versions import PreviousVersion, new_version_folder, write_lock
from tests.conftest import CountingEmbedder, community_article, hostile_article
from tests.stores import index_articles

HOSTILE = hostile_article()
ARTICLES = [
    community_article(),
    replace(HOSTILE, blocks=(Block("paragraph", 0, len(HOSTILE.text)),)),
]


def test_a_reader_keeps_the_version_it_opened(
    tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    index_articles(ARTICLES, tmp_path, fake_embedder)
    reader = Store.open_folder(tmp_path)
    for title in ("甲", "乙", "丙"):
        index_articles([replace(ARTICLES[0], title=title)], tmp_path, fake_embedder)
    assert reader.articles() == ARTICLES
    index_articles([replace(ARTICLES[0], title="丙")], tmp_path, fake_embedder)
    assert len(list((tmp_path / "versions").iterdir())) == 2


def test_a_killed_build_leaves_the_old_version_and_the_next_build_cleans_up(
    tmp_path: Path, fake_embedder: CountingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_articles(ARTICLES, tmp_path, fake_embedder)

    def die(folder: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("index.store.versions.sync", die)
        with pytest.raises(KeyboardInterrupt):
            index_articles(ARTICLES[:1], tmp_path, fake_embedder)
    assert Store.open_folder(tmp_path).articles() == ARTICLES
    index_articles(ARTICLES[:1], tmp_path, fake_embedder)
    assert not [f for f in (tmp_path / "versions").iterdir() if f.name.startswith(".")]


def test_a_second_build_at_the_same_time_is_refused(
    tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    from filelock import FileLock

    with FileLock(tmp_path / ".lock"), pytest.raises(StoreBusy, match="正在写入"):
        index_articles(ARTICLES, tmp_path, fake_embedder)


def test_a_folder_that_cannot_be_written_is_reported(
    tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="无法写入"):
        index_articles(ARTICLES, tmp_path / "file", fake_embedder)


def test_the_lock_is_free_after_a_build_that_failed(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), write_lock(tmp_path):
        with pytest.raises(StoreBusy), write_lock(tmp_path):
            pass
        raise KeyboardInterrupt
    with write_lock(tmp_path):
        pass


def test_the_folder_of_a_failed_build_is_removed_and_leftovers_are_cleared(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), new_version_folder(tmp_path) as folder:
        (folder / "a").write_text("a")
        raise KeyboardInterrupt
    assert not folder.exists()
    folder.mkdir()
    (folder / "left").write_text("by a kill")
    with new_version_folder(tmp_path) as again:
        assert again == folder and list(again.iterdir()) == []


def test_an_empty_store_offers_nothing_to_a_build(tmp_path: Path) -> None:
    found = PreviousVersion.live(tmp_path)
    assert found == PreviousVersion() and found.unit_hashes == set()
