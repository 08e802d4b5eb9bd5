from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.fake import DIMENSION, FakeEmbedder
from index.errors import StoreDamaged, StoreMismatch, StoreMissing
from index.model import Block
from index.store.files import read_sealed
from index.store.manifest import current_version
from index.store.spec import StoreSpec
from index.store.store import Store
from tests.conftest import community_article, hostile_article
from tests.stores import index_articles

HOSTILE = hostile_article()
ARTICLES = [
    community_article(),
    replace(HOSTILE, blocks=(Block("paragraph", 0, len(HOSTILE.text)),)),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that no test may change."""
    folder = tmp_path_factory.mktemp("store")
    index_articles(ARTICLES, folder, FakeEmbedder(), warnings=["第3行无法识别"])
    return folder


@pytest.fixture
def path(built: Path, tmp_path: Path) -> Path:
    """A copy of the store, which the test may damage."""
    return shutil.copytree(built, tmp_path / "store")


def test_articles_and_passages_are_read_as_they_were_written(built: Path) -> None:
    store = Store.open_folder(built)
    assert store.articles() == ARTICLES
    assert store.article("2022-03-14/2") == ARTICLES[1]
    assert store.article("2022-03-14/9") is None
    assert store.warnings == ["第3行无法识别"]
    for row, passage in enumerate(store.passages()):
        article = store.article(passage.article_id)
        assert article is not None
        assert article.text[passage.start : passage.end] == passage.text
        assert store.row(passage.id) == row
        assert store.passage(passage.id) == passage
    assert store.passages_of("2022-03-14/1")[0].k == 1
    assert store.passages_of("x") == []
    assert store.passage("x") is None


def test_rows_of_vectors_bm25_and_tokens_are_those_of_the_passages(built: Path) -> None:
    store = Store.open_folder(built)
    for row, passage in enumerate(store.passages()):
        ids, scores = store.dense.search(store.vectors[row], 1)
        assert (ids[0], scores[0]) == (row, pytest.approx(1.0, abs=1e-5))
        vectors, spans = store.tokens(row)
        assert "".join(passage.text[a:b] for a, b in spans if a >= 0) == passage.text
        assert (spans < 0).any()  # the context's tokens
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(spans)), abs=0.02)
    best = store.lexical.search("疫苗冷链", 1)[0][0]
    assert store.passages()[best].article_id == "2022-03-14/2"


def test_many_threads_may_read_at_once(built: Path) -> None:
    store = Store.open_folder(built)
    ids = ["2022-03-14/1", "2022-03-14/2"] * 50
    with ThreadPoolExecutor(8) as pool:
        assert [a.id for a in pool.map(store.article, ids) if a] == ids


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "none"):
        with pytest.raises(StoreMissing, match="请先运行 wence index"):
            Store.open_folder(place)


def test_another_model_or_schema_is_a_mismatch(path: Path) -> None:
    assert Store.open(StoreSpec(path, "fake")).manifest.dimension == DIMENSION
    with pytest.raises(StoreMismatch, match="向量模型 fake"):
        Store.open(StoreSpec(path, "other"))
    with pytest.raises(StoreMismatch, match="提示词是模型自带的，与当前设置的“文：”不符"):
        Store.open(StoreSpec(path, "fake", passage_prompt="文："))
    manifest = current_version(path) / "manifest.json"
    manifest.write_text(json.dumps({**read_sealed(manifest), "schema": 0}))
    with pytest.raises(StoreMismatch, match="另一个版本"):
        Store.open_folder(path)


def test_a_manifest_written_before_prompts_were_recorded_still_opens(path: Path) -> None:
    manifest = current_version(path) / "manifest.json"
    values = read_sealed(manifest)
    del values["passage_prompt"]
    manifest.write_text(json.dumps(values))
    assert Store.open(StoreSpec(path, "fake")).manifest.passage_prompt is None


def test_every_missing_or_truncated_file_is_noticed(path: Path) -> None:
    folder = current_version(path)
    for file in [file for file in folder.rglob("*") if file.is_file()]:
        content = file.read_bytes()
        file.write_bytes(content[:-3])
        with pytest.raises(StoreDamaged, match="wence index"):
            Store.open_folder(path)
        file.unlink()
        with pytest.raises(StoreDamaged):
            Store.open_folder(path)
        file.write_bytes(content)
    Store.open_folder(path).verify()


def test_an_altered_byte_of_a_version_is_noticed_when_the_store_is_opened(path: Path) -> None:
    folder = current_version(path)
    for file in [file for file in folder.rglob("*") if file.name != "manifest.json"]:
        if file.is_file():
            with flipped(file), pytest.raises(StoreDamaged, match="--repair"):
                Store.open_folder(path)


def test_an_altered_byte_of_a_token_is_found_by_verification(path: Path) -> None:
    [tokens] = path.glob("segments/*/tokens.npy")
    with flipped(tokens), pytest.raises(StoreDamaged, match="与清单不符"):
        Store.open_folder(path).verify()


def test_a_large_database_that_is_not_hashed_never_gives_a_wrong_article(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.manifest.MAX_HASHED_BYTES", 0)
    file = current_version(path) / "corpus.sqlite"
    content = file.read_bytes()
    damaged = 0
    for at in range(0, len(content), len(content) // 60):
        file.write_bytes(content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :])
        try:
            assert all(article in ARTICLES for article in Store.open_folder(path).articles())
        except StoreDamaged as error:
            assert "--repair" in str(error)
            damaged += 1
    assert damaged > 5


@contextmanager
def flipped(file: Path) -> Iterator[None]:
    """Flip one bit in the middle of a file while the context lasts."""
    content = file.read_bytes()
    changed = bytearray(content)
    changed[len(content) // 2] ^= 1
    file.write_bytes(changed)
    yield
    file.write_bytes(content)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["疫苗冷链"], ["2022-03-14/2"]),
        (["三年行动"], ["2022-03-14/1"]),  # in its title alone
        (["全科医生", "签约率"], ["2022-03-14/1"]),
        (["全科医生", "疫苗"], []),
        (["SCRIPT"], ["2022-03-14/2"]),
        (["scrip"], []),  # a part of a Latin word
        (["75%"], ["2022-03-14/1"]),
        (["5%"], []),
        (["7%5"], []),
        (["2025_"], []),
        (["没有的词"], []),
        ([], ["2022-03-14/1", "2022-03-14/2"]),
    ],
)
def test_the_articles_that_hold_words_are_found(
    built: Path, words: list[str], ids: list[str]
) -> None:
    assert Store.open_folder(built).holding(words) == ids


def test_a_reprint_does_not_count_as_holding_a_word(
    tmp_path: Path,
) -> None:
    again = replace(ARTICLES[0], issue="2022-03-21")
    index_articles([*ARTICLES, again], tmp_path, FakeEmbedder())
    store = Store.open_folder(tmp_path)
    assert store.also_in("2022-03-14/1") == ["2022-03-21/1"]
    assert store.holding(["全科医生"]) == ["2022-03-14/1"]
