"""The store's levels: those of the manifest, or measured at the first call."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from index.store.files import read_sealed, write_json
from index.store.manifest import current_version
from index.store.rows import article_numbers
from index.store.store import Store
from tests.conftest import CountingEmbedder, community_article, hostile_article
from tests.stores import index_articles

ARTICLES = [community_article(), replace(hostile_article(), blocks=())]


@pytest.fixture
def built(tmp_path: Path) -> Path:
    index_articles(ARTICLES, tmp_path, CountingEmbedder())
    return tmp_path


def without_levels(store_dir: Path) -> None:
    """Make the manifest what an older program wrote."""
    file = current_version(store_dir) / "manifest.json"
    values = read_sealed(file)
    del values["levels"]
    write_json(file, values)


def test_levels_of_the_manifest_are_returned_and_nothing_is_encoded(
    built: Path, fake_embedder: CountingEmbedder
) -> None:
    store = Store.open_folder(built)
    assert store.levels(fake_embedder) == store.manifest.levels is not None
    assert fake_embedder.questions == []


def test_an_older_store_is_measured_once_by_however_many_threads(
    built: Path, fake_embedder: CountingEmbedder
) -> None:
    expected = Store.open_folder(built).manifest.levels
    without_levels(built)
    store = Store.open_folder(built)
    assert store.manifest.levels is None
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: store.levels(fake_embedder), range(8)))
    assert found == [expected] * 8
    assert len(fake_embedder.questions) == len(store.passages())


def test_another_prompt_for_questions_is_measured_anew(built: Path) -> None:
    store, prompted = Store.open_folder(built), CountingEmbedder()
    prompted.prompts = {"query": "问：", "passage": ""}
    assert store.levels(prompted).prompt == "问："
    assert len(prompted.questions) == len(store.passages())


def test_rows_are_numbered_by_article_and_printings_share_a_number(built: Path) -> None:
    store = Store.open_folder(built)
    first, second = (article.id for article in ARTICLES)
    own = [passage.article_id for passage in store.passages()]
    numbers = article_numbers(store.database, {})
    assert [(name == first) for name in own] == [number == numbers[0] for number in numbers]
    assert set(article_numbers(store.database, {second: first}).tolist()) == {0}
