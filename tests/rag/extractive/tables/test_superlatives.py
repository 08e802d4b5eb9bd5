from __future__ import annotations

import pytest

from rag.extractive.tables.superlatives import extreme_rows
from tests.rag.extractive.tables.samples import article, table


@pytest.mark.parametrize(
    ("cells", "sign", "best"),
    [
        (["12", "9", "15"], 1, ["丙区"]),
        (["12", "9", "15"], -1, ["乙区"]),
        (["1,200", "999.5", "1,200"], 1, ["甲区", "丙区"]),
        (["52%", "7.5%", "6%"], -1, ["丙区"]),
        (["3千张", "2876张", "4105张"], 1, []),  # units differ
        (["12", "", "15"], 1, []),
        (["约12", "9", "15"], 1, []),
    ],
)
def test_rows_are_compared_only_where_all_cells_are_like_numbers(cells, sign, best) -> None:
    rows = zip(["甲区", "乙区", "丙区"], cells, strict=True)
    read = table(article("区|床位\n" + "\n".join("|".join(row) for row in rows)))
    assert [read.key(row)[0] for row in extreme_rows(read, read.rows, 1, sign)] == best


def test_a_row_that_sums_up_others_is_not_compared() -> None:
    read = table(article("区|床位\n甲区|3\n乙区|4\n合计|7"))
    assert [read.key(row) for row in extreme_rows(read, read.rows, 1, 1)] == [("乙区",)]
