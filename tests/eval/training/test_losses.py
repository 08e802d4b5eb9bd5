"""The losses on a batch of two questions and three passages, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log

import pytest
import torch

from eval.training.batches import Batch
from eval.training.encoding import OUTSIDE, States
from eval.training.losses import TEMPERATURE, DenseLoss, MaxSimLoss, SentenceLoss

ONE, TWO = [1.0, 0.0], [0.0, 1.0]


def batch() -> Batch:
    """Question 0 is nearest to its passage, question 1 to passage 2, which is also right."""
    questions = States(
        torch.tensor([ONE, TWO]), torch.tensor([[ONE], [TWO]]), torch.tensor([[1.0], [1.0]])
    )
    slanted = [0.8, 0.6]
    passages = States(
        torch.tensor([ONE, slanted, TWO]),
        torch.tensor([[ONE, TWO], [ONE, slanted], [TWO, TWO]]),
        torch.tensor([[0.0, 1], [0, 1], [0, OUTSIDE]]),
    )
    return Batch(
        questions,
        passages,
        gold=torch.tensor([0, 1]),
        also=torch.tensor([[False] * 3, [False, False, True]]),
        evidence=torch.tensor([[True, False], [False, True]]),
    )


def entropy(right: float, *others: float) -> float:
    """Cross-entropy of one cosine against others."""
    return log(1 + sum(exp((other - right) / TEMPERATURE) for other in others))


def test_dense_loss_sets_the_right_passage_against_those_that_are_wrong() -> None:
    expected = (entropy(1, 0.8, 0) + entropy(0.6, 0)) / 2
    assert float(DenseLoss()(batch())) == pytest.approx(expected, abs=1e-6)


def test_max_sim_loss_compares_the_nearest_tokens() -> None:
    expected = (entropy(1, 1, 0) + entropy(0.6, 1)) / 2
    assert float(MaxSimLoss()(batch())) == pytest.approx(expected, abs=1e-5)


def test_sentence_loss_sets_the_evidence_against_the_passages_other_sentences() -> None:
    expected = (entropy(1, 0) + entropy(0.6, 0)) / 2
    assert float(SentenceLoss()(batch())) == pytest.approx(expected, abs=1e-6)
    without = replace(batch(), evidence=torch.zeros(2, 2, dtype=torch.bool))
    assert float(SentenceLoss()(without)) == 0
