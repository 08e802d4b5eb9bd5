import re
from copy import deepcopy
from dataclasses import replace

import pytest

from eval.reports.html import answer_html, outcome_name, to_html
from tests.eval.run_records import each_judgement, judged


def test_the_report_escapes_everything_that_came_from_outside(runs, hostile):
    html = to_html(runs[1], runs[0], base_url="")
    assert hostile not in html
    assert html.count("<script>") == 1
    assert "&lt;script&gt;alert(1)" in html


def test_the_report_loads_nothing_from_elsewhere(runs):
    html = to_html(runs[1], runs[0])
    assert not re.findall(r'(?:src|href)="(?!#)', html)
    assert "url(" not in html
    assert len(html.encode()) < 1_000_000


def test_citations_link_only_to_article_pages_of_a_server(runs):
    link = 'href="https://w.example/articles/2020-05-04/1#p1"'
    assert link in to_html(runs[1], base_url="https://w.example/")
    assert 'href="/articles/2020-05-04/1#p1"' in to_html(runs[1], base_url="")
    assert "/articles/" not in to_html(runs[1], base_url="javascript:alert(1)//")


def test_the_report_shows_every_question_baselines_and_both_runs(runs):
    html = to_html(runs[1], runs[0])
    for text in ("q1", "q2", "q3", "LangChain 常规做法", "变好", "证据召回曲线"):
        assert text in html
    assert "对照" not in to_html(runs[1])


def test_the_report_tells_what_is_wrong_with_an_answer(runs):
    run = deepcopy(runs[1])
    run.records[0]["details"]["faults"] = {"opening_right": ["因此<b>"]}
    assert "没做到“开头不悬空”：因此&lt;b&gt;" in to_html(run)
    del run.records[0]["details"]["faults"]  # a run of an earlier version
    assert "开头不悬空”：" not in to_html(run)


def test_bold_text_and_marks_are_rendered_and_all_else_escaped():
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
def test_outcomes_are_named_by_score_and_refusal(type, abstained, metrics, expected):
    record = {"type": type, "result": {"abstained": abstained}, "metrics": metrics}
    assert outcome_name(record) == expected


def test_two_equal_runs_are_compared_in_a_sentence(runs):
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


@each_judgement
def test_judged_metrics_name_their_judge_and_what_is_missing(runs, given, fault, missing):
    run = judged(runs[1], given, fault)
    html = to_html(run)
    assert "由 &lt;评审一号&gt; 给出" in html
    assert "忠实 0.75" in html
    assert (missing or "没有评上") in html if missing else "没有评上" not in html
    assert "评审一号" not in to_html(runs[1])


def test_cautions_are_shown_in_the_report(runs):
    summary = runs[1].summary | {
        "wording_overlap": {"mean": 0.571, "questions": 2},
        "drafts": 2,
        "evidence": {"pieces": 9, "absent": 3, "articles_absent": 1},
    }
    html = to_html(replace(runs[1], summary=summary))
    for said in (
        "字面重合 57%",
        "有 2 题是起草后",
        "其中 3 处不在任何段落里",
        "有 1 篇出处文章不在索引里",
    ):
        assert said in html
    assert "起草" not in to_html(runs[1])


def test_evidence_sentences_are_shown_as_held_or_missed(runs):
    run = deepcopy(runs[1])
    held, missed = ({"text": f"{word}句", "held": word == "有"} for word in "有无")
    run.records[0]["details"] |= {"key_points": [], "evidence": [held, missed]}
    html = to_html(run)
    assert '<span class="point held">✓ 有句</span>' in html
    assert '<span class="point missed">✗ 无句</span>' in html


def test_a_run_saved_before_evidence_was_recorded_is_still_shown(runs):
    run = deepcopy(runs[1])
    for record in run.records:
        del record["details"]["evidence"]
    assert "✓ 12%" in to_html(run, run)
