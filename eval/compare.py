"""Compare two runs of the same questions: significant differences, questions won and lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval.metrics import stats
from eval.metrics.registry import METRICS
from eval.run import Run
from index.errors import QuestionSetError

SCORED_BY = ("key_point_recall", "evidence_in_answer", "refusal_recall")


@dataclass(frozen=True, slots=True)
class Change:
    """One question in both runs: its records a and b, and its outcomes before and after, 0 to 1."""

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
        """Whether the texts of the two answers differ."""
        return bool(self.a["result"]["answer"] != self.b["result"]["answer"])


@dataclass(frozen=True, slots=True)
class MetricChange:
    """The means of a metric over the shared questions of two runs, and the paired difference."""

    name: str
    a: float
    b: float
    difference: stats.Difference

    @property
    def better(self) -> bool:
        """Whether run b is better by this metric."""
        return (self.b > self.a) == METRICS[self.name].higher_is_better


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of comparing run b with run a.

    `shared`: number of shared questions. `metrics`: metrics whose means differ. `won`, `lost`:
    questions with a better or worse outcome in b. `reworded`: questions with the same outcome
    but another answer text.
    """

    shared: int
    metrics: list[MetricChange]
    won: list[Change]
    lost: list[Change]
    reworded: list[Change]

    @property
    def changed(self) -> list[Change]:
        """All questions whose outcome or answer text changed."""
        return [*self.lost, *self.won, *self.reworded]


def compare(a: Run, b: Run) -> Comparison:
    """Compare two runs over the questions with the same id and text in both.

    Raises QuestionSetError if there are none.
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
    """Return the outcome of a question, 0 to 1: the first of SCORED_BY that it is scored by."""
    found = (record["metrics"][name] for name in SCORED_BY if name in record["metrics"])
    return float(next(found, 0.0))


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
