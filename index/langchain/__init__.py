"""LangChain interfaces of the embedding model and the vector store."""

from index.langchain.embeddings import WenceEmbeddings

__all__ = ["WenceEmbeddings"]
