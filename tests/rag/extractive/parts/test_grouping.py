from __future__ import annotations

from dataclasses import replace

from rag.extractive.parts.grouping import by_part
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
