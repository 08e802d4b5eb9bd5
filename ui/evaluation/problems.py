"""What became of each question of a run, and what went wrong with it, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from eval.datasets.sets import REFUSAL_TYPES
from eval.metrics.readability.faultless import RULES
from eval.reports.html import outcome_name

Record = Mapping[str, Any]

OUTCOMES = {
    "full": "全答到",
    "part": "答到一部分",
    "none": "没有答到",
    "refused": "该答没答",
    "answered": "该拒没拒",
    "handled": "拒得对",
}
GOOD = ("full", "handled")
UNSCORED = "unscored"
"""The outcome of an answered question whose set says neither key points nor evidence."""
UNSCORED_LABEL = "没有参考"


def _missed(record: Record) -> bool:
    return None in record["details"]["evidence_ranks"]


def _unused(record: Record) -> bool:
    """Whether all evidence was found, and the answer came to nothing."""
    ranks = record["details"]["evidence_ranks"]
    return bool(ranks) and None not in ranks and outcome_name(record) in ("none", "refused")


def _below(name: str) -> Callable[[Record], bool]:
    return lambda record: record["metrics"].get(name, 1) < 1


PROBLEMS: dict[str, tuple[str, Callable[[Record], bool]]] = {
    "missed": ("关键句没找到", _missed),
    "unused": ("找到了没答出", _unused),
    "elsewhere": ("引了别的文章", _below("cited_article_precision")),
    "uncited": ("有的话没有出处", _below("statements_cited")),
    "altered": ("引文与原文不同", _below("quotes_verbatim")),
    "figures": ("数字没有依据", _below("figures_supported")),
    "awkward": ("读起来有毛病", _below("faultless")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A question as the list shows it; `problems` are keys of PROBLEMS."""

    n: int
    id: str
    question: str
    type: str
    outcome: str
    problems: list[str]

    @property
    def is_good(self) -> bool:
        """Whether nothing went wrong."""
        return self.outcome in (*GOOD, UNSCORED) and not self.problems


def lines(records: list[dict[str, Any]]) -> list[Line]:
    """Return the questions of a run."""
    return [line(n, record) for n, record in enumerate(records)]


def line(n: int, record: Record) -> Line:
    """Return one question, the n-th of its run from 0."""
    problems = [key for key, (_, holds) in PROBLEMS.items() if holds(record)]
    ended = _outcome(record)
    if ended == "handled":  # what a refusal did not find does not matter
        problems = []
    return Line(n, record["id"], record["question"], record["type"], ended, problems)


def faults_in(record: Record) -> dict[str, list[str]]:
    """Return the texts of an answer that read badly, by what is wrong with them."""
    known = {name: label for name, (label, _) in RULES.items()}
    faults = record["details"].get("faults", {})
    return {known[name]: texts for name, texts in faults.items() if name in known}


def _outcome(record: Record) -> str:
    name = outcome_name(record)
    details = record["details"]
    told = details["key_points"] or details["evidence"] or record["type"] in REFUSAL_TYPES
    return name if told or name == "refused" else UNSCORED


def present(found: list[Line]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the outcomes and the problems that these questions have, with their labels."""
    ended = {one.outcome for one in found}
    wrong = {key for one in found for key in one.problems}
    outcomes = {**OUTCOMES, UNSCORED: UNSCORED_LABEL}
    return (
        {key: label for key, label in outcomes.items() if key in ended},
        {key: label for key, (label, _) in PROBLEMS.items() if key in wrong},
    )
