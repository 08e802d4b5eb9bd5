from __future__ import annotations

import pytest

from rag.blocks import AnswerBlock, plain_text
from rag.extractive.highlights import highlight
from rag.question.understanding import understand
from tests.rag.extractive.builders import candidate, one_block_article, statement


def highlighted(asked: str, text: str, shown: str | None = None) -> list[str]:
    question = understand(asked)
    best = statement(candidate(one_block_article(text=text)), text, [0] * len(question.parts))
    blocks = highlight([AnswerBlock.paragraph(shown or text, 1)], question, [best])
    assert plain_text(blocks) == f"{shown or text}[1]"
    return [span.text for block in blocks for span in block.spans if span.bold]


def test_the_only_figure_with_the_unit_asked_for_is_highlighted() -> None:
    assert highlighted("建成多少家医院？", "去年投入300万元，建成30家医院。") == ["30家"]


def test_a_figure_after_the_number_of_an_article_is_highlighted_where_a_blank_is_shown() -> None:
    text, shown = "第五条药店每年检查四十次。", "第五条 药店每年检查四十次。"
    assert highlighted("每年检查多少次？", text, shown) == ["四十次"]


def test_a_date_is_highlighted_where_one_is_asked_for() -> None:
    assert highlighted("什么时候开始执行？", "新目录于2031年3月1日起执行。") == ["2031年3月1日"]


def test_nothing_is_highlighted_where_two_figures_may_be_meant() -> None:
    assert highlighted("建成多少家医院？", "建成30家，还有12家在建。") == []


def test_of_two_figures_the_one_that_counts_the_noun_is_highlighted() -> None:
    assert highlighted("共有多少个品种？", "目录有59个品种、208个品规。") == ["59个"]


def test_several_figures_are_highlighted_where_several_are_asked_for() -> None:
    asked = "药占比从百分之几降到了百分之几？"
    assert highlighted(asked, "药占比从36.7%降到32.2%。") == ["36.7%", "32.2%"]


def test_a_figure_in_the_question_is_not_highlighted() -> None:
    assert highlighted("签约的30家占多少家？", "签约30家，共有80家。") == ["80家"]


@pytest.mark.parametrize("asked", ["谁提出的？", "为什么下降？"])
def test_nothing_is_highlighted_where_no_figure_is_asked_for(asked: str) -> None:
    assert highlighted(asked, "共有80家。") == []


def test_nothing_is_highlighted_where_the_statement_is_not_shown_verbatim() -> None:
    assert highlighted("共有多少家？", "共有80家。", "医院（家数：80）") == []
