"""Builds of stores that are searched in Milvus."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.embedding.embedder import Embedder
from index.errors import StoreDamaged, StoreMissing
from index.ingest import build as building
from index.ingest.migrate import migrate
from index.ingest.repair import repair
from index.search.milvus.collection import Collection, Milvus
from index.store.manifest import ENTITIES, current_version
from index.store.spec import StoreSpec
from index.store.store import Store
from rag.live import LivePipeline
from rag.pipeline import Pipeline
from tests.conftest import CountingEmbedder
from tests.data.corpus import ARTICLES, edition
from tests.stores import entity_keys, index_articles, milvus_settings, version_keys

pytestmark = pytest.mark.slow

ASKED = "到2033年海蓝市社区医院要达到多少家？"


def test_a_build_inserts_and_deletes_only_what_changed(
    tmp_path: Path, milvus: Milvus, fake_embedder: CountingEmbedder, written: dict[str, int]
) -> None:
    first = index_articles(ARTICLES, tmp_path, fake_embedder, milvus=milvus)
    assert written == {"insert": first.passages, "delete": 0}
    assert (
        entity_keys(milvus) == version_keys(tmp_path) and len(Collection(milvus)) == first.passages
    )
    names = {path.name for path in current_version(tmp_path).iterdir()}
    assert ENTITIES in names and not names & {"dense.faiss", "lexical"}

    again = index_articles(ARTICLES, tmp_path, fake_embedder, milvus=milvus)
    assert again.version == first.version
    assert written == {"insert": first.passages, "delete": 0}

    before = version_keys(tmp_path)
    changed = index_articles(edition("131家"), tmp_path, fake_embedder, milvus=milvus)
    assert changed.embedded == 1
    assert written["insert"] == first.passages + len(version_keys(tmp_path) - before)
    assert entity_keys(milvus) == before | version_keys(tmp_path) and written["delete"] == 0

    index_articles(edition("131家")[:2], tmp_path, fake_embedder, milvus=milvus)
    index_articles(edition("131家")[:1], tmp_path, fake_embedder, milvus=milvus)
    assert written["delete"] > 0
    store = Store.open(StoreSpec(tmp_path, "fake", milvus))
    rows, _ = store.search.dense(store.vectors[0], 99)
    assert sorted(rows.tolist()) == list(range(len(store.passages())))


def test_a_reader_still_finds_its_version_after_the_next_build(
    tmp_path: Path, milvus: Milvus, fake_embedder: CountingEmbedder
) -> None:
    index_articles(ARTICLES, tmp_path, fake_embedder, milvus=milvus)
    old = Store.open(StoreSpec(tmp_path, "fake", milvus))
    renamed = [replace(article, title=article.title + "（修订）") for article in ARTICLES]
    index_articles(renamed, tmp_path, fake_embedder, milvus=milvus)
    new = Store.open(StoreSpec(tmp_path, "fake", milvus))
    assert not version_keys(tmp_path) & set(np.load(old.folder / ENTITIES).tolist())
    for store in (old, new):
        count = len(store.passages())
        for row in range(count):
            rows, scores = store.search.dense(store.vectors[row], 3)
            assert len(rows) == 3 and scores[0] == pytest.approx(1, abs=1e-5)
        assert sorted(store.search.dense(store.vectors[0], count)[0].tolist()) == list(range(count))
        assert len(store.search.lexical("家庭医生", 2)[0]) == 2


def test_clients_are_answered_during_a_build(
    tmp_path: Path, milvus: Milvus, embedder: Embedder
) -> None:
    index_articles(ARTICLES, tmp_path, embedder, milvus=milvus)
    configured = milvus_settings(tmp_path, milvus)
    store = Store.open(configured.store_spec)
    live = LivePipeline(Pipeline(store, embedder, configured), every_s=0.05)
    said: list[tuple[float, str]] = []
    failed: list[BaseException] = []
    stop = threading.Event()

    def client() -> None:
        while not stop.is_set():
            try:
                said.append((time.monotonic(), live.ask(ASKED).text))
            except BaseException as error:
                failed.append(error)
                return

    threads = [threading.Thread(target=client) for _ in range(3)]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    index_articles(edition("131家"), tmp_path, embedder, milvus=milvus)
    built = time.monotonic()
    while not failed and not any("131家" in t for _, t in said) and time.monotonic() < built + 30:
        time.sleep(0.02)
    stop.set()
    for thread in threads:
        thread.join()
    assert failed == []
    assert all(("126家" in text) != ("131家" in text) for _, text in said)
    during = [text for at, text in said if began <= at <= built]
    assert during and "131家" in said[-1][1]


def test_entities_of_a_killed_build_are_reused_or_deleted_by_the_next(
    tmp_path: Path,
    milvus: Milvus,
    fake_embedder: CountingEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    written: dict[str, int],
) -> None:
    index_articles(ARTICLES, tmp_path, fake_embedder, milvus=milvus)
    whole = version_keys(tmp_path)

    def die(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(building, "publish", die)
        index_articles(edition("131家"), tmp_path, fake_embedder, milvus=milvus)
    assert entity_keys(milvus) > whole == version_keys(tmp_path)
    store = Store.open(StoreSpec(tmp_path, "fake", milvus))
    rows, _ = store.search.dense(store.vectors[0], len(whole))
    assert sorted(rows.tolist()) == list(range(len(whole)))

    inserted = written["insert"]
    index_articles(edition("131家"), tmp_path, fake_embedder, milvus=milvus)
    assert written["insert"] == inserted  # what was in is not sent again
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(building, "publish", die)
        index_articles(edition("132家"), tmp_path, fake_embedder, milvus=milvus)
    index_articles(edition("131家"), tmp_path, fake_embedder, milvus=milvus)
    assert entity_keys(milvus) == whole | version_keys(tmp_path)


def test_entities_lost_in_milvus_are_reported_and_restored(
    tmp_path: Path, milvus: Milvus, fake_embedder: CountingEmbedder
) -> None:
    index_articles(ARTICLES, tmp_path, fake_embedder, milvus=milvus)
    whole = entity_keys(milvus)
    Collection(milvus).delete(sorted(whole)[:2])
    with pytest.raises(StoreDamaged, match="缺少索引的段落，请运行 wence migrate"):
        Store.open(StoreSpec(tmp_path, "fake", milvus))
    found = repair(StoreSpec(tmp_path, "fake", milvus), [])
    assert found.damaged == ["Milvus 的集合里缺少 2 段"] and entity_keys(milvus) == whole
    assert repair(StoreSpec(tmp_path, "fake", milvus), []).damaged == []

    milvus.connect().drop_collection(milvus.collection)
    with pytest.raises(StoreMissing, match="没有集合"):
        Store.open(StoreSpec(tmp_path, "fake", milvus))
    embedded = len(fake_embedder.texts)
    assert migrate(StoreSpec(tmp_path, "fake", milvus)).embedded == 0
    assert entity_keys(milvus) == whole and len(fake_embedder.texts) == embedded
    assert len(Store.open(StoreSpec(tmp_path, "fake", milvus)).search.lexical("家庭医生", 9)[0])
