from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from eval.training.encoding import CONTEXT, OUTSIDE, TrainableEncoder
from eval.training.examples import Unit
from index.embedding.embedder import Embedder
from rag.retrieval.late_interaction import Query

UNIT = Unit("医保", "医保办法\n医保记录保存五年。 记录由专人负责。", 5)


@pytest.fixture(scope="module")
def encoder(tiny_model: Path) -> TrainableEncoder:
    return TrainableEncoder("tiny", SentenceTransformer(str(tiny_model), device="cpu"))


def test_each_token_of_a_passage_is_marked_by_its_sentence(encoder: TrainableEncoder) -> None:
    marks = encoder.passage(UNIT).marks.tolist()
    prompt = len("passage:")
    expected = [OUTSIDE] * (1 + prompt) + [CONTEXT] * 4 + [0] * 9 + [1] * 8 + [OUTSIDE]
    assert marks == expected


def test_the_tokens_of_a_question_weigh_what_they_weigh_in_retrieval(
    encoder: TrainableEncoder, tiny_model: Path
) -> None:
    text = "医保记录保存几年？"
    query = Query.of(text, Embedder.load(str(tiny_model), engine="torch").query(text))
    marks = encoder.question(text).marks
    assert marks[marks > 0] == pytest.approx(query.weights)
    assert float(marks.sum()) == pytest.approx(1)


def test_vectors_and_tokens_equal_the_embedders_whatever_they_are_padded_with(
    encoder: TrainableEncoder, tiny_model: Path
) -> None:
    short = Unit("短", "短\n保存。", 2)
    states = encoder.encode([encoder.passage(short), encoder.passage(UNIT)], OUTSIDE)
    expected = Embedder.load(str(tiny_model), engine="torch").encode(
        [short.text, UNIT.text], "passage"
    )
    for row, reference in enumerate(expected):
        kept = states.marks[row] != OUTSIDE
        assert states.vectors[row].detach().numpy() == pytest.approx(reference.vector, abs=1e-5)
        tokens = states.tokens[row][kept].detach().numpy()
        assert np.allclose(tokens, reference.tokens, atol=1e-5)
