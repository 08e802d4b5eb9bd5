"""Turn a rule that finds an answer's faults into a metric: the share of answers without any."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import update_wrapper
from pathlib import Path
from typing import Any

from eval.metrics.cases import Case, Scores
from rag.language.word_lists import read_lists

Rule = Callable[[Case], list[str]]
"""Returns the texts at fault of an answer; empty if there is no fault."""


def words(section: str) -> dict[str, Any]:
    """Return one section of `rubric.toml`."""
    found: dict[str, Any] = read_lists(Path(__file__).with_name("rubric.toml"))[section]
    return found


def free_of(rule: Rule) -> Callable[[Sequence[Case]], Scores]:
    """Return the metric of a rule: 1 for an answer without the fault, 0 for one with it.

    Counts all questions that were not refused. The metric is explained as the rule is.
    """

    def over(cases: Sequence[Case]) -> Scores:
        return Scores(tuple(float(not rule(case)) if case.answered else None for case in cases))

    return update_wrapper(over, rule)
