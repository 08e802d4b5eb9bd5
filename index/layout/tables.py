"""Split rows of tab-separated cells into tables, and count the header rows of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.text.characters import BASIC_HAN

_VALUE = re.compile(rf"[-—–~≤≥<>约+(（]*\d(?!\s?[.、．]\s?[{BASIC_HAN}])|[-—–]+$")


def split_tables(rows: Sequence[str]) -> list[list[str]]:
    """Split a run of rows into tables: a row with nothing but a title starts the next one."""
    groups: list[list[str]] = []
    for row in rows:
        filled = [cell for cell in row.split("\t") if cell]
        title = len(filled) == 1 and not re.search(r"\d", re.sub(r"第[^\t]*[条项]", "", filled[0]))
        title = title and row.split("\t")[0] != ""
        if not groups or (title and len(groups[-1]) > 1):
            groups.append([])
        groups[-1].append(row)
    return groups


def header_rows(rows: Sequence[str]) -> int:
    """Count the rows above the first row of values; without values, judge by length."""
    if len(rows) < 2:
        return 0
    if not any(_has_values(row) for row in rows[1:]):
        return 1 if _looks_like_header(rows[0], rows[1:]) else 0
    header = next(i for i, row in enumerate(rows) if i and _has_values(row))
    return 0 if _has_values(rows[0]) and not re.search(r"(19|20)\d\d", rows[0]) else header


def _has_values(row: str) -> bool:
    """Return whether a third of the filled cells, the first aside, start like figures."""
    cells = [cell for cell in row.split("\t")[1:] if cell]
    return bool(cells) and 3 * sum(bool(_VALUE.match(cell)) for cell in cells) >= len(cells)


def _looks_like_header(first: str, rest: Sequence[str]) -> bool:
    """Return whether all cells of the first row are filled and shorter than those below."""
    cells = first.split("\t")
    below = [len(cell) for row in rest for cell in row.split("\t")[1:] if cell]
    return bool(
        all(cells) and below and max(len(cell) for cell in cells) * 2 <= sum(below) / len(below) * 3
    )
