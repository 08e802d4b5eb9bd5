from __future__ import annotations

import pytest

from rag.extractive.tables.grid import table_at
from rag.extractive.tables.lookup import side_by_side
from rag.extractive.tables.reading import read
from rag.question.understanding import understand
from tests.rag.extractive.tables.samples import article

WAYS = """收费方式|渡口安全的影响|可能结局
按人收费|可能会超载|渡船老化
按船收费|可能会少开几班|乘客变少
按月收费|可能会乱停船|渡口拥堵"""


def compared(asked: str) -> list[str] | None:
    """Return the names of the rows shown for a question, None where none are shown together."""
    text = article(WAYS, "渡口收费")
    table = next(t for b in text.blocks if (t := table_at(text, b.start)) and b.kind == "table")
    question = understand(asked)
    every = [[read(table, question.text, start, end)] for start, end in question.parts]
    found = side_by_side(every, question)
    return found and [row.cells[0] for row in found.rows]


def test_a_column_that_one_part_names_is_that_of_every_thing_compared() -> None:
    asked = "按月收费和按人收费对渡口安全的影响有什么不同？"
    assert compared(asked) == ["按人收费", "按月收费"]


@pytest.mark.parametrize(
    "asked",
    [
        "按月收费对渡口安全的影响是什么？",
        "按月收费是什么？按人收费对渡口安全的影响是什么？",  # nothing is compared
        "按年收费和按人收费对渡口安全的影响有什么不同？",  # no row of the first
    ],
)
def test_rows_stand_together_only_where_each_thing_compared_has_one(asked: str) -> None:
    assert compared(asked) is None
