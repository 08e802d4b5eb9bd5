from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.extractive.composition import quotes
from rag.extractive.order import CLEARLY, FAR
from tests.rag.extractive.builders import candidate, one_block_article, statement

BASIS, RULE, TERM = "为规范停车制定本办法。", "路边停车每小时收费三元。", "本办法自三月起施行。"
LINES = f"{BASIS}\n{RULE}\n{TERM}"
NOTE = "停车场由区里管理。"


def order(text: str, scores: dict[str, Sequence[float]], n: int = 1, rank: int = 0) -> list[str]:
    inside = candidate(one_block_article(n, text))
    found = [statement(inside, words, own, rank) for words, own in scores.items()]
    return ["|".join(s.text for s in quote.statements) for quote in quotes(found)]


def test_the_paragraph_that_answers_comes_before_the_one_above_it() -> None:
    assert order(LINES, {BASIS: (0,), RULE: (5,)}) == [RULE, BASIS]


def test_what_follows_the_answer_stays_in_its_quote() -> None:
    assert order(LINES, {BASIS: (0,), RULE: (5,), TERM: (0,)}) == [f"{RULE}|{TERM}", BASIS]


def test_sentences_of_one_paragraph_stay_in_order() -> None:
    assert order(BASIS + RULE, {BASIS: (0,), RULE: (5,)}) == [f"{BASIS}|{RULE}"]


def test_a_sentence_that_is_hardly_better_stays_behind() -> None:
    assert order(LINES, {BASIS: (5 - CLEARLY / 2,), RULE: (5,)}) == [f"{BASIS}|{RULE}"]


def test_sentences_that_are_not_neighbours_are_ordered_too() -> None:
    assert order(BASIS + NOTE + RULE, {BASIS: (0,), RULE: (5,)}) == [RULE, BASIS]


def test_answers_come_in_the_order_of_the_parts() -> None:
    assert order(LINES, {RULE: (0, 5), TERM: (5, 0)}) == [TERM, RULE]


@pytest.mark.parametrize("above", ["收费标准如下：", "收费标准如下:"])
def test_a_paragraph_stays_below_the_line_that_leads_to_it(above: str) -> None:
    assert order(f"{above}\n{RULE}", {above: (0,), RULE: (5,)}) == [f"{above}|{RULE}"]


ITEMS = ["（一）车位编号；", "（二）收费标准；", "（三）监督电话。"]


def test_items_of_an_enumeration_stay_in_order() -> None:
    text = "\n".join(["公示下列事项：", NOTE, *ITEMS])
    scores = {"公示下列事项：": (0,), **{item: (n + 1,) for n, item in enumerate(ITEMS)}}
    assert order(text, scores) == ["公示下列事项：", "|".join(ITEMS)]


def test_a_line_comes_before_a_later_item_of_its_list() -> None:
    inside = candidate(one_block_article(1, "\n".join(["公示下列事项：", *ITEMS])))
    lead = statement(inside, "公示下列事项：", (-99,))
    item = replace(statement(inside, ITEMS[1], (5,)), listed=True)
    assert [s.text for quote in quotes([lead, item]) for s in quote.statements] == [
        "公示下列事项：",
        ITEMS[1],
    ]


def test_an_item_far_ahead_of_those_before_it_comes_first() -> None:
    text = "\n".join([ITEMS[0], NOTE, ITEMS[2]])
    assert order(text, {ITEMS[0]: (0,), ITEMS[2]: (FAR + 1,)}) == [ITEMS[2], ITEMS[0]]
    assert order(text, {ITEMS[0]: (0,), ITEMS[2]: (FAR - 1,)}) == [ITEMS[0], ITEMS[2]]


def test_the_article_that_answers_comes_before_one_of_a_better_rank() -> None:
    here, there = (candidate(one_block_article(n, LINES + f"{n}")) for n in (1, 2))
    found = [statement(here, BASIS, (0,), rank=0), statement(there, RULE, (5,), rank=3)]
    assert [quote.article.n for quote in quotes(found)] == [2, 1]
    assert [quote.article.n for quote in quotes(found, leading=["2031-02-03/1"])] == [1, 2]
    assert [quote.article.n for quote in quotes(found, last=["2031-02-03/2"])] == [1, 2]
