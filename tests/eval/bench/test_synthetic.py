import numpy as np
import pytest

from eval.bench.synthetic import SENTENCES, Sentences


def test_sentences_of_a_store_have_the_mean_vectors_of_their_tokens(real_pipeline):
    found = Sentences.from_store(real_pipeline.store)
    assert "违规加价销售的企业两年内不得参加投标。" in found.texts
    assert all(text[-1] in "。！？；" for text in found.texts)
    assert np.allclose(np.linalg.norm(found.vectors, axis=1), 1, atol=1e-5)
    row = found.texts.index("违规加价销售的企业两年内不得参加投标。")
    low, high = found.bounds[row]
    assert {tuple(bounds) for bounds in found.bounds[low:high]} == {(low, high)}
    query = real_pipeline.embedder.embed(["加价销售的企业几年内不得投标？"], "query")[0]
    assert int(np.argmax(found.vectors @ query)) == row


def test_synthetic_passages_are_sentences_of_one_article_and_reproducible(sentences):
    passages = sentences.draw(200)
    assert passages.shape == (200, SENTENCES)
    assert {bool(row.max() == 0) or bool(row.min() > 0) for row in passages} == {True}
    assert set(passages.ravel()) == {0, 1, 2, 3}
    assert np.array_equal(passages, sentences.draw(200))
    text = sentences.text(passages[0])
    assert [part + "。" in sentences.texts for part in text.split("。")[:-1]] == [True] * SENTENCES


def test_synthetic_vectors_are_unit_close_to_their_sentences_and_reproducible(sentences):
    passages = sentences.draw(200)
    vectors = sentences.embed(passages)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors, sentences.embed(passages))
    alike = vectors[passages.max(1) == 0] @ sentences.vectors[0]
    # with noise of 0.2 beside 1 the cosine is 1 / sqrt(1.04)
    assert np.mean(alike) == pytest.approx(0.98, abs=0.02)
    assert len(np.unique(vectors, axis=0)) == 200
