"""The main measures of the runs over time, as an inline SVG chart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from eval.reports.charts import Axis, line_chart
from ui.evaluation.archive import Entry
from ui.evaluation.measures import main_measures, percent

MOST_RUNS, LEAST_RUNS = 30, 2
MOST_DATES = 5
MOST_CHARTS = 3
TITLE = "主要指标的变化"


@dataclass(frozen=True, slots=True)
class Series:
    """A chart of runs over the same questions: the latest of them, and how many there are.

    `names` are those of its lines; the page has a legend of its own, for names in English are longer.
    """

    latest: Entry
    runs: int
    names: list[str]
    chart: Markup


def series(entries: Sequence[Entry]) -> list[Series]:
    """Draw a chart for each choice of sets that was run more than once, the latest choices first.

    Runs over different questions say nothing of each other.
    """
    groups: defaultdict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in entries:  # the latest first
        groups[tuple(entry.digests)].append(entry)
    repeated = [runs for runs in groups.values() if len(runs) >= LEAST_RUNS]
    return [
        Series(runs[0], len(runs), *_chart(runs[MOST_RUNS - 1 :: -1]))
        for runs in repeated[:MOST_CHARTS]
    ]


def _chart(runs: Sequence[Entry]) -> tuple[list[str], Markup]:
    """Draw runs in the order of their dates; return the names of the lines, too."""
    lines: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for at, run in enumerate(runs):
        for measure, share in main_measures(run.means):
            lines[measure.label].append((at, share))
    lowest = min((share for points in lines.values() for _, share in points), default=0.0)
    low = min(8, int(lowest * 10)) / 10
    step = -(-len(runs) // MOST_DATES)
    times = [run.at.astimezone() for run in runs]
    form = "%m-%d" if times[0].date() != times[-1].date() else "%H:%M"
    x = Axis(
        "",
        0,
        len(runs) - 1,
        range(0, len(runs), step),
        format=lambda at: times[int(at)].strftime(form),
    )
    ticks = [tick / 10 for tick in range(round(low * 10), 11, 2 if low <= 0.4 else 1)]
    y = Axis("", low, 1, ticks, format=percent)
    return list(lines), line_chart(TITLE, lines, x, y)
