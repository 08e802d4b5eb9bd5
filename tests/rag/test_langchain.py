import numpy as np
from langchain_core.runnables import RunnableLambda

from eval.fake import FakeEmbedder
from index.langchain.embeddings import WenceEmbeddings
from rag.langchain import PassageRetriever


def test_documents_hold_the_passages_and_their_offsets(pipeline):
    retriever = PassageRetriever(pipeline=pipeline, k=2, base_url="https://wence.example")
    found = retriever.invoke("家庭医生签约率")
    text = pipeline.store.article("2022-03-14/1").text
    first = found[0]
    assert len(found) == 2
    assert first.page_content == text[first.metadata["start"] : first.metadata["end"]]
    assert "家庭医生签约率达到75%" in first.page_content
    assert first.metadata["passage_id"] == first.id == "2022-03-14/1#2"
    assert first.metadata["url"] == "https://wence.example/articles/2022-03-14/1#p2"
    assert first.metadata["title"] == "社区医院三年行动方案"
    assert (first.metadata["source"], first.metadata["page"]) == ("东江市卫生健康委", 8)
    assert first.metadata["score"] > found[1].metadata["score"]


def test_the_retriever_works_in_a_chain(pipeline):
    retriever = PassageRetriever(pipeline=pipeline, k=1)
    chain = retriever | RunnableLambda(lambda found: [d.metadata["issue"] for d in found])
    assert chain.invoke("疫苗冷链记录") == ["2022-03-14"]


def test_embeddings_equal_those_of_the_embedder():
    embedder = FakeEmbedder()
    embeddings = WenceEmbeddings(embedder)
    texts = ["家庭医生签约", "疫苗冷链记录"]
    np.testing.assert_allclose(embeddings.embed_documents(texts), embedder.embed(texts, "passage"))
    assert embeddings.embed_query(texts[0]) == embeddings.embed_documents(texts)[0]
