from __future__ import annotations

import pytest

from rag.extractive.tables.grid import table_at
from tests.rag.extractive.tables.samples import (
    BEDS,
    CARE,
    DRUGS,
    PHONES,
    PRICES,
    SUBSIDY,
    article,
    table,
)


def test_a_column_has_the_names_of_all_its_header_rows_once_each() -> None:
    read = table(article(CARE, header_rows=2))
    names = [read.name(column) for column in range(read.width)]
    assert names == ["程度", "等级", "居家调整前", "居家调整后", "机构调整前", "机构调整后"]


def test_an_upper_header_cell_reaches_over_the_empty_ones_beside_it() -> None:
    read = table(article("程度|居家||机构|\n|前|后|前|后\n重度|1|2|3|4", header_rows=2))
    assert [read.name(c) for c in range(1, 5)] == ["居家前", "居家后", "机构前", "机构后"]


@pytest.mark.parametrize(
    ("rows", "header_rows", "keys"),
    [
        (PHONES, 1, (0,)),
        (PRICES, 1, (1,)),  # beside the number of the row
        (CARE, 2, (0, 1)),  # which name a row only together
        (SUBSIDY, 1, (0,)),  # figures, as nothing else tells the rows apart
        (DRUGS, 1, (0,)),
    ],
)
def test_the_first_columns_that_tell_rows_apart_name_them(rows, header_rows, keys) -> None:
    assert table(article(rows, header_rows=header_rows)).keys == keys


def test_an_empty_first_cell_has_the_text_of_the_row_above() -> None:
    read = table(article(CARE, header_rows=2))
    first, second, *_ = read.rows
    assert read.key(second) == ("重度", "二级")
    assert second.carried == (first.start, first.end) and first.carried is None


def test_a_lone_cell_opens_a_section_and_is_no_row() -> None:
    read = table(article(PRICES))
    assert [row.section for row in read.rows] == ["一、分级护理"] * 3 + ["二、专项护理"] * 2
    assert all(read.key(row) for row in read.rows)


def test_a_unit_is_that_of_the_column_or_else_of_the_caption() -> None:
    assert table(article(BEDS)).unit(2) == "张"
    priced = table(article(PRICES, caption="附表 价格（单位：元）"))
    assert (priced.unit(3), priced.caption_unit) == ("元", "元")
    assert table(article(PRICES)).unit(3) == ""


def test_a_row_that_sums_up_is_known() -> None:
    read = table(article(BEDS))
    assert [read.is_total(row) for row in read.rows] == [False, False, False, True]


def test_no_table_is_found_outside_of_one() -> None:
    inside = article(BEDS, caption="各区床位")
    assert table_at(inside, 0) is None
