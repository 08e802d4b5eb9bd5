"""The embedding model behind LangChain's interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

if TYPE_CHECKING:
    from index.embedding.interface import Encoder


class WenceEmbeddings(Embeddings):
    """An adapter of an embedding model to LangChain, for its vector stores."""

    def __init__(self, embedder: Encoder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors of passages."""
        vectors: list[list[float]] = self._embedder.embed(texts, "passage").tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a query."""
        vector: list[float] = self._embedder.embed([text], "query")[0].tolist()
        return vector
