"""Batches: questions, the passages they are compared with, and which of them are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import torch

from eval.training.encoding import OUTSIDE, States, TrainableEncoder
from eval.training.statements import KNOWN, known_features

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray
    from torch import Tensor

    from eval.training.encoding import Tokens
    from eval.training.examples import Example, Unit


@dataclass(frozen=True, slots=True)
class Batch:
    """Encoded questions (b) and passages (p).

    `gold` (b,) is each question's passage, `also` (b, p) masks other passages that answer it.
    `own` (b, k) are the gold passage and the negatives of the question itself, -1 where it has
    fewer. Of their sentences, `evidence` (b, k, s) masks those that answer, and `known`
    (b, k, s, features) holds the features of `eval.training.statements`.
    """

    questions: States
    passages: States
    gold: Tensor
    also: Tensor
    own: Tensor
    evidence: Tensor
    known: Tensor


def make_batch(
    encoder: TrainableEncoder,
    examples: Sequence[Example],
    negatives: Sequence[Sequence[int]],
    units: Sequence[Unit],
    tokens: Sequence[Tokens],
    random: Generator,
) -> Batch:
    """Encode questions with one gold passage each, and the hard negatives of each.

    The passages of the others are negatives, too. `units` and their `tokens` are those of all
    passages, by row.
    """
    gold = [int(random.choice(sorted(example.rows))) for example in examples]
    lists = [[row, *found] for row, found in zip(gold, negatives, strict=True)]
    rows = list(dict.fromkeys(chain(gold, *negatives)))
    at = {row: column for column, row in enumerate(rows)}
    device = encoder.device
    questions = encoder.encode([encoder.question(e.question) for e in examples], padding=0)
    passages = encoder.encode([tokens[row] for row in rows], padding=OUTSIDE)
    also = np.zeros((len(examples), len(rows)), np.bool_)
    for i, (example, right) in enumerate(zip(examples, gold, strict=True)):
        also[i, [at[row] for row in example.rows if row in at and row != right]] = True
    sentences = max(int(passages.marks.max()) + 1, 1)
    arrays = _statements(examples, lists, units, sentences)
    own = np.full(arrays[0].shape[:2], -1)
    for i, those in enumerate(lists):
        own[i, : len(those)] = [at[row] for row in those]
    places = np.array([at[row] for row in gold])
    moved = (torch.from_numpy(x).to(device) for x in (places, also, own, *arrays))
    return Batch(questions, passages, *moved)


def _statements(
    examples: Sequence[Example], lists: Sequence[Sequence[int]], units: Sequence[Unit], count: int
) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """Return the evidence (b, k, s) and the known features (b, k, s, features) of sentences.

    A sentence behind the model's window, number `count` or higher, is left out.
    """
    widest = max(map(len, lists))
    evidence = np.zeros((len(examples), widest, count), np.bool_)
    known = np.zeros((len(examples), widest, count, len(KNOWN)), np.float32)
    for i, (example, rows) in enumerate(zip(examples, lists, strict=True)):
        for k, row in enumerate(rows):
            features = known_features(example.question, units[row])[:count]
            known[i, k, : len(features)] = features
            numbers = [number for found, number in example.sentences if found == row]
            evidence[i, k, [n for n in numbers if n < count]] = True
    return evidence, known
