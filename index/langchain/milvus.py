"""The store's Milvus collection as a LangChain vector store, for use in other chains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langchain_milvus import Milvus as MilvusVectorStore
from langchain_milvus.utils.sparse import BaseSparseEmbedding

from index.errors import StoreMismatch
from index.langchain.embeddings import WenceEmbeddings
from index.search.milvus.collection import FILTERED, ID, METRICS, SHOWN, SPARSE, TEXT, VECTOR
from index.search.milvus.search import MilvusSearch

if TYPE_CHECKING:
    from index.embedding.interface import Encoder
    from index.store.store import Store


class _QueryTerms(BaseSparseEmbedding):
    """A query's terms as text, from which Milvus's BM25 function makes the sparse vector."""

    def __init__(self, search: MilvusSearch) -> None:
        self._search = search

    def embed_query(self, query: str) -> Any:
        return self._search.terms(query)

    def embed_documents(self, texts: list[str]) -> list[dict[int, float]]:
        raise NotImplementedError("wence index writes the collection")


def vector_store(store: Store, embedder: Encoder) -> MilvusVectorStore:
    """Return the collection of a store that is searched in Milvus, for reading.

    Vectors and terms are both searched by
    `similarity_search(query, k=10, fetch_k=60, ranker_type="rrf")`. A document's
    `page_content` is the text to quote; its metadata say where the text stands. Until the next
    build the collection also holds the passages that the last build replaced.

    Raises:
        StoreMismatch: the store is not searched in Milvus.
    """
    search = store.search
    if not isinstance(search, MilvusSearch):
        raise StoreMismatch("索引不在 Milvus 里检索，请运行 wence migrate 搬过去。")
    milvus = search.collection.milvus
    found = MilvusVectorStore(
        [WenceEmbeddings(embedder), _QueryTerms(search)],
        collection_name=milvus.collection,
        connection_args=milvus.arguments,
        primary_field=ID,
        text_field=TEXT,
        vector_field=[VECTOR, SPARSE],
        search_params=[{"metric_type": METRICS[field]} for field in (VECTOR, SPARSE)],
    )
    found.fields = [ID, TEXT, *FILTERED, *SHOWN]
    return found
