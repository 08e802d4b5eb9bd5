"""Write CSV that spreadsheets open as text: no cell is computed, whoever wrote what is in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

BOM = "\ufeff"  # by which Excel knows UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "'"


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV; every part of the program that writes CSV calls this."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerows([defused(c) if isinstance(c, str) else c for c in row] for row in rows)
    return BOM + out.getvalue()


def defused(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would compute."""
    return MARK + cell if cell.startswith(FORMULA) else cell


def as_written(cell: str) -> str:
    """Return a cell without the apostrophe that `defused` put before it."""
    text = cell.removeprefix(MARK)
    return text if text.startswith(FORMULA) else cell
