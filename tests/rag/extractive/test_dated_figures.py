"""Figures of different dates: both are told, the newest first."""

from __future__ import annotations

import numpy as np

from index.model import Article, Passage
from rag.evidence.statements import FEATURES, Statement
from rag.extractive.dated_figures import accounts, newest_first
from rag.question.understanding import understand
from rag.retrieval.ranking import Candidate

NONE = np.zeros((0, 2), np.float32)
ASKED = "海蓝市现在有多少家互联网医院？"
OLD = "目前，海蓝市已建成90余家互联网医院。"
NEW = "海蓝市互联网医院从几年前的10家增加到目前的170家。"


def told(text: str, date: str, score: float = 0) -> Statement:
    """A statement that is the whole of an article of this date."""
    article = Article(date, 1, "海蓝市的医院", text, date=date)
    passage = Passage(date, 1, 1, 0, len(text), text)
    candidate = Candidate(0, passage, article, NONE, np.zeros((0, 2), np.int32), NONE, [])
    features, scores = np.zeros((1, len(FEATURES)), np.float32), np.array([score], np.float32)
    similarity = np.zeros(2, np.float32)
    return Statement(candidate, "paragraph", 0, len(text), text, similarity, features, scores, 0)


def found(*those: Statement, asked: str = ASKED) -> set[int]:
    """Which of the statements differ, where the first was chosen."""
    return accounts(those, [0], understand(asked))


def test_another_figure_for_the_same_at_another_date_belongs_to_the_answer() -> None:
    assert found(told(OLD, "2031-02-03", 1), told(NEW, "2032-05-06", 0.5)) == {0, 1}


def test_the_newest_leads() -> None:
    both = [told(OLD, "2031-02-03", 1), told(NEW, "2032-05-06", 0.5)]
    assert newest_first(both, understand(ASKED)) == ["2032-05-06/1", "2031-02-03/1"]


def test_the_same_figure_or_the_same_date_is_one_account() -> None:
    again = "全市统计显示，海蓝市已建成90余家互联网医院。"
    assert not found(told(OLD, "2031-02-03", 1), told(again, "2032-05-06", 0.5))
    assert not found(told(OLD, "2031-02-03", 1), told(NEW, "2031-02-03", 0.5))


def test_a_figure_for_something_else_is_no_other_account() -> None:
    for text in ("西山市已建成40家体检中心。", "海蓝市已有300家药店接入医保。"):
        assert not found(told(OLD, "2031-02-03", 1), told(text, "2032-05-06", 0.5))


def test_a_much_weaker_statement_is_no_other_account() -> None:
    assert not found(told(OLD, "2031-02-03", 5), told(NEW, "2032-05-06", 0))


def test_a_question_that_names_its_year_wants_that_years_figure() -> None:
    both = told(OLD, "2031-02-03", 1), told(NEW, "2032-05-06", 0.5)
    assert not found(*both, asked="2031年海蓝市有多少家互联网医院？")
    assert not found(*both, asked="2031年2月那期说海蓝市有多少家互联网医院？")
