"""The Milvus collection: what it needs, and collections of other programs."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from eval.fake import DIMENSION
from index.errors import StoreMismatch, StoreUnreachable
from index.search.milvus.collection import Collection, Milvus
from tests.conftest import CountingEmbedder
from tests.data.corpus import ARTICLES
from tests.stores import index_articles

pytestmark = pytest.mark.slow


def test_nothing_of_milvus_is_imported_where_it_is_not_used() -> None:
    names = ["pymilvus", "milvus_lite", "langchain_milvus", "grpc", "pyarrow"]
    code = (
        "import sys\n"
        "import index.ingest.build, index.ingest.migrate, rag.live\n"
        "import ui.cli.doctor, ui.cli.main, ui.cli.indexing\n"
        f"assert not set({names}) & set(sys.modules), set({names}) & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_pymilvus_the_message_says_what_to_install(
    tmp_path: Path, fake_embedder: CountingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(StoreUnreachable, match=r"pip install 'wence\[milvus\]'"):
        index_articles(ARTICLES, tmp_path, fake_embedder, milvus=Milvus("http://127.0.0.1:1"))


def test_a_collection_of_another_dimension_or_with_other_fields_is_a_mismatch(
    tmp_path: Path, milvus: Milvus, fake_embedder: CountingEmbedder
) -> None:
    Collection.ensure(milvus, 16)
    with pytest.raises(StoreMismatch, match="16 维，索引的是 512 维"):
        index_articles(ARTICLES, tmp_path, fake_embedder, milvus=milvus)
    foreign = replace(milvus, collection=milvus.collection + "x")
    foreign.connect().create_collection(foreign.collection, dimension=DIMENSION)
    with pytest.raises(StoreMismatch, match="不是 wence 建的"):
        index_articles(ARTICLES, tmp_path, fake_embedder, milvus=foreign)
