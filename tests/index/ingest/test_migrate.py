"""An index moves between local files and Milvus."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import StoreMismatch
from index.ingest.migrate import migrate
from index.search.milvus.collection import Milvus
from index.store.spec import StoreSpec
from index.store.store import Store
from tests.conftest import CountingEmbedder
from tests.data.corpus import ARTICLES
from tests.stores import index_articles

pytestmark = pytest.mark.slow


def test_an_index_moves_into_milvus_and_back(
    tmp_path: Path, milvus: Milvus, fake_embedder: CountingEmbedder, written: dict[str, int]
) -> None:
    built = index_articles(ARTICLES, tmp_path, fake_embedder)
    expected = Store.open(StoreSpec(tmp_path, "fake")).search.lexical("社区医院", 9)[0].tolist()
    embedded = len(fake_embedder.texts)
    with pytest.raises(StoreMismatch, match="还不在 Milvus 里，请运行 wence migrate"):
        Store.open(StoreSpec(tmp_path, "fake", milvus)).require_search()

    stages = list[tuple[str, int, int]]()
    migrate(StoreSpec(tmp_path, "fake", milvus), lambda *stage: stages.append(stage))
    assert ("写入 Milvus", built.passages, built.passages) in stages
    there = migrate(StoreSpec(tmp_path, "fake", milvus))
    assert written == {"insert": built.passages, "delete": 0}
    store = Store.open(StoreSpec(tmp_path, "fake", milvus))
    assert store.search.lexical("社区医院", 9)[0].tolist() == expected

    without = Store.open(StoreSpec(tmp_path, "fake"))
    assert without.articles() == list(ARTICLES)  # documents are read without Milvus
    for use in (lambda s: s.search, lambda s: s.dense, lambda s: s.lexical):
        with pytest.raises(StoreMismatch, match="WENCE_VECTOR_STORE=milvus"):
            use(without)
    with pytest.raises(StoreMismatch, match="WENCE_VECTOR_STORE=local"):
        assert store.dense

    back = migrate(StoreSpec(tmp_path, "fake"))
    assert back.version != there.version
    assert (
        Store.open(StoreSpec(tmp_path, "fake")).lexical.search("社区医院", 9)[0].tolist()
        == expected
    )
    assert len(fake_embedder.texts) == embedded
