"""The chart of the main measures over time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ui.evaluation.archive import Chosen
from ui.evaluation.chart import MOST_RUNS, series


@pytest.fixture
def entry(archive, first_run):
    archive.keep(first_run, Chosen(), "user x", "v1")
    return archive.entries()[0]


def runs(entry, shares, **values):
    """Return runs a day apart, the latest first, with these key point recalls from the first on."""
    first = datetime(2031, 5, 1, 12, tzinfo=UTC)
    found = [
        replace(entry, at=first + timedelta(days=n), means={"key_point_recall": share}, **values)
        for n, share in enumerate(shares)
    ]
    return found[::-1]


def test_one_run_is_no_series(entry):
    assert series([]) == [] == series([entry])


def test_runs_are_drawn_in_the_order_of_their_dates(entry):
    [one] = series(runs(entry, [0.5, 0.8]))
    points = str(one.chart).split('points="')[1].split('"')[0].split()
    (x0, y0), (x1, y1) = (map(float, point.split(",")) for point in points)
    assert x0 < x1 and y0 > y1
    assert "05-01" in one.chart and "05-02" in one.chart and "style=" not in one.chart


def test_only_runs_over_the_same_questions_share_a_chart(entry):
    others = runs(entry, [0.1, 0.2, 0.3], digests=["other"], sets=["other.jsonl"])
    found = series([*runs(entry, [0.5, 0.8]), *others, replace(entry, digests=["third"])])
    told = [(one.latest.sets, one.runs) for one in found]
    assert told == [(["own.jsonl"], 2), (["other.jsonl"], 3)]


def test_a_long_history_of_many_sets_gives_few_charts(entry):
    many = [run for n in range(9) for run in runs(entry, [0.1, 0.2], digests=[str(n)])]
    assert [one.latest.digests for one in series(many)] == [["0"], ["1"], ["2"]]


def test_of_many_runs_the_latest_are_drawn(entry):
    [one] = series(runs(entry, [0.0] + [0.9] * MOST_RUNS))
    assert str(one.chart).split('points="')[1].split('"')[0].count(",") == MOST_RUNS
    assert "05-01" not in one.chart
