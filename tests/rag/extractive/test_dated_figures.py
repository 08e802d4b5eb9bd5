from __future__ import annotations

from dataclasses import replace

import pytest

from rag.evidence.statements import Statement
from rag.extractive.dated_figures import differing_figures, newest_first
from rag.question.understanding import understand
from tests.rag.extractive.builders import candidate, one_block_article, statement

ASKED = "海蓝市现在有多少家互联网医院？"
OLD = "目前，海蓝市已建成90余家互联网医院。"
NEW = "海蓝市互联网医院从几年前的10家增加到目前的170家。"


def dated(text: str, date: str, score: float = 0, n: int = 1) -> Statement:
    """Return a statement that is the whole of the nth article of this date."""
    article = replace(one_block_article(n, text=text), issue=date or "通知", date=date)
    return statement(candidate(article), text, [score])


def differing(*statements: Statement, asked: str = ASKED) -> set[int]:
    """Return which of the statements differ, if the first is chosen."""
    return differing_figures(statements, [0], understand(asked))


def test_another_figure_for_the_same_thing_at_another_date_differs() -> None:
    assert differing(dated(OLD, "2031-02-03", 1), dated(NEW, "2032-05-06", 0.5)) == {0, 1}


def test_the_newest_article_comes_first() -> None:
    both = [dated(OLD, "2031-02-03", 1), dated(NEW, "2032-05-06", 0.5)]
    assert newest_first(both, understand(ASKED)) == ["2032-05-06/1", "2031-02-03/1"]


def test_the_same_figure_or_the_same_article_does_not_differ() -> None:
    again = "全市统计显示，海蓝市已建成90余家互联网医院。"
    assert not differing(dated(OLD, "2031-02-03", 1), dated(again, "2032-05-06", 0.5))
    assert not differing(dated(OLD, "2031-02-03", 1), dated(NEW, "2031-02-03", 0.5))


@pytest.mark.parametrize("date", ["2031-02-03", ""])
def test_two_articles_of_one_date_or_without_one_contradict_each_other(date: str) -> None:
    both = [dated(OLD, date, 1), dated(NEW, date, 0.5, n=2)]
    assert differing(*both) == {0, 1}
    assert differing(*both, asked="2031年海蓝市有多少家互联网医院？") == {0, 1}


def test_an_article_without_a_date_comes_last() -> None:
    both = [dated(OLD, "", 1), dated(NEW, "2032-05-06", 0.5)]
    assert newest_first(both, understand(ASKED)) == ["2032-05-06/1", "通知/1"]


def test_a_figure_for_something_else_does_not_differ() -> None:
    for text in ("西山市已建成40家体检中心。", "海蓝市已有300家药店接入医保。"):
        assert not differing(dated(OLD, "2031-02-03", 1), dated(text, "2032-05-06", 0.5))


def test_a_statement_with_a_much_lower_score_does_not_differ() -> None:
    assert not differing(dated(OLD, "2031-02-03", 5), dated(NEW, "2032-05-06", 0))


def test_another_date_does_not_differ_where_the_question_names_its_year_or_issue() -> None:
    both = dated(OLD, "2031-02-03", 1), dated(NEW, "2032-05-06", 0.5)
    assert not differing(*both, asked="2031年海蓝市有多少家互联网医院？")
    assert not differing(*both, asked="2031年2月那期说海蓝市有多少家互联网医院？")
