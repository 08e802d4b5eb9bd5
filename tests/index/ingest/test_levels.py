"""A build measures levels only where the model is loaded anyway."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from index.ingest.build import build_from_articles
from index.ingest.repair import repair
from index.ingest.status import Status
from index.search.levels import Level, Levels
from index.store.files import read_sealed, write_json
from index.store.manifest import Manifest, current_version
from index.store.spec import StoreSpec
from tests.conftest import CountingEmbedder, community_article
from tests.data.corpus import ARTICLES
from tests.stores import index_articles

KNOWN = Levels(Level(0.5, 0.25), Level(0.25, 0.5))


def levels(store_dir: Path) -> Levels | None:
    return Manifest.read(current_version(store_dir)).levels


def set_levels(store_dir: Path, found: Levels | None) -> None:
    folder = current_version(store_dir)
    replace(Manifest.read(folder), levels=found).write(folder)


def never(*_: object) -> CountingEmbedder:
    raise AssertionError("the model was loaded")


@pytest.fixture
def target(tmp_path: Path, fake_embedder: CountingEmbedder) -> Path:
    index_articles(ARTICLES, tmp_path, fake_embedder)
    return tmp_path


def test_the_model_is_loaded_once_for_vectors_and_levels(tmp_path: Path) -> None:
    loaded = list[CountingEmbedder]()

    def load(*_: object) -> CountingEmbedder:
        loaded.append(CountingEmbedder())
        return loaded[-1]

    report = build_from_articles(ARTICLES, StoreSpec(tmp_path, "fake"), load_embedder=load)
    [embedder] = loaded
    assert len(embedder.texts) == len(embedder.questions) == report.embedded
    found = levels(tmp_path)
    assert found and 0 < found.max_sim.mean < 1 and found.max_sim.spread > 0


def test_the_settings_of_the_model_reach_it(tmp_path: Path) -> None:
    given = list[tuple[object, ...]]()

    def load(*names: object) -> CountingEmbedder:
        given.append(names)
        return CountingEmbedder()

    spec = StoreSpec(tmp_path, "fake", passage_prompt="文：", query_prompt="问：", encoder="torch")
    build_from_articles(ARTICLES, spec, load_embedder=load)
    assert given == [("fake", "文：", "问：", "torch")]


def test_where_only_articles_are_removed_levels_are_kept(target: Path) -> None:
    set_levels(target, KNOWN)
    build_from_articles(ARTICLES[:-1], StoreSpec(target, "fake"), load_embedder=never)
    assert levels(target) == KNOWN


def test_where_passages_are_embedded_levels_are_measured_again(
    target: Path, fake_embedder: CountingEmbedder
) -> None:
    set_levels(target, KNOWN)
    index_articles([*ARTICLES, community_article()], target, fake_embedder)
    assert levels(target) not in (None, KNOWN)


def test_a_repair_keeps_levels_and_does_not_load_the_model(target: Path) -> None:
    set_levels(target, KNOWN)
    (current_version(target) / "dense.faiss").unlink()
    repair(StoreSpec(target, "fake"), [], load_embedder=never)
    assert levels(target) == KNOWN


def test_unknown_levels_stay_unknown_where_the_model_is_not_loaded(target: Path) -> None:
    file = current_version(target) / "manifest.json"
    values = read_sealed(file)
    del values["levels"]
    write_json(file, values)
    build_from_articles(ARTICLES[:-1], StoreSpec(target, "fake"), load_embedder=never)
    assert levels(target) is None


def test_levels_of_another_models_vectors_are_not_kept(
    target: Path, tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    set_levels(target, KNOWN)
    other = tmp_path / "other"
    index_articles(ARTICLES[:1], other, fake_embedder, model="other")
    for segment in (other / "segments").iterdir():
        shutil.copytree(segment, target / "segments" / segment.name)
    spec = StoreSpec(target, "other")
    build_from_articles(ARTICLES[:1], spec, load_embedder=never)  # its vectors are all there
    assert levels(target) is None


def test_the_status_shows_levels(target: Path) -> None:
    set_levels(target, KNOWN)
    shown = Status.read(target, []).to_json()["levels"]
    assert shown == {
        "max_sim": {"mean": 0.5, "spread": 0.25},
        "cosine": {"mean": 0.25, "spread": 0.5},
        "prompt": "",
    }
    set_levels(target, None)
    assert Status.read(target, []).to_json()["levels"] is None
