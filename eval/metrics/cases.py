"""Cases (a question with its result) and the scores of a metric over many cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec

from eval.datasets.gold import Gold
from eval.datasets.sets import Question

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Case:
    """A question together with the result to be scored.

    `result`: the object of `wence ask --json`. `texts`: the text of each cited article by id.
    `verdicts`: an LLM judge's scores by name; empty without a judge.
    """

    question: Question
    result: Mapping[str, Any]
    gold: Gold
    texts: Mapping[str, str] = field(default_factory=dict)
    verdicts: Mapping[str, float] = field(default_factory=dict)

    @property
    def answerable(self) -> bool:
        """Whether the corpus is expected to contain the answer."""
        return self.question.answerable

    @property
    def answered(self) -> bool:
        """Whether the system answered instead of refusing."""
        return not self.result["abstained"]

    @property
    def ranking(self) -> list[str]:
        """The ids of the retrieved passages, best first."""
        return [passage["passage_id"] for passage in self.result["passages"]]


@dataclass(frozen=True, slots=True)
class Scores:
    """A metric's score for each question; None for questions that do not count."""

    each: tuple[float | None, ...]

    @property
    def applicable(self) -> list[float]:
        """The scores of the questions that count."""
        return [score for score in self.each if score is not None]

    @property
    def mean(self) -> float | None:
        """The mean over the questions that count; None if none does."""
        scores = self.applicable
        return sum(scores) / len(scores) if scores else None


def metric(
    score: Callable[Concatenate[Case, P], float | None],
) -> Callable[Concatenate[Sequence[Case], P], Scores]:
    """Turn a function that scores one case into one that scores a sequence of cases."""

    def over(cases: Sequence[Case], /, *args: P.args, **options: P.kwargs) -> Scores:
        return Scores(tuple(score(case, *args, **options) for case in cases))

    return update_wrapper(over, score)
