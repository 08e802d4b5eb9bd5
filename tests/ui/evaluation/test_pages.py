"""The pages of evaluation: one run, two compared, a question, and the downloads."""

import re

import pytest

from eval.run import Run
from tests.ui.evaluation.steps import ran
from ui.evaluation.pages import place


@pytest.fixture
def id(client, set_text):
    return ran(client, set_text)


def test_results_are_told_in_words_and_not_by_engine_or_curve(client, id):
    page = client.get(f"/evaluation/runs/{id}").text
    assert "要点答到了" in page and "有 95% 的把握在" in page
    assert not re.search("AURC|曲线|引擎|摘录式", page)
    assert page.count("<li data-outcome") == 3


def test_a_question_is_shown_with_its_answer_and_what_it_lacks(client, id):
    part = client.get(f"/evaluation/runs/{id}/questions/1").text
    assert "每年体检" in part and part.count('class="missed"') == 1
    assert 'href="/articles/2022-03-14/1' in part
    assert client.get(f"/evaluation/runs/{id}/questions/9").status_code == 404


def test_a_hostile_set_is_shown_as_text(client):
    hostile = '{"id": "<b>", "type": "fact", "question": "<img src=x onerror=alert(1)>社区医院", "answer": "<script>"}'
    id = ran(client, hostile)
    for path in ("", "/questions/0"):
        page = client.get(f"/evaluation/runs/{id}{path}").text
        assert "<img" not in page and "<script>" not in page.replace("<script>\n", "")


def test_pages_forbid_inline_scripts_and_styles_and_are_not_stored(client, id):
    for path in ("/evaluation", f"/evaluation/runs/{id}"):
        response = client.get(path)
        assert "unsafe" not in response.headers["content-security-policy"]
        assert "no-store" in response.headers["cache-control"]
        assert "style=" not in response.text and "onclick" not in response.text


def test_the_report_and_the_result_are_downloads(client, id, tmp_path):
    report = client.get(f"/evaluation/runs/{id}/report.html")
    result = client.get(f"/evaluation/runs/{id}/run.json")
    for response, suffix in ((report, "html"), (result, "json")):
        disposition = response.headers["content-disposition"]
        assert disposition.startswith("attachment") and disposition.endswith(f'.{suffix}"')
    assert report.text.startswith("<!doctype html>")
    (tmp_path / "run.json").write_bytes(result.content)
    assert Run.load(tmp_path / "run.json").records[0]["metrics"]["key_point_recall"] == 1


def test_two_runs_are_compared_the_earlier_first(client, id, set_text):
    other = ran(client, set_text.replace("每年体检", "东湖区"))
    page = client.get(f"/evaluation/compare?run={other}&run={id}").text
    assert page.index(f"/evaluation/runs/{id}") < page.index(f"/evaluation/runs/{other}")
    assert "两次的题集不同" in page
    assert client.get(f"/evaluation/compare?run={id}&run={id}").status_code == 400
    assert client.get(f"/evaluation/compare?run={id}").status_code == 400
    assert client.get(f"/evaluation/compare?run={id}&run=nosuch").status_code == 404


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/articles/a/1#p2", "/articles/a/1#p2"),
        ("https://wence.example/articles/a/1#p2", "/articles/a/1#p2"),
        ("javascript:alert(1)//articles/", ""),
        ("//evil.example/articles/x", ""),
        ("", ""),
    ],
)
def test_citations_lead_to_articles_here_and_nowhere_else(url, path):
    assert place(url) == path
