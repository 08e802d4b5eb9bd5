"""Tell whether cells that a question names are what it asks for: no figure tells how a thing works."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.extractive.tables.columns import whole_names
from rag.extractive.tables.grid import Row, Table
from rag.extractive.tables.wording import asks_account, asks_change
from rag.question.units import units

_LISTS = re.compile(r"(?:有|包括)(?:哪些|什么)[？?]?$")


def suits(table: Table, rows: Sequence[Row], columns: Sequence[int], asked: str) -> bool:
    """Return whether a question can be answered with the cells of rows in columns.

    Cells of words suit all questions. Cells of figures alone answer none for an account, as of a
    mechanism or a process, nor one for a list of things. They show a change of what the question
    names as the column does, 线上问诊量, and not of what it names by a part, 医保谈判.
    """
    if not _are_figures(table, rows, columns) or units(asked):
        return True
    if asks_account(asked) or _LISTS.search(asked):
        return False
    return not asks_change(asked) or bool(whole_names(table, [asked]))


def _are_figures(table: Table, rows: Sequence[Row], columns: Sequence[int]) -> bool:
    cells = [cell for row in rows for c in columns if (cell := table.cell(row, c).strip())]
    return all(any(x.isdigit() for x in cell) and len(cell) < 20 for cell in cells)
