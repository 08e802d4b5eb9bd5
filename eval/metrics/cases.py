"""A question with what came back for it, and scores over many of them."""

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
    """One question asked. `result` is the JSON of `wence ask`; `texts` the cited articles'.

    `verdicts`: an LLM judge's scores by name, empty without a judge.
    """

    question: Question
    result: Mapping[str, Any]
    gold: Gold
    texts: Mapping[str, str] = field(default_factory=dict)
    verdicts: Mapping[str, float] = field(default_factory=dict)

    @property
    def answerable(self) -> bool:
        """Whether the corpus holds the answer."""
        return self.question.answerable

    @property
    def answered(self) -> bool:
        """Whether the system gave an answer and did not refuse."""
        return not self.result["abstained"]

    @property
    def ranking(self) -> list[str]:
        """Ids of the passages found, best first."""
        return [passage["passage_id"] for passage in self.result["passages"]]


@dataclass(frozen=True, slots=True)
class Scores:
    """A metric's score for every question; None where it does not apply."""

    each: tuple[float | None, ...]

    @property
    def applicable(self) -> list[float]:
        """The scores of the questions it applies to."""
        return [score for score in self.each if score is not None]

    @property
    def mean(self) -> float | None:
        """Their arithmetic mean; None when it applies to no question."""
        scores = self.applicable
        return sum(scores) / len(scores) if scores else None


def metric(
    score: Callable[Concatenate[Case, P], float | None],
) -> Callable[Concatenate[Sequence[Case], P], Scores]:
    """Lift a score of one case to the Scores of many."""

    def over(cases: Sequence[Case], /, *args: P.args, **options: P.kwargs) -> Scores:
        return Scores(tuple(score(case, *args, **options) for case in cases))

    return update_wrapper(over, score)
