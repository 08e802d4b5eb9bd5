"""The losses on a batch of two questions and three passages, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log
from statistics import pstdev

import pytest
import torch

from eval.training.batches import Batch
from eval.training.encoding import OUTSIDE, States
from eval.training.losses import TEMPERATURE, DenseLoss, MaxSimLoss, StatementLoss
from eval.training.statements import KNOWN, WEIGHT_OF

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
        own=torch.tensor([[0, 2], [1, -1]]),
        evidence=torch.tensor([[[True, False], [False] * 2], [[False, True], [False] * 2]]),
        known=torch.zeros(2, 2, 2, len(KNOWN)),
    )


def entropy(right: float, *others: float) -> float:
    """Cross-entropy of one cosine against others."""
    return log(1 + sum(exp((other - right) / TEMPERATURE) for other in others))


def standard(right: float, *others: float) -> float:
    """Cross-entropy of the program's score of one sentence, whose two similarities are alike."""
    values = [right, *others]
    scale = (WEIGHT_OF["match"] + WEIGHT_OF["cosine"]) / pstdev(values)
    return log(1 + sum(exp((other - right) * scale) for other in others))


STANDARD = standard(1, 0, 0), standard(0.6, 0)


def test_dense_loss_sets_the_right_passage_against_those_that_are_wrong() -> None:
    expected = (entropy(1, 0.8, 0) + entropy(0.6, 0)) / 2
    assert float(DenseLoss()(batch())) == pytest.approx(expected, abs=1e-6)


def test_max_sim_loss_compares_the_nearest_tokens() -> None:
    expected = (entropy(1, 1, 0) + entropy(0.6, 1)) / 2
    assert float(MaxSimLoss()(batch())) == pytest.approx(expected, abs=1e-5)


def test_statement_loss_sets_the_evidence_against_the_sentences_of_the_questions_own_passages() -> (
    None
):
    # by MaxSim and by the mean token alike: sentences 1 and 0 of the first question's passage and
    # 0 of its negative; the second question has its passage's two, and no negative
    likeness = (entropy(1, 0, 0) + entropy(0.6, 0)) / 2
    score = (STANDARD[0] + STANDARD[1]) / 2
    assert float(StatementLoss()(batch())) == pytest.approx((2 * likeness + score) / 3, abs=1e-4)
    without = replace(batch(), evidence=torch.zeros(2, 2, 2, dtype=torch.bool))
    assert float(StatementLoss()(without)) == 0


def test_statement_loss_counts_what_the_program_knows_besides() -> None:
    known = torch.zeros(2, 2, 2, len(KNOWN))
    known[0, 0, 0, KNOWN.index("figure")] = 1  # the evidence has the figure asked for
    helped = replace(batch(), known=known)
    known = known.flip(2)  # another sentence has it
    misled = replace(batch(), known=known)
    plain = float(StatementLoss()(batch()))
    assert float(StatementLoss()(helped)) < plain < float(StatementLoss()(misled))
