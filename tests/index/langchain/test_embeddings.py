from __future__ import annotations

from index.embedding.embedder import Embedder
from index.langchain.embeddings import WenceEmbeddings


def test_langchain_gets_the_same_vectors(embedder: Embedder) -> None:
    adapter = WenceEmbeddings(embedder)
    assert adapter.embed_query("医保") == embedder.embed(["医保"], "query")[0].tolist()
    assert adapter.embed_documents(["医保"]) == embedder.embed(["医保"], "passage").tolist()
