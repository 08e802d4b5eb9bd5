from xml.etree import ElementTree

import pytest

from eval.reports.charts import Axis, Bar, bar_chart, line_chart, round_ticks


def svg(chart):
    return ElementTree.fromstring(str(chart))


def test_the_legend_wraps_and_a_single_line_needs_none():
    x, y = Axis("k", 1, 10, (1, 10)), Axis("r", 0, 1, (0, 1))
    names = ["问策", "BM25", "向量", "RRF 融合", "LangChain 常规做法"]
    root = svg(line_chart("图", {name: [(1, 0), (10, 1)] for name in names}, x, y))
    places = {text.text: text for text in root.iter("text") if text.text in names}
    assert list(places) == names
    rows = {float(text.get("y")) for text in places.values()}
    assert len(rows) == 2
    assert max(rows) < float(root.get("viewBox").split()[3])
    assert "问策" not in [
        t.text for t in svg(line_chart("图", {"问策": [(1, 0)]}, x, y)).iter("text")
    ]


def test_a_line_runs_from_corner_to_corner_of_its_axes():
    x, y = Axis("k", 1, 10, (1, 10)), Axis("r", 0, 1, (0, 1))
    root = svg(line_chart("图", {"甲<乙": [(1, 0), (10, 1)], "丙": []}, x, y))
    assert root.find(".//polyline").get("points") == "56.0,230.0 424.0,14.0"
    assert "甲<乙" in [text.text for text in root.iter("text")]


def test_a_log_axis_spaces_powers_of_ten_evenly():
    axis = Axis("n", 1_000, 1_000_000, (), log=True)
    assert axis.place(1_000) == 0
    assert axis.place(1_000_000) == 1
    assert axis.place(10_000) == pytest.approx(1 / 3)


def test_bars_are_as_long_as_their_values():
    root = svg(bar_chart("图", {"甲": {"召回": Bar(0.5, 0.4, 0.6)}, "乙": {"召回": Bar(1, 1, 1)}}))
    half, whole = (float(rect.get("width")) for rect in root.iter("rect") if rect.get("x") == "72")
    assert whole == 2 * half


@pytest.mark.parametrize(("high", "last", "count"), [(1, 1, 6), (237, 250, 6), (0.73, 0.8, 5)])
def test_ticks_are_round_and_reach_the_top(high, last, count):
    ticks = round_ticks(high)
    assert ticks[-1] == pytest.approx(last)
    assert len(ticks) == count
