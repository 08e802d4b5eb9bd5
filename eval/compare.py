"""Two runs of the same questions side by side: which differences are real, who won what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval.metrics import stats
from eval.metrics.registry import METRICS
from eval.run import Run
from index.errors import QuestionSetError


@dataclass(frozen=True, slots=True)
class Change:
    """One question in both runs: its outcome in a and in b, from 0 to 1."""

    a: Mapping[str, Any]
    b: Mapping[str, Any]
    before: float
    after: float

    @property
    def id(self) -> str:
        """The question's id."""
        return str(self.a["id"])

    @property
    def reworded(self) -> bool:
        """Whether the two answers differ at all."""
        return bool(self.a["result"]["answer"] != self.b["result"]["answer"])


@dataclass(frozen=True, slots=True)
class MetricChange:
    """A metric's mean over the questions both runs share, and the paired difference."""

    name: str
    a: float
    b: float
    difference: stats.Difference

    @property
    def better(self) -> bool:
        """Whether b's mean is on the better side."""
        return (self.b > self.a) == METRICS[self.name].higher_is_better


@dataclass(frozen=True, slots=True)
class Comparison:
    """b against a: metrics whose means differ; `won` and `lost` are b's questions.

    `reworded`: answered in other words, with the same outcome.
    """

    shared: int
    metrics: list[MetricChange]
    won: list[Change]
    lost: list[Change]
    reworded: list[Change]

    @property
    def changed(self) -> list[Change]:
        """Every question that was answered otherwise."""
        return [*self.lost, *self.won, *self.reworded]


def compare(a: Run, b: Run) -> Comparison:
    """Compare over the questions of equal id and text.

    Raises QuestionSetError when the runs share none.
    """
    pairs = _pairs(a, b)
    if not pairs:
        raise QuestionSetError("两次评测没有相同的题目，无法对照。")
    changes = [Change(x, y, outcome(x), outcome(y)) for x, y in pairs]
    metrics = [change for name in METRICS if (change := _metric(name, pairs))]
    return Comparison(
        shared=len(pairs),
        metrics=[change for change in metrics if change.a != change.b],
        won=[c for c in changes if c.after > c.before],
        lost=[c for c in changes if c.after < c.before],
        reworded=[c for c in changes if c.after == c.before and c.reworded],
    )


def outcome(record: Mapping[str, Any]) -> float:
    """How well one question came out: its key-point recall, or whether it was refused."""
    metrics = record["metrics"]
    return float(metrics.get("key_point_recall", metrics.get("refusal_recall", 0.0)))


def _pairs(a: Run, b: Run) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    theirs = {(r["id"], r["question"]): r for r in b.records}
    return [
        (record, theirs[key])
        for record in a.records
        if (key := (record["id"], record["question"])) in theirs
    ]


def _metric(
    name: str, pairs: list[tuple[Mapping[str, Any], Mapping[str, Any]]]
) -> MetricChange | None:
    both = [
        (x["metrics"][name], y["metrics"][name])
        for x, y in pairs
        if name in x["metrics"] and name in y["metrics"]
    ]
    if not both:
        return None
    before, after = [x for x, _ in both], [y for _, y in both]
    return MetricChange(
        name, sum(before) / len(both), sum(after) / len(both), stats.paired(before, after)
    )
