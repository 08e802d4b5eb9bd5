"""Refusals: are exactly the unanswerable questions refused, and does confidence predict it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from eval.metrics.answer import key_point_recall
from eval.metrics.cases import Case, metric
from eval.metrics.evidence import evidence_in_answer


@metric
def refusal_recall(case: Case) -> float | None:
    """Check whether a question that the corpus does not answer was refused: 1 or 0.

    Counts unanswerable questions of every type. A greeting may be answered in words, as long
    as nothing is cited.
    """
    if case.answerable:
        return None
    refused = case.question.type == "chitchat" or not case.answered
    return float(refused and not case.result["citations"])


@metric
def false_refusal(case: Case) -> float | None:
    """Check whether an answerable question was refused: 1 or 0; lower is better.

    Counts answerable questions.
    """
    return float(not case.answered) if case.answerable else None


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """The risk-coverage curve: pairs of coverage and mean risk of the questions answered."""

    curve: tuple[tuple[float, float], ...]

    @property
    def area(self) -> float | None:
        """The area under the curve (AURC), 0 to 1: mean risk over all coverages; lower is better."""
        return sum(risk for _, risk in self.curve) / len(self.curve) if self.curve else None


def risk_coverage(cases: Sequence[Case]) -> RiskCoverage:
    """Measure the risk if only the most confident share of questions were answered.

    Risk is 1 − key-point recall, or 1 − evidence in the answer for a question without key
    points; for an unanswerable question it is 1. Questions of equal confidence share their mean
    risk, so that their order does not matter. Counts questions of type `unanswerable` and
    answerable questions with key points or evidence.
    Geifman & El-Yaniv, Selective Classification for Deep Neural Networks, NeurIPS 2017.
    """
    pairs = sorted(_confidence_and_risk(cases), key=lambda pair: -pair[0])
    risks: list[float] = []
    for _, tied in groupby(pairs, key=lambda pair: pair[0]):
        values = [risk for _, risk in tied]
        risks += [sum(values) / len(values)] * len(values)
    curve, total = [], 0.0
    for answered, risk in enumerate(risks, 1):
        total += risk
        curve.append((answered / len(risks), total / answered))
    return RiskCoverage(tuple(curve))


def _confidence_and_risk(cases: Sequence[Case]) -> list[tuple[float, float]]:
    points, evidence = key_point_recall(cases).each, evidence_in_answer(cases).each
    pairs = []
    for case, by_points, by_evidence in zip(cases, points, evidence, strict=True):
        recall = by_evidence if by_points is None else by_points
        if case.question.type == "unanswerable":
            pairs.append((case.result["confidence"], 1.0))
        elif recall is not None:
            pairs.append((case.result["confidence"], 1.0 - recall))
    return pairs
