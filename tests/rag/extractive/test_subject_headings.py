from __future__ import annotations

from dataclasses import replace

import numpy as np

from index.passages import split_article
from rag.blocks import plain_text
from rag.evidence.statements import Statement
from rag.extractive.composition import compose, quotes
from rag.extractive.subject_headings import named_heading, other_subjects
from rag.retrieval.ranking import Candidate
from tests.data.fixtures import article
from tests.rag.extractive.test_selection import NONE, statement

EAST, WEST = "争取新增3家医疗中心，开工2家。", "建成100家医疗中心，改造50家。"
SURVEY = article("## 东江", EAST, "## 西岭", WEST, title="各地计划盘点")


def in_article(words: str) -> Statement:
    """The statement with its offsets in the article, as the pipeline has them."""
    passage = next(p for p in split_article(SURVEY) if words in p.text)
    inside = Candidate(0, passage, SURVEY, NONE, np.zeros((0, 2), np.int32), NONE, [])
    start = SURVEY.text.index(words)
    return replace(statement(inside, words), start=start, end=start + len(words))


def test_the_heading_that_the_question_names_leads_the_statement() -> None:
    assert named_heading(in_article(EAST), "东江和西岭各有多少家？") == "东江"
    answer = compose(quotes([in_article(EAST), in_article(WEST)]), "东江和西岭各有多少家？")
    assert plain_text(answer) == f"东江：{EAST}[1]\n\n西岭：{WEST}[2]"


def test_a_heading_that_nobody_asked_about_stays_out() -> None:
    assert named_heading(in_article(EAST), "有多少家医疗中心？") == ""


def test_statements_under_other_names_are_about_something_else() -> None:
    both = [in_article(EAST), in_article(WEST)]
    assert other_subjects(both, "东江计划建多少家？") == {1}
    assert other_subjects(both, "东江和西岭各建多少家？") == set()
    assert other_subjects(both, "计划建多少家？") == set()
