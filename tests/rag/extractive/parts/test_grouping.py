from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.extractive.parts.grouping import answers_and_support, by_part
from rag.extractive.wholeness.surroundings import UNSCORED
from tests.rag.extractive.builders import (
    FIRST,
    SECOND,
    THIRD,
    candidate,
    one_block_article,
    statement,
)

PASSAGE = candidate(one_block_article())


def test_nothing_is_in_no_group() -> None:
    assert by_part([]) == []


def test_each_part_has_the_statements_that_answer_it_best() -> None:
    second, first = statement(PASSAGE, SECOND, [0, 5]), statement(PASSAGE, FIRST, [9, 1])
    near = statement(PASSAGE, THIRD, [1, 4])
    assert by_part([second, first, near]) == [[first], [second, near]]


def test_what_is_best_for_two_parts_belongs_to_the_first() -> None:
    both = statement(PASSAGE, FIRST, [9, 9])
    assert by_part([both]) == [[both], []]


def test_the_items_of_an_enumeration_stay_together() -> None:
    items = [
        replace(statement(PASSAGE, words, scores), listed=True)
        for words, scores in ((FIRST, [0, 9]), (SECOND, [6, 8]))
    ]
    assert by_part(items) == [[], items]


def test_a_line_stays_with_the_items_that_it_leads_in() -> None:
    lead, first, second = "村里要做下列事：", "（一）建门诊；", "（二）买药。"
    inside = candidate(one_block_article(text=f"{lead}\n{first}\n{second}"))
    chosen = [
        statement(inside, lead, [UNSCORED, UNSCORED]),
        replace(statement(inside, first, [UNSCORED, UNSCORED]), listed=True),
        replace(statement(inside, second, [1, 6]), listed=True),
        statement(candidate(one_block_article(2)), FIRST, [9, 1]),
    ]
    assert by_part(chosen) == [chosen[3:], chosen[:3]]


def test_what_was_brought_before_a_statement_stays_with_it() -> None:
    brought, own = statement(PASSAGE, SECOND, [UNSCORED] * 2), statement(PASSAGE, THIRD, [0, 5])
    other = statement(candidate(one_block_article(2)), FIRST, [9, 1])
    assert by_part([other, brought, own]) == [[other], [brought, own]]


def divided(*lines: tuple[str, bool], last: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """Divide the lines of a text, each with whether it supports."""
    inside = candidate(one_block_article(text="".join(line for line, _ in lines)))
    chosen = [replace(statement(inside, line), supports=supports) for line, supports in lines]
    answers, support = answers_and_support(chosen, last)
    return [s.text for s in answers], [s.text for s in support]


def test_what_supports_is_divided_from_what_answers() -> None:
    assert divided((FIRST, True), (SECOND, False), (THIRD, True)) == ([SECOND], [FIRST, THIRD])


def test_where_nothing_answers_what_supports_does() -> None:
    assert divided((FIRST, True), (SECOND, True)) == ([FIRST, SECOND], [])


@pytest.mark.parametrize("opening", ["但是，", "其中，", "该站"])
def test_a_sentence_that_hangs_on_the_answer_before_it_stays_with_it(opening: str) -> None:
    hanging = f"{opening}夜间不开门。"
    assert divided((FIRST, False), (hanging, True)) == ([FIRST, hanging], [])
    assert divided((FIRST, True), (hanging, False)) == ([FIRST, hanging], [])
    assert divided((FIRST, False), (SECOND, True), (hanging, True)) == ([FIRST], [SECOND, hanging])


def test_the_line_before_an_item_that_answers_answers_with_it() -> None:
    line, *items = "有下列情形的，处罚款；情节严重的：", "（一）不记账；", "（二）不报账。"
    assert divided((line, True), (items[0], False)) == ([line, items[0]], [])
    assert divided((items[0], True), (items[1], False)) == ([items[1]], [items[0]])


def test_what_was_brought_for_a_supporting_statement_supports_with_it() -> None:
    brought = statement(PASSAGE, SECOND, [UNSCORED])
    own = replace(statement(PASSAGE, THIRD), supports=True)
    other = statement(candidate(one_block_article(2)), FIRST)
    assert answers_and_support([other, brought, own]) == ([other], [brought, own])


def test_an_article_that_comes_last_only_supports() -> None:
    first, second = (statement(candidate(one_block_article(n)), FIRST) for n in (1, 2))
    assert answers_and_support([first, second], [first.article.id]) == ([second], [first])
    assert answers_and_support([first], [first.article.id]) == ([first], [])


def test_what_follows_a_colon_stays_with_the_line_before_it() -> None:
    assert divided(("分为两块，包括：", False), (SECOND, True)) == (
        ["分为两块，包括：", SECOND],
        [],
    )
