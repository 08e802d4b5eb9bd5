from __future__ import annotations

import pytest

from index.layout.tables import header_rows, split_tables


def test_every_row_above_the_values_is_a_header() -> None:
    rows = [
        "地区\t门诊\t\t住院",
        "\t人次\t费用\t人次",
        "东湖区\t1200\t35\t80",
        "西山区\t900\t30\t60",
    ]
    assert header_rows(rows) == 2


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (["指标\t2019年\t2020年", "门诊\t30\t40", "住院\t5\t6"], 1),
        (["门诊\t30\t40", "住院\t5\t6"], 0),
        (["地区\t做法", "东湖区\t每季度公布一次药价", "西山区\t在村卫生室门口贴出药价"], 1),
        (["东湖区\t每季度公布一次药价并且贴在门口", "西山区\t贴出药价"], 0),
        (["只有一行\t40"], 0),
    ],
)
def test_header_rows_are_distinguished_from_values(rows: list[str], count: int) -> None:
    assert header_rows(rows) == count


def test_a_title_row_starts_a_new_table() -> None:
    first = ["地区\t人次", "东湖区\t40"]
    second = ["收费情况\t", "项目\t金额", "门诊\t35"]
    assert split_tables(first + second) == [first, second]


def test_a_numbered_or_indented_row_does_not_start_a_table() -> None:
    rows = ["地区\t人次", "2020年\t", "\t合计", "东湖区\t40"]
    assert split_tables(rows) == [rows]
