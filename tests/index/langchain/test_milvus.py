"""The Milvus collection as a LangChain vector store."""

from __future__ import annotations

import pytest

from index.errors import StoreMismatch
from rag.pipeline import Pipeline

pytestmark = pytest.mark.slow


@pytest.mark.filterwarnings("ignore:The 'ranker_type'")  # milvus-lite knows the old form alone
def test_langchain_searches_the_collection_by_vectors_and_terms(moved: Pipeline) -> None:
    from index.langchain.milvus import vector_store

    found = vector_store(moved.store, moved.embedder).similarity_search(
        "江原省全年结算多少人次？", k=3, fetch_k=20, ranker_type="rrf"
    )
    assert "29.8万人次" in found[0].page_content
    assert found[0].metadata["article"] == "2031-02-03/3"
    assert found[0].metadata["url"].startswith("/articles/2031-02-03/3#p")
    assert "terms" not in found[0].metadata


def test_langchain_needs_a_store_in_milvus(real_pipeline: Pipeline) -> None:
    from index.langchain.milvus import vector_store

    with pytest.raises(StoreMismatch, match="wence migrate"):
        vector_store(real_pipeline.store, real_pipeline.embedder)
