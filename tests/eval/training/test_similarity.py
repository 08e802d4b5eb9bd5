from __future__ import annotations

import pytest
import torch

from eval.training.encoding import CONTEXT, OUTSIDE
from eval.training.similarity import (
    NEVER,
    max_sim,
    sentence_cosines,
    sentence_scores,
    standardised,
)
from rag.retrieval.late_interaction import CONTEXT_COST

# two question tokens against: a special token, one of the title, two of sentence 0, one of 1
MARKS = torch.tensor([OUTSIDE, CONTEXT, 0, 0, 1.0])
SIMILARITY = torch.tensor([[0.9, 0.8, 0.1, 0.6, 0.2], [0.9, 0.3, 0.5, 0.4, 0.7]])
WEIGHTS = torch.tensor([0.75, 0.25])


def test_max_sim_is_the_weighted_mean_of_the_highest_cosines() -> None:
    assert float(max_sim(SIMILARITY, WEIGHTS, MARKS)) == pytest.approx(0.75 * 0.8 + 0.25 * 0.7)


def test_a_sentence_may_match_in_the_context_at_a_cost() -> None:
    context = 0.8 - CONTEXT_COST
    assert sentence_scores(SIMILARITY, WEIGHTS, MARKS).tolist() == pytest.approx(
        [0.75 * context + 0.25 * 0.5, 0.75 * context + 0.25 * 0.7]
    )


def test_passages_of_a_batch_are_scored_each_by_its_own_marks() -> None:
    marks = torch.stack([MARKS, torch.tensor([OUTSIDE, CONTEXT, 0, 0, OUTSIDE])])
    scores = sentence_scores(SIMILARITY.expand(1, 2, 2, 5), WEIGHTS[None, None], marks)
    assert scores.shape == (1, 2, 2)
    assert scores[0, 0].tolist() == sentence_scores(SIMILARITY, WEIGHTS, MARKS).tolist()
    assert float(scores[0, 1, 1]) == NEVER


def test_a_sentences_cosine_is_that_of_its_mean_token() -> None:
    tokens = torch.tensor([[1.0, 0], [1, 0], [1, 0], [0, 1], [0.6, 0.8]])
    cosines = sentence_cosines(tokens, MARKS, torch.tensor([0.0, 1.0]), 3)
    assert cosines.tolist() == pytest.approx([0.5**0.5, 0.8, 0])


def test_only_what_is_present_is_standardised() -> None:
    values = torch.tensor([[1.0, 3.0, 100.0], [2.0, 2.0, 5.0]], requires_grad=True)
    present = torch.tensor([[True, True, False]] * 2)
    scaled = standardised(values, present)
    assert scaled[:, :2].tolist() == [pytest.approx([-1, 1], abs=1e-4), [0, 0]]
    scaled[:, :2].sum().backward()
    assert values.grad is not None and bool(values.grad.isfinite().all())
