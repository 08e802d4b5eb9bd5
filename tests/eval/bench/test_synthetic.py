import numpy as np
import pytest

from eval.bench.synthetic import PARAGRAPHS, RecombiningEncoder
from index.passages import GOOD_CHARS
from index.text.sentences import split_sentences

SENTENCE = "违规加价销售的企业两年内不得参加投标。"


@pytest.fixture
def encoder(real_pipeline, sentences):
    return RecombiningEncoder(real_pipeline.embedder.name, sentences)


def test_documents_are_sentences_of_the_store_and_always_the_same(sentences, tmp_path):
    path = sentences.write_document(tmp_path, 3)
    text = path.read_text()
    title, *paragraphs = text.split("\n\n")
    assert title.startswith("# ")
    assert len(paragraphs) == PARAGRAPHS
    for paragraph in paragraphs:
        assert len(paragraph) >= GOOD_CHARS
        assert all(paragraph[a:b] in sentences.tokens for a, b in split_sentences(paragraph))
    assert sentences.write_document(tmp_path, 3).read_text() == text
    assert sentences.write_document(tmp_path, 4).read_text() != text


def test_sentences_have_the_token_vectors_of_their_passage(real_pipeline, sentences, encoder):
    found = encoder.query(f"另一句。{SENTENCE}")
    assert len(found.tokens) == len(found.spans) > 5
    assert np.allclose(np.linalg.norm(found.tokens, axis=1), 1, atol=0.01)
    text = "另一句。" + SENTENCE
    assert "".join(text[a:b] for a, b in found.spans) == SENTENCE
    assert all(text[-1] in "。！？；" for text in sentences.tokens)
    # its vector is nearest to a question about it among those of all sentences
    vectors = encoder.embed(list(sentences.tokens), "passage")
    question = real_pipeline.embedder.embed(["加价销售的企业几年内不得投标？"], "query")[0]
    best = np.argsort(-(vectors @ question))[:3]
    assert SENTENCE in [list(sentences.tokens)[row] for row in best]


def test_vectors_are_unit_reproducible_and_differ_even_for_unknown_texts(encoder):
    texts = [SENTENCE, SENTENCE * 2, "没有这句。", "也没有这句。"]
    vectors = encoder.embed(texts, "passage")
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors, encoder.embed(texts, "passage"))
    assert len(np.unique(vectors, axis=0)) == 4
    # with noise of 0.2 beside 1 the cosine of each to their mean is 1 / sqrt(1.04)
    assert float(vectors[0] @ vectors[1]) == pytest.approx(0.96, abs=0.03)
    assert encoder.query("没有这句。").tokens.shape == (0, encoder.dimension)
