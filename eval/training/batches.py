"""Batches: questions, the passages they are compared with, and which of them are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from eval.training.encoding import OUTSIDE, States, TrainableEncoder

if TYPE_CHECKING:
    from numpy.random import Generator
    from torch import Tensor

    from eval.training.encoding import Tokens
    from eval.training.examples import Example


@dataclass(frozen=True, slots=True)
class Batch:
    """Encoded questions (b) and passages (p).

    `gold` (b,) is each question's passage, `also` (b, p) masks other passages that answer it,
    `evidence` (b, s) the sentences of the gold passage that do.
    """

    questions: States
    passages: States
    gold: Tensor
    also: Tensor
    evidence: Tensor


def make_batch(
    encoder: TrainableEncoder,
    examples: Sequence[Example],
    negatives: Sequence[Sequence[int]],
    tokens: Sequence[Tokens],
    random: Generator,
) -> Batch:
    """Encode questions with one gold passage each, and the hard negatives of each.

    The passages of the others are negatives, too. `tokens` are those of all passages, by row.
    """
    gold = [int(random.choice(sorted(example.rows))) for example in examples]
    rows = list(dict.fromkeys([*gold, *(row for found in negatives for row in found)]))
    at = {row: column for column, row in enumerate(rows)}
    device = encoder.device
    questions = encoder.encode([encoder.question(e.question) for e in examples], padding=0)
    passages = encoder.encode([tokens[row] for row in rows], padding=OUTSIDE)
    also = torch.zeros(len(examples), len(rows), dtype=torch.bool, device=device)
    evidence = torch.zeros(
        len(examples), int(passages.marks.max()) + 1, dtype=torch.bool, device=device
    )
    for i, (example, own) in enumerate(zip(examples, gold, strict=True)):
        also[i, [at[row] for row in example.rows if row in at and row != own]] = True
        numbers = [number for row, number in example.sentences if row == own]
        evidence[i, [n for n in numbers if n < evidence.shape[1]]] = True
    places = torch.tensor([at[row] for row in gold], device=device)
    return Batch(questions, passages, places, also, evidence)
