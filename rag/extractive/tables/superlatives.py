"""Find the rows with the largest or smallest figure of a column, where all can be compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from rag.extractive.tables.grid import Row, Table
from rag.extractive.tables.wording import plain

_VALUE = re.compile(r"(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)([^\d.,]{0,4})$")


def extreme_rows(table: Table, rows: Sequence[Row], column: int, sign: int) -> tuple[Row, ...]:
    """Return the rows with the largest (`sign` 1) or smallest (-1) figure; equals together.

    None where a cell is no number, or units differ; rows that sum up others don't count.
    """
    compared = [row for row in rows if not table.is_total(row)]
    found = [_VALUE.match(plain(table.cell(row, column))) for row in compared]
    values = [match for match in found if match]
    if len(values) < 2 or len(values) < len(compared) or len({m[2] for m in values}) > 1:
        return ()
    numbers = [sign * Decimal(match[1].replace(",", "")) for match in values]
    best = max(numbers)
    return tuple(row for row, n in zip(compared, numbers, strict=True) if n == best)
