import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len
from rich.console import Console

from eval.compare import compare
from eval.datasets.sets import Question, Source, save
from eval.fake import FakeSystem
from eval.reports.charts import Axis, Bar, bar_chart, line_chart, round_ticks
from eval.reports.html import answer_html, outcome_of, to_html
from eval.reports.terminal import print_comparison, print_table, signed
from eval.run import run
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


def test_every_table_of_the_terminal_fits_80_columns(runs):
    console = Console(file=io.StringIO(), width=80)
    print_table(runs[1], console)
    print_comparison(compare(*runs), console)
    text = console.file.getvalue()
    assert "…" not in text
    for heading in ("命中文章@1", "证据召回@5", "该拒则拒", "误拒", "LangChain 常规做法"):
        assert heading in text
    assert max(cell_len(line) for line in text.splitlines()) <= 80


def test_two_equal_runs_are_compared_in_a_sentence(runs):
    text = printed(print_comparison, compare(runs[1], runs[1]))
    assert text.splitlines() == ["两次评测有 3 道相同的题目。", "各项指标和每道题的答案都相同。"]
    html = to_html(runs[1], runs[1])
    assert "各项指标和每道题的答案都相同。" in html
    assert "<th>甲</th>" not in html


def test_the_comparison_shows_both_answers_and_which_points_each_holds(runs):
    html = to_html(runs[1], runs[0])
    section = html[html.index('id="compare"') : html.index('id="metrics"')]
    assert section.count('<div class="answer">') == 2
    assert "资料中没有相关信息。" in section
    assert "白水镇门诊报销比例提高到70%。" in section
    assert re.findall(r'class="point (held|missed)">. ([^<]+)<', section) == [
        ("missed", "70%"),
        ("held", "70%"),
    ]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("key_point_recall", 0.25, "+0.250"),
        ("key_point_recall", -0.0001, "+0.000"),
        ("total_ms", -147.6, "-148 ms"),
        ("answer_chars", -0.3, "+0 字"),
    ],
)
def test_differences_have_a_sign_and_their_unit(name, value, expected):
    assert signed(name, value) == expected


@pytest.mark.parametrize(
    ("given", "fault", "missing"),
    [
        (4, "", None),
        (3, "", "1 处没有评上：它的回复里读不出分数"),
        (1, "断了。", "3 处没有评上：断了"),
    ],
)
def test_judged_metrics_name_their_judge_and_what_is_missing(runs, given, fault, missing):
    judge = {"model": "<评审一号>", "asked": 4, "given": given, "fault": fault}
    run = replace(runs[1], meta=runs[1].meta | {"judge": judge})
    run.summary["metrics"]["judged_faithfulness"] = {"mean": 1, "low": 1, "high": 1, "n": 1}
    run.records[0]["metrics"]["judged_faithfulness"] = 0.75
    text, html = printed(print_table, run), to_html(run)
    assert "由大模型 <评审一号> 给出" in text
    assert "由 &lt;评审一号&gt; 给出" in html
    assert "忠实 0.75" in html
    for shown in (text, html):
        assert (missing or "没有评上") in shown if missing else "没有评上" not in shown
    assert "评审一号" not in to_html(runs[1])


def test_what_to_bear_in_mind_is_said_in_terminal_and_report(runs):
    summary = runs[1].summary | {
        "wording_overlap": {"mean": 0.571, "questions": 2},
        "drafts": 2,
        "evidence": {"pieces": 9, "absent": 3, "articles_absent": 1},
    }
    run = replace(runs[1], summary=summary)
    text, html = printed(print_table, run), to_html(run)
    for said in (
        "字面重合 57%",
        "有 2 题是起草后",
        "其中 3 处不在任何段落里",
        "有 1 篇出处文章不在索引里",
    ):
        assert said in text
        assert said in html
    assert "起草" not in to_html(runs[1])


def test_names_of_colours_wrap_and_one_line_needs_none():
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


def svg(chart):
    return ElementTree.fromstring(str(chart))


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
