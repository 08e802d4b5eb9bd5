"""The collection as a LangChain vector store, for chains of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langchain_milvus import Milvus as MilvusVectorStore
from langchain_milvus.utils.sparse import BaseSparseEmbedding

from index.errors import StoreMismatch
from index.langchain.embeddings import WenceEmbeddings
from index.search.milvus.collection import FILTERED, ID, METRICS, SHOWN, SPARSE, TEXT, VECTOR
from index.search.milvus.search import MilvusSearch

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder
    from index.store.store import Store


class _Terms(BaseSparseEmbedding):
    """Gives the text that Milvus's BM25 function takes for a query."""

    def __init__(self, search: MilvusSearch) -> None:
        self._search = search

    def embed_query(self, query: str) -> Any:
        return self._search.terms(query)

    def embed_documents(self, texts: list[str]) -> list[dict[int, float]]:
        raise NotImplementedError("wence index writes the collection")


def vector_store(store: Store, embedder: Embedder) -> MilvusVectorStore:
    """The collection of a store that was opened with its `Milvus`, for reading.

    Both fields are searched: `similarity_search(query, k=10, fetch_k=60, ranker_type="rrf")`.
    `page_content` is what may be quoted, the metadata say where it stands. Until the next
    build, passages that the last one changed may still be among what is found.

    Raises:
        StoreMismatch: the store is not searched in Milvus.
    """
    search = store.search
    if not isinstance(search, MilvusSearch):
        raise StoreMismatch("索引不在 Milvus 里检索，请运行 wence migrate 搬过去。")
    milvus = search.collection.milvus
    found = MilvusVectorStore(
        [WenceEmbeddings(embedder), _Terms(search)],
        collection_name=milvus.collection,
        connection_args=milvus.arguments,
        primary_field=ID,
        text_field=TEXT,
        vector_field=[VECTOR, SPARSE],
        search_params=[{"metric_type": METRICS[field]} for field in (VECTOR, SPARSE)],
    )
    found.fields = [ID, TEXT, *FILTERED, *SHOWN]
    return found
