"""Does it refuse what it cannot know, and only that? And does its confidence tell?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from eval.metrics.answer import key_point_recall
from eval.metrics.cases import Case, metric


@metric
def refusal_recall(case: Case) -> float | None:
    """Share of the questions the corpus does not answer that were refused.

    A greeting may be answered in words, so long as nothing is cited.
    """
    if case.answerable:
        return None
    refused = case.question.type == "chitchat" or not case.answered
    return float(refused and not case.result["citations"])


@metric
def false_refusal(case: Case) -> float | None:
    """Share of the answerable questions that were refused."""
    return float(not case.answered) if case.answerable else None


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """`curve`: (coverage, mean risk of what is answered at it); `area` under it, 0 is best."""

    curve: tuple[tuple[float, float], ...]

    @property
    def area(self) -> float | None:
        """AURC: the mean of the selective risk over all coverages."""
        return sum(risk for _, risk in self.curve) / len(self.curve) if self.curve else None


def risk_coverage(cases: Sequence[Case]) -> RiskCoverage:
    """Measure the risk when only the most confident share of questions is answered.

    Risk is 1 − key-point recall, and 1 for an unanswerable question. Questions of equal
    confidence share their mean risk, so that their order does not matter.
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
    pairs = []
    for case, recall in zip(cases, key_point_recall(cases).each, strict=True):
        if case.question.type == "unanswerable":
            pairs.append((case.result["confidence"], 1.0))
        elif recall is not None:
            pairs.append((case.result["confidence"], 1.0 - recall))
    return pairs
