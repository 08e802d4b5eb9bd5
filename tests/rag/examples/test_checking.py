from __future__ import annotations

from dataclasses import replace

import pytest

from index.model import Article, Passage
from rag.answer import Answer, Citation
from rag.blocks import AnswerBlock, Span
from rag.examples.checking import CONFIDENT, MAX_ANSWER, answers_well
from rag.examples.draft import Draft, Kind
from tests.data.fixtures import article

TEXT = "社区医院怎样留住医生\n提高收入，改善晋升，把基层工作年限计入职称评审。\n海蓝市社区医院达到126家。"
ARTICLE = article(*TEXT.split("\n"), title="社区医院")
ANSWER = "提高收入，改善晋升，把基层工作年限计入职称评审。"
FIGURE = "海蓝市社区医院达到126家。"


def made(question: str, quote: str = ANSWER, kind: Kind = "heading", figure: str = "") -> Draft:
    start = ARTICLE.text.index(quote)
    return Draft(question, ARTICLE, start, start + len(quote), kind, figure)


def answer(quote: str, of: Article = ARTICLE, confidence: float = 0.9) -> Answer:
    start = of.text.index(quote)
    passage = Passage(of.issue, of.n, 1, 0, len(of.text), of.text)
    cited = Citation(1, passage, of, quote, start, start + len(quote))
    block = AnswerBlock("quote", (Span(quote, (1,)),))
    return Answer("问", "问", (block,), False, confidence, "extractive", "m", (cited,))


ASKED = made("社区医院怎样留住医生？")


def test_a_sure_answer_from_the_place_of_the_question_is_good() -> None:
    assert answers_well(answer(ANSWER), ASKED)


@pytest.mark.parametrize(
    "bad",
    [
        replace(answer(ANSWER), abstained=True),
        answer(ANSWER, confidence=CONFIDENT - 0.01),
        replace(answer(ANSWER), citations=()),
        answer(FIGURE),  # from another place
        answer(ANSWER, of=replace(ARTICLE, n=2)),  # from another article
        answer(TEXT.split("\n")[0]),  # the question again
        answer("\n".join(TEXT.split("\n")[:2])),  # the question, then its answer
        replace(answer(ANSWER), blocks=(AnswerBlock.paragraph("长" * (MAX_ANSWER + 1)),)),
    ],
)
def test_any_other_answer_is_not(bad: Answer) -> None:
    assert not answers_well(bad, ASKED)


def test_a_figure_asked_for_must_be_in_the_answer() -> None:
    asked = made("海蓝市社区医院达到多少家？", FIGURE, "figure", "126")
    assert answers_well(answer(FIGURE), asked)
    assert not answers_well(answer(FIGURE), replace(asked, figure="127"))


def test_an_answer_that_ends_before_its_list_is_not_good() -> None:
    text = article("设置社区医院应当具备下列条件：", "（一）有四名全科医生。")
    lead_in = "设置社区医院应当具备下列条件："
    asked = Draft("设置社区医院应当具备哪些条件？", text, 0, len(text.text), "list")
    assert answers_well(answer(text.text, text), asked)
    assert not answers_well(answer(lead_in, text), asked)
