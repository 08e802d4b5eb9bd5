from __future__ import annotations

from index.passages import split_article
from rag.blocks import plain_text
from rag.evidence.statements import Statement
from rag.extractive.composition import compose, quotes
from rag.extractive.subject_headings import named_heading
from tests.data.fixtures import article
from tests.rag.extractive.builders import candidate, statement

EAST, WEST = "争取新增3家医疗中心，开工2家。", "建成100家医疗中心，改造50家。"
SURVEY = article("## 东江", EAST, "## 西岭", WEST, title="各地计划盘点")


def below_heading(words: str) -> Statement:
    """Return a statement of the survey, in its own passage."""
    passage = next(p for p in split_article(SURVEY) if words in p.text)
    return statement(candidate(SURVEY, passage), words)


def test_the_heading_that_the_question_names_comes_before_the_statement() -> None:
    assert named_heading(below_heading(EAST), "东江和西岭各有多少家？") == "东江"
    answer = compose(quotes([below_heading(EAST), below_heading(WEST)]), "东江和西岭各有多少家？")
    assert plain_text(answer) == f"东江：{EAST}[1]\n\n西岭：{WEST}[2]"


def test_a_heading_that_the_question_lacks_is_left_out() -> None:
    assert named_heading(below_heading(EAST), "有多少家医疗中心？") == ""
