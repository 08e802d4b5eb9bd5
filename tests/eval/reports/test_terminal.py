import io
import re
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from eval.compare import compare
from eval.datasets.sets import Question, save
from eval.fake import FakeSystem
from eval.reports.terminal import comparison_remarks, print_comparison, print_table, signed
from eval.run import run
from index.model import Article
from tests.eval.run_records import a_run, each_judgement, judged, record


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


def test_two_equal_runs_are_compared_in_a_sentence(runs):
    text = printed(print_comparison, compare(runs[1], runs[1]))
    assert text.splitlines() == ["两次评测有 3 道相同的题目。", "各项指标和每道题的答案都相同。"]


@each_judgement
def test_judged_metrics_name_their_judge_and_what_is_missing(runs, given, fault, missing):
    run = judged(runs[1], given, fault)
    text = printed(print_table, run)
    assert "由大模型 <评审一号> 给出" in text
    assert (missing or "没有评上") in text if missing else "没有评上" not in text


def test_cautions_are_printed_below_the_tables(runs):
    summary = runs[1].summary | {
        "wording_overlap": {"mean": 0.571, "questions": 2},
        "drafts": 2,
        "evidence": {"pieces": 9, "absent": 3, "articles_absent": 1},
    }
    text = printed(print_table, replace(runs[1], summary=summary))
    for said in (
        "字面重合 57%",
        "有 2 题是起草后",
        "其中 3 处不在任何段落里",
        "有 1 篇出处文章不在索引里",
    ):
        assert said in text


def test_equal_runs_get_a_sentence():
    same = a_run(record("q1", key_point_recall=0.5), record("q2", "off_topic", refusal_recall=1.0))
    assert comparison_remarks(compare(same, same)) == ["各项指标和每道题的答案都相同。"]


def test_a_difference_in_time_alone_is_not_a_difference_of_answers():
    a, b = (a_run(*(record(f"q{i}", total_ms=ms) for i in range(9))) for ms in (10.0, 30.0))
    assert comparison_remarks(compare(a, b)) == ["除用时外，各项指标和每道题的答案都相同。"]


def test_a_significant_difference_gets_no_sentence():
    a, b = (a_run(*(record(f"q{i}", key_point_recall=r) for i in range(9))) for r in (0.0, 1.0))
    assert comparison_remarks(compare(a, b)) == []


def test_reworded_answers_without_a_significant_difference_get_a_sentence():
    a = a_run(record("q1", answer="降了12%", key_point_recall=1.0), record("q2", answer="同"))
    b = a_run(record("q1", answer="降12%", key_point_recall=1.0), record("q2", answer="同"))
    assert comparison_remarks(compare(a, b)) == ["答案质量的各项指标，没有一项的差别超出随机。"]


def test_without_key_points_the_table_by_type_shows_evidence(tmp_path):
    article = Article("2020-05-04", 1, "青川县药价", "青川县共有61种药品中选。")
    asked = Question("q", "青川县有几种药品中选？", "number", evidence=(article.text,))
    save([asked], tmp_path / "set.jsonl")
    text = printed(print_table, run([tmp_path / "set.jsonl"], FakeSystem([article])))
    heading = next(line for line in text.splitlines() if line.startswith(" 题型"))
    assert "引到证据" in heading
    assert "要点召回" not in heading
