from __future__ import annotations

import pytest

from rag.blocks import AnswerBlock, plain_text
from rag.extractive.highlights import highlight
from rag.question.understanding import understand
from tests.rag.extractive.test_selection import article, candidate, statement


def marked(asked: str, text: str, told: str | None = None) -> list[str]:
    question = understand(asked)
    best = statement(candidate(article(text=text)), text, [0] * len(question.parts))
    blocks = highlight([AnswerBlock.paragraph(told or text, 1)], question, [best])
    assert plain_text(blocks) == f"{told or text}[1]"
    return [span.text for block in blocks for span in block.spans if span.bold]


def test_the_only_figure_with_the_unit_asked_for_is_marked() -> None:
    assert marked("建成多少家医院？", "去年投入300万元，建成30家医院。") == ["30家"]


def test_a_date_is_marked_where_one_is_asked_for() -> None:
    assert marked("什么时候开始执行？", "新目录于2031年3月1日起执行。") == ["2031年3月1日"]


def test_two_candidates_leave_it_open_which_is_meant() -> None:
    assert marked("建成多少家医院？", "建成30家，还有12家在建。") == []


def test_what_is_counted_tells_two_figures_apart() -> None:
    assert marked("共有多少个品种？", "目录有59个品种、208个品规。") == ["59个"]


def test_several_are_marked_where_several_are_asked_for() -> None:
    asked = "药占比从百分之几降到了百分之几？"
    assert marked(asked, "药占比从36.7%降到32.2%。") == ["36.7%", "32.2%"]


def test_what_the_question_says_itself_is_not_marked() -> None:
    assert marked("签约的30家占多少家？", "签约30家，共有80家。") == ["80家"]


@pytest.mark.parametrize("asked", ["谁提出的？", "为什么下降？"])
def test_nothing_is_marked_where_no_figure_is_asked_for(asked: str) -> None:
    assert marked(asked, "共有80家。") == []


def test_nothing_is_marked_where_the_statement_is_told_differently() -> None:
    assert marked("共有多少家？", "共有80家。", "医院（家数：80）") == []
