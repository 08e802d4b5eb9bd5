"""The embedding model and the Milvus collection behind LangChain's interfaces."""

from index.langchain.embeddings import WenceEmbeddings

__all__ = ["WenceEmbeddings"]
