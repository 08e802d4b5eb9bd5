"""How well evidence is found with and without the adapter, on documents left out of training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from eval.training.encoding import OUTSIDE, States, TrainableEncoder
from eval.training.similarity import NEVER, max_sim, sentence_scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eval.training.encoding import Tokens
    from eval.training.examples import Example, Unit

HEADINGS = {
    "dense_1": "向量 @1",
    "dense_5": "向量 @5",
    "maxsim_1": "逐词 @1",
    "maxsim_5": "逐词 @5",
    "sentence": "最佳句",
}
FIRST = 10  # passages among whose sentences the best one is sought, as the program does
_QUESTIONS, _PASSAGES = 32, 64  # whose token similarities are in memory at a time


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over questions: the share of the evidence in the first 1 and 5 passages, by the
    vectors and by MaxSim, and whether the best sentence of MaxSim's first ten holds evidence.
    """

    dense_1: float
    dense_5: float
    maxsim_1: float
    maxsim_5: float
    sentence: float

    @property
    def choice(self) -> float:
        """What the strength of the adapter is chosen by: the mean of all that counts at 1."""
        return (self.dense_1 + self.maxsim_1 + self.sentence) / 3


@dataclass(frozen=True, slots=True)
class _Scores:
    """Of each question (q) and passage (p): both scores, the best sentence and its score."""

    dense: NDArray[np.float32]
    maxsim: NDArray[np.float32]
    sentence: NDArray[np.int64]
    sentence_score: NDArray[np.float32]


@torch.inference_mode()
def measure(
    encoder: TrainableEncoder, units: Sequence[Unit], examples: Sequence[Example]
) -> Figures:
    """Rank all passages for each question with the model as it stands."""
    asked = [encoder.question(example.question) for example in examples]
    passages = [encoder.passage(unit) for unit in units]
    questions = list(_encoded(encoder, asked, 0, _QUESTIONS))
    columns = []
    for part in _encoded(encoder, passages, OUTSIDE, _PASSAGES):
        columns.append(_stack([_compare(group, part) for group in questions], axis=0))
    scores = _stack(columns, axis=1)
    return Figures(
        dense_1=_recall(scores.dense, examples, 1),
        dense_5=_recall(scores.dense, examples, 5),
        maxsim_1=_recall(scores.maxsim, examples, 1),
        maxsim_5=_recall(scores.maxsim, examples, 5),
        sentence=_best_sentences(scores, examples),
    )


def table(figures: dict[float, Figures], chosen: float) -> str:
    """Return a table in Chinese, a line for each α; 0 is the model without the adapter."""
    lines = ["α\t" + "\t".join(HEADINGS.values())]
    for alpha, found in figures.items():
        name = f"{alpha:g}" + ("（不用）" if not alpha else "（选用）" if alpha == chosen else "")
        lines.append("\t".join([name, *(f"{getattr(found, key):.3f}" for key in HEADINGS)]))
    return "\n".join(lines)


def _encoded(
    encoder: TrainableEncoder, texts: Sequence[Tokens], padding: float, size: int
) -> Iterator[States]:
    for at in range(0, len(texts), size):
        yield encoder.encode(texts[at : at + size], padding)


def _compare(questions: States, passages: States) -> _Scores:
    similarity = torch.einsum("qah,pbh->qpab", questions.tokens, passages.tokens)
    weights = questions.marks[:, None]
    best, number = sentence_scores(similarity, weights, passages.marks).max(-1)
    dense = questions.vectors @ passages.vectors.T
    maxsim = max_sim(similarity, weights, passages.marks)
    return _Scores(*(found.cpu().numpy() for found in (dense, maxsim, number, best)))


def _stack(parts: Sequence[_Scores], axis: int) -> _Scores:
    return _Scores(
        *(
            np.concatenate([getattr(part, name) for part in parts], axis)
            for name in ("dense", "maxsim", "sentence", "sentence_score")
        )
    )


def _recall(scores: NDArray[np.float32], examples: Sequence[Example], k: int) -> float:
    found = []
    for row, example in zip(scores, examples, strict=True):
        first = set(np.argsort(-row, kind="stable")[:k].tolist())
        found.append(np.mean([bool(group & first) for group in example.evidence]))
    return float(np.mean(found))


def _best_sentences(scores: _Scores, examples: Sequence[Example]) -> float:
    held = []
    for row, example in enumerate(examples):
        first = np.argsort(-scores.maxsim[row], kind="stable")[:FIRST]
        best = int(first[scores.sentence_score[row, first].argmax()])
        known = scores.sentence_score[row, best] > NEVER
        held.append(known and (best, int(scores.sentence[row, best])) in example.sentences)
    return float(np.mean(held))
