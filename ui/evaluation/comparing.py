"""Two runs side by side, in words: which measures differ, and which questions changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.compare import Change, MetricChange, compare
from ui.evaluation.measures import MEASURES, Measure, percent
from ui.evaluation.problems import line

if TYPE_CHECKING:
    from eval.run import Run
    from ui.evaluation.archive import Entry
    from ui.evaluation.problems import Line


@dataclass(frozen=True, slots=True)
class Row:
    """A measure in both runs; `verdict` is "better", "worse", or "" where chance explains it."""

    measure: Measure
    before: str
    after: str
    verdict: str
    said: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A question whose outcome or answer changed, as it is in the earlier and the later run."""

    before: Line
    after: Line


@dataclass(frozen=True, slots=True)
class Sides:
    """What differs between two runs: measures, and questions by what became of them."""

    shared: int
    rows: list[Row]
    worse: list[Changed]
    better: list[Changed]
    reworded: list[Changed]

    @property
    def is_even(self) -> bool:
        """Whether no measure differs by more than chance explains."""
        return not any(row.verdict for row in self.rows)


def sides(a: Run, b: Run) -> Sides:
    """Compare run b with run a, the earlier one.

    Raises:
        QuestionSetError: they have no question in common.
    """
    found = compare(a, b)
    changes = {change.name: change for change in found.metrics}
    places = [{id(record): n for n, record in enumerate(run.records)} for run in (a, b)]
    return Sides(
        shared=found.shared,
        rows=[_row(m, changes[m.metric]) for m in MEASURES if m.metric in changes],
        worse=_changed(found.lost, *places),
        better=_changed(found.won, *places),
        reworded=_changed(found.reworded, *places),
    )


def circumstances(a: Entry, b: Entry) -> list[str]:
    """Return what else differs between two runs, one sentence each."""
    told = []
    if a.digests != b.digests:
        told.append("两次的题集不同，只比两次都有的题。")
    if a.version != b.version:
        told.append("两次之间，索引更新过。")
    if a.program != b.program:
        told.append(f"程序从 {a.program} 换成了 {b.program}。")
    return told


def _row(measure: Measure, change: MetricChange) -> Row:
    sign = -1 if measure.inverted else 1
    gap = change.difference
    low, high = sorted(100 * sign * end for end in (gap.low, gap.high))
    difference = 100 * sign * gap.difference
    word = "高了" if difference > 0 else "低了"
    size = f"{abs(difference):.1f}"
    said = f"{word} {size} 个百分点，有 95% 的把握在 {low:+z.1f} 与 {high:+z.1f} 之间"
    verdict = ("better" if difference > 0 else "worse") if gap.real else ""
    before, after = (percent(measure.share(value)) for value in (change.a, change.b))
    return Row(measure, before, after, verdict, said)


def _changed(
    changes: list[Change], before: Mapping[int, int], after: Mapping[int, int]
) -> list[Changed]:
    return [Changed(line(before[id(c.a)], c.a), line(after[id(c.b)], c.b)) for c in changes]
