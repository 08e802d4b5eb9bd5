from __future__ import annotations

import pytest

from rag.extractive.parts.kinds import names_all_kinds

DIVIDED = "渔船检验分为初次检验和年度检验。"


@pytest.mark.parametrize(
    "asked", ["渔船检验分为哪两种？", "渔船检验有哪几种？", "渔船检验分几类？", "渔船检验分成哪2类"]
)
def test_a_sentence_that_divides_names_all_kinds_asked_for(asked: str) -> None:
    assert names_all_kinds(DIVIDED, asked)


@pytest.mark.parametrize(
    "asked", ["渔船检验分为哪三种？", "渔船检验由谁负责？", "渔船检验有什么要求？"]
)
def test_another_number_or_another_question_is_not_answered(asked: str) -> None:
    assert not names_all_kinds(DIVIDED, asked)


def test_the_kinds_of_something_else_are_not_asked_for() -> None:
    assert not names_all_kinds("渔船证书分为甲级和乙级。", "渔船检验分为哪两种？")
    assert names_all_kinds("第二条渔船分为木船和铁船。", "渔船分为哪两种？")


@pytest.mark.parametrize("text", ["渔船检验分为下列两种：", "渔船检验每年一次。", "检验分为两种。"])
def test_a_sentence_that_names_no_kinds_is_not_all_of_the_answer(text: str) -> None:
    assert not names_all_kinds(text, "渔船检验分为哪两种？")
