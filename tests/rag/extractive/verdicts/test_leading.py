from __future__ import annotations

from rag.blocks import plain_text
from rag.evidence.statements import Statement
from rag.extractive.composition import compose, quotes
from rag.extractive.verdicts.leading import in_a_word
from rag.question.understanding import understand
from tests.rag.extractive.builders import candidate, one_block_article, statement

BAN, FEE, RULE = "车位不得转让。", "停车费由物业收取。", "业主可以转让车位。"
INSIDE = candidate(one_block_article(text=f"{BAN}\n{FEE}"))


def answer(question: str, chosen: list[Statement], marked: tuple[str, ...] = ()) -> str:
    quoted = quotes(chosen)
    blocks = in_a_word(compose(quoted), understand(question), chosen, quoted, marked)
    return plain_text(blocks)


def test_the_verdict_stands_before_the_quote_that_says_so() -> None:
    chosen = [statement(INSIDE, BAN, (5,)), statement(INSIDE, FEE, (0,))]
    assert answer("车位能不能转让？", chosen) == f"不能。{BAN} {FEE}[1]"


def test_each_part_gets_its_own() -> None:
    chosen = [statement(INSIDE, BAN, (0, 5)), statement(INSIDE, FEE, (5, 0))]
    assert answer("停车费由谁收取？车位能转让吗？", chosen) == f"{FEE}[1]\n\n不能。{BAN}[2]"


def test_a_sentence_that_answers_another_part_before_gets_none() -> None:
    chosen = [statement(INSIDE, BAN, (5, 5))]
    assert answer("车位怎么管理？车位能转让吗？", chosen) == f"{BAN}[1]"


def test_where_another_sentence_says_otherwise_there_is_none() -> None:
    there = candidate(one_block_article(2, RULE))
    chosen = [statement(INSIDE, BAN, (5,)), statement(there, RULE, (4,), rank=1)]
    assert "不能。" not in answer("业主能不能转让车位？", chosen)


def test_what_is_no_longer_in_force_gives_none() -> None:
    chosen = [statement(INSIDE, BAN, (5,))]
    assert answer("车位能不能转让？", chosen, ("2031-02-03/1",)) == f"{BAN}[1]"


LEAD, ILL = "有下列情形之一的，不得驾驶车辆：", "（一）饮酒后驾驶的；"
LIST = candidate(one_block_article(text=f"{LEAD}\n{ILL}"))


def test_the_case_that_an_item_is_gives_the_verdict_before_the_line_that_leads_in() -> None:
    chosen = [statement(LIST, LEAD, (0,)), statement(LIST, ILL, (5,))]
    assert answer("饮酒后驾驶能驾驶车辆吗？", chosen).startswith(f"不能。{LEAD}")
    assert not answer("服药后驾驶能驾驶车辆吗？", chosen).startswith("不能。")


def test_where_all_are_asked_about_not_all_comes_before_the_quote_that_says_so() -> None:
    some = "并非所有车位可以转让。"
    there = candidate(one_block_article(2, some))
    chosen = [statement(INSIDE, FEE, (5,)), statement(there, some, (4,), rank=1)]
    assert f"不是。{some}" in answer("所有车位都能转让吗？", chosen)
