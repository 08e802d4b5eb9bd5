"""The embedding model as LangChain sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder


class WenceEmbeddings(Embeddings):
    """An `Embedder` behind LangChain's interface, for its vector stores (Milvus and others)."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages."""
        vectors: list[list[float]] = self._embedder.embed(texts, "passage").tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Vector of a query."""
        vector: list[float] = self._embedder.embed([text], "query")[0].tolist()
        return vector
