import io
import re
from xml.etree import ElementTree

import pytest
from rich.console import Console

from eval.charts import Axis, Bar, bar_chart, line_chart, round_ticks
from eval.compare import compare
from eval.fake import FakeSystem
from eval.report import answer_html, outcome_of, print_comparison, print_table, to_html
from eval.run import run
from eval.sets import Question, Source, save
from index.model import Article

HOSTILE = "<script>alert(1)</script>"
ARTICLES = [
    Article("2020-05-04", 1, f"青川县药价{HOSTILE}", f"青川县药品平均降价12%。{HOSTILE}"),
    Article("2020-05-04", 2, "白水镇门诊", "白水镇门诊报销比例提高到70%。"),
]
QUESTIONS = [
    Question(
        "q1",
        f"青川县药品平均降价多少？{HOSTILE}",
        "number",
        f"12%{HOSTILE}",
        (("12%",), (HOSTILE + "没有",)),
        (Source("2020-05-04", f"青川县药价{HOSTILE}"),),
    ),
    Question("q2", "白水镇门诊报销比例多少？", "number", "70%", (("70%",),)),
    Question("q3", "今晚吃什么", "off_topic"),
]


@pytest.fixture
def runs(tmp_path):
    save(QUESTIONS, tmp_path / "set.jsonl")
    files = [tmp_path / "set.jsonl"]
    strict, open_ = FakeSystem(ARTICLES, threshold=0.9), FakeSystem(ARTICLES, threshold=0.2)
    return run(files, strict), run(files, open_, baselines=True)


def test_the_report_escapes_everything_that_came_from_outside(runs):
    html = to_html(runs[1], runs[0], base_url="")
    assert HOSTILE not in html
    assert html.count("<script>") == 1
    assert "&lt;script&gt;alert(1)" in html


def test_the_report_is_complete_in_itself(runs):
    html = to_html(runs[1], runs[0])
    assert not re.findall(r'(?:src|href)="(?!#)', html)
    assert "url(" not in html
    assert len(html.encode()) < 1_000_000


def test_citations_link_to_article_pages_of_a_server_only(runs):
    link = 'href="https://w.example/articles/2020-05-04/1#p1"'
    assert link in to_html(runs[1], base_url="https://w.example/")
    assert 'href="/articles/2020-05-04/1#p1"' in to_html(runs[1], base_url="")
    assert "/articles/" not in to_html(runs[1], base_url="javascript:alert(1)//")


def test_the_report_shows_every_question_baselines_and_both_runs(runs):
    html = to_html(runs[1], runs[0])
    for text in ("q1", "q2", "q3", "LangChain 常规做法", "变好", "证据召回曲线"):
        assert text in html
    assert "对照" not in to_html(runs[1])


def test_an_answer_keeps_bold_and_marks_and_nothing_else():
    html = answer_html("**甲**<b>[1]", "q7-")
    assert html == '<b>甲</b>&lt;b&gt;<a class="mark" href="#q7-1">[1]</a>'
    assert answer_html("甲[1]") == "甲[1]"


@pytest.mark.parametrize(
    ("type", "abstained", "metrics", "expected"),
    [
        ("fact", False, {"key_point_recall": 1.0}, "full"),
        ("fact", False, {"key_point_recall": 0.5}, "part"),
        ("fact", False, {"key_point_recall": 0.0}, "none"),
        ("fact", True, {"key_point_recall": 0.0}, "refused"),
        ("off_topic", True, {"refusal_recall": 1.0}, "handled"),
        ("off_topic", False, {"refusal_recall": 0.0}, "answered"),
    ],
)
def test_outcomes(type, abstained, metrics, expected):
    record = {"type": type, "result": {"abstained": abstained}, "metrics": metrics}
    assert outcome_of(record) == expected


def printed(show, what):
    console = Console(file=io.StringIO(), width=140)
    show(what, console)
    return console.file.getvalue()


def test_the_terminal_table_holds_means_intervals_and_baselines(runs):
    text = printed(print_table, runs[1])
    assert re.search(r"要点召回 .*0\.750.*0\.500 – 1\.000", text)
    assert "RRF 融合" in text
    assert "风险–覆盖曲线下面积" in text


def test_the_terminal_comparison_lists_questions_won(runs):
    text = printed(print_comparison, compare(*runs))
    assert "变好 1 题" in text
    assert "q2  0.00 → 1.00" in text


def svg(chart):
    return ElementTree.fromstring(str(chart))


def test_a_line_runs_from_corner_to_corner_of_its_axes():
    x, y = Axis("k", 1, 10, (1, 10)), Axis("r", 0, 1, (0, 1))
    root = svg(line_chart("图", {"甲<乙": [(1, 0), (10, 1)]}, x, y))
    assert root.find(".//polyline").get("points") == "60.0,236.0 490.0,16.0"
    assert "甲<乙" in [text.text for text in root.iter("text")]


def test_a_log_axis_spaces_powers_of_ten_evenly():
    axis = Axis("n", 1_000, 1_000_000, (), log=True)
    assert axis.place(1_000) == 0
    assert axis.place(1_000_000) == 1
    assert axis.place(10_000) == pytest.approx(1 / 3)


def test_bars_are_as_long_as_their_values():
    root = svg(bar_chart("图", {"甲": {"召回": Bar(0.5, 0.4, 0.6)}, "乙": {"召回": Bar(1, 1, 1)}}))
    half, whole = (float(rect.get("width")) for rect in root.iter("rect") if rect.get("x") == "84")
    assert whole == 2 * half


@pytest.mark.parametrize(("high", "last", "count"), [(1, 1, 6), (237, 250, 6), (0.73, 0.8, 5)])
def test_ticks_are_round_and_reach_the_top(high, last, count):
    ticks = round_ticks(high)
    assert ticks[-1] == pytest.approx(last)
    assert len(ticks) == count
