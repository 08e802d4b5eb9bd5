"""What the check of a language model's answer found, statement by statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Outcome = Literal["supported", "repaired", "replaced", "struck", "unchecked"]

OUTCOMES: dict[Outcome, str] = {
    "supported": "有据",
    "repaired": "改正出处",
    "replaced": "换成原文",
    "struck": "删去",
    "unchecked": "没有逐字核对",
}
"""Each outcome of a statement, and its name for the reader."""


@dataclass(frozen=True, slots=True)
class CheckedStatement:
    """A statement as the model had written it (`written`), and what became of it.

    Outcomes: `supported` stands as it is; `repaired` stands with another citation; `replaced`
    gave way to the sentence of the source that it distorts; `struck` is gone; `unchecked` stands,
    but could not be compared word for word. `verdict` is the check's own, `reason` tells in
    Chinese what is wrong; `cites` are the numbers under which the answer cites its source.
    """

    written: str
    outcome: Outcome
    verdict: str
    reason: str = ""
    cites: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        """The outcome by its name for the reader."""
        return OUTCOMES[self.outcome]

    def to_json(self) -> dict[str, Any]:
        """Return the statement as `wence ask --json` shows it."""
        return {
            "text": self.written,
            "outcome": self.outcome,
            "verdict": self.verdict,
            "reason": self.reason,
            "cites": list(self.cites),
        }


def tally(checked: Iterable[CheckedStatement]) -> list[tuple[Outcome, str, int]]:
    """Return each outcome that occurs, with its name and its number of statements."""
    counts = Counter(one.outcome for one in checked)
    return [(kind, label, counts[kind]) for kind, label in OUTCOMES.items() if counts[kind]]


def summary(checked: Sequence[CheckedStatement]) -> str:
    """Say in one line what the check found: 核对 8 句：6 句有据，1 句改正出处，1 句删去。"""
    found = "，".join(f"{count} 句{label}" for _, label, count in tally(checked))
    return f"核对 {len(checked)} 句：{found}。" if found else ""


def changes(checked: Iterable[CheckedStatement]) -> Iterator[str]:
    """Yield a line for each statement that does not simply stand: what was written, and why not."""
    for one in checked:
        if one.outcome != "supported":
            marks = "".join(f"[{n}]" for n in one.cites)
            yield f"{one.label}{marks}：“{one.written}”" + (
                f"（{one.reason}）" if one.reason else ""
            )
