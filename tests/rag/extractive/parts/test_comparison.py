from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rag.evidence.scoring import FEATURES
from rag.extractive.composition import compose, quotes
from rag.extractive.parts.comparison import Sides
from rag.question.understanding import understand
from tests.rag.extractive.builders import candidate, one_block_article, statement

ASKED = understand("大型船和小型船的检验有什么区别？")
SIDES = Sides(("大型船", "小型船"))
LARGE, REPAIR, SMALL = "大型船每年检验一次。", "不合格的，限期修复。", "小型船两年检验一次。"
BOTH = "大型船每年检验一次，由市里办理；小型船两年检验一次，由区里办理。"
COMMON = "船只应当按时检验。"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("大型船和小型船的检验有什么区别？", SIDES),
        ("大型船和小型船分别多久检验一次？", Sides(("大型船", "小型船"), figure=True)),
        ("检验的时间和费用分别是多少？", None),  # asked of one thing
        ("大型船多久检验一次？小型船怎么检验？", None),
        ("大型船怎么检验？", None),
    ],
)
def test_only_a_question_that_compares_things_has_sides(asked: str, expected: Sides | None) -> None:
    assert Sides.of(understand(asked)) == expected


def divided(*lines: tuple[str, list[float]]) -> list[list[str]] | None:
    inside = candidate(one_block_article(text="".join(line for line, _ in lines)))
    found = SIDES.divided([statement(inside, line, scores) for line, scores in lines])
    return found and [[s.text for s in own] for own in found]


def test_a_statement_belongs_to_the_thing_that_it_or_the_one_before_names() -> None:
    found = divided((LARGE, [5, 0]), (REPAIR, [3, 1]), (SMALL, [0, 5]))
    assert found == [[LARGE, REPAIR], [SMALL], []]


def test_a_statement_about_both_is_cut_between_its_clauses() -> None:
    large, small = BOTH[:16], BOTH[16:]
    assert divided((BOTH, [5, 5])) == [[large], [small], []]


def test_the_best_statement_that_names_neither_is_kept_outside_the_table() -> None:
    found = divided((COMMON, [5.5, 0]), (LARGE, [5, 0]), (SMALL, [0, 5]))
    assert found == [[LARGE], [SMALL], [COMMON]]


@pytest.mark.parametrize(
    "lines",
    [
        [(LARGE, [5, 0]), (COMMON, [0, 5])],  # nothing about the other
        [(LARGE, [5, 0]), ("小型船停在北岸。", [0, 1]), (COMMON, [0, 5])],  # it answers less
        [(LARGE, [5, 0]), (SMALL, [0, 5]), ("小型船应当具备下列条件：", [0, 4])],
        [("大型船、小型船、大型船都要检验。", [5, 5])],  # cannot be cut in two
    ],
)
def test_there_is_no_table_without_an_answer_for_each_side(
    lines: list[tuple[str, list[float]]],
) -> None:
    assert divided(*lines) is None


def test_rows_of_a_table_are_not_set_in_another_table() -> None:
    inside = candidate(one_block_article(text=LARGE + SMALL))
    row = replace(statement(inside, LARGE, [5, 0]), kind="table")
    assert SIDES.divided([row, statement(inside, SMALL, [0, 5])]) is None


def test_nothing_is_divided_where_a_table_alone_answers() -> None:
    assert SIDES.divided([]) is None


def test_each_cell_holds_quotes_with_their_marks_and_the_rest_follows() -> None:
    inside = candidate(one_block_article(text=LARGE + SMALL + COMMON))
    groups = [[statement(inside, line, [0, 0])] for line in (LARGE, SMALL, COMMON)]
    quoted = [quotes(group) for group in groups]
    blocks = SIDES.arranged(quoted, compose([q for own in quoted for q in own]))
    assert [block.kind for block in blocks] == ["table", "quote"]
    header, large, small = blocks[0].rows
    assert [span.text for cell in (*large, *small) for span in cell] == [
        "大型船",
        LARGE,
        "小型船",
        SMALL,
    ]
    assert (large[1][0].cites, small[1][0].cites, blocks[1].cites) == ((1,), (2,), (3,))
    assert len(header) == 2


def test_three_things_are_compared_and_a_figure_is_no_list() -> None:
    sides = Sides(("五级", "六级", "七级"), figure=True)
    lines = ["享受以下待遇：", "五级为18个月工资，六级为16个月工资；", "七级为13个月工资；"]
    inside = candidate(one_block_article(text="".join(lines)))
    scores = ([0, 0, 0], [5, 5, 0], [0, 0, 5])
    chosen = [
        replace(statement(inside, line, own), listed=True)
        for line, own in zip(lines, scores, strict=True)
    ]
    found = sides.divided(chosen)
    assert found and [[s.text for s in own] for own in found] == [
        ["五级为18个月工资，"],
        ["六级为16个月工资；"],
        [lines[2]],
        [],
    ]


def test_a_thing_that_only_the_title_names_has_its_statement() -> None:
    sides = Sides(("四川", "云南"))
    chosen = []
    for n, (place, line) in enumerate(
        (("四川", "三分钟内派出车辆。"), ("云南", "四分钟内派出车辆。"))
    ):
        article = replace(one_block_article(n, line), title=f"{place}急救条例")
        chosen.append(statement(candidate(article), line, [5 - n, 4 + n]))
    found = sides.divided(chosen)
    assert found and [[s.text for s in own] for own in found] == [
        ["三分钟内派出车辆。"],
        ["四分钟内派出车辆。"],
        [],
    ]


def test_a_thing_that_a_clause_leaves_out_gets_nothing_from_it() -> None:
    but = "除了运货的大型船，小型船也要每两年检验一次。"
    assert divided((LARGE, [5, 0]), (but, [5, 5])) == [[LARGE], [but[9:]], []]


def cells(*lines: tuple[str, list[float]]) -> list[list[str]] | None:
    """Return what of some lines, each of which gives a figure, is said of each side."""
    inside = candidate(one_block_article(text="".join(line for line, _ in lines)))
    gives = np.ones((2, len(FEATURES)), np.float32)
    said = [replace(statement(inside, line, scores), features=gives) for line, scores in lines]
    sides = Sides.of(understand("大型船和小型船分别在几天内检验？"))
    assert sides
    found = sides.divided(said)
    return found and [[s.text for s in own] for own in found]


def test_a_cell_has_the_figure_that_is_asked_for_and_no_other() -> None:
    noted = "大型船应当在两天内登记。"
    large, small = "大型船应当在五天内完成检验。", "小型船应当在九天内检验。"
    assert cells((noted, [5, 0]), (large, [4, 0]), (small, [0, 5])) == [[large], [small], []]
    other = "大型船可以在三天内停航。"  # neither says 检验: both stay
    assert cells((noted, [5, 0]), (other, [4, 0]), (small, [0, 5])) == [[noted, other], [small], []]
    assert cells((noted, [5, 0]), (other, [3, 0]), (small, [0, 5])) == [[noted], [small], []]
