"""Lay the cells of a Word table out in rows: merged cells are repeated, inner tables unfolded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from index.formats.word.names import W, whole

MAX_SPAN = 100  # most columns of one cell

Rows = list[list[str]]
Content = str | Rows  # of a cell: lines of text, or an inner table


def grid(table: Any, contents: Callable[[Any], Iterable[Content]]) -> Rows:
    """Return the texts of the cells, a line apart; `contents` reads one cell.

    A merged cell is repeated, unless it fills its row. An inner table divides its cell into
    rows and columns; the other cells of the row are repeated beside them.
    """
    above: list[tuple[Rows, int]] = []
    laid: list[list[tuple[Rows, int]]] = []
    for row in table.iterchildren(f"{W}tr"):
        above = _cells(row, above, contents)
        laid.append(above)
    widths = _widths(laid)
    return [line for row in laid for line in _unfold(row, widths)]


def header_count(table: Any) -> int:
    """Return how many rows at the top are marked to be repeated on every page."""
    count = 0
    for row in table.iterchildren(f"{W}tr"):
        if row.find(f"{W}trPr/{W}tblHeader") is None:
            break
        count += 1
    return count


def is_frame(table: Any) -> bool:
    """Return whether a table has one column, and so only frames its text."""
    rows = list(table.iterchildren(f"{W}tr"))
    return all(len(list(row.iterchildren(f"{W}tc"))) <= 1 for row in rows)


def _cells(
    row: Any, above: list[tuple[Rows, int]], contents: Callable[[Any], Iterable[Content]]
) -> list[tuple[Rows, int]]:
    """Return the content of a row's columns, with the column in which each one's cell starts."""
    properties = row.find(f"{W}trPr")
    cells: list[tuple[Rows, int]] = [([[""]], at) for at in range(_gap(properties, "gridBefore"))]
    own = list(row.iterchildren(f"{W}tc"))
    for cell in own:
        at = len(cells)
        merged = cell.find(f"{W}tcPr")
        if at and _continues(merged, "hMerge"):
            cells.append(cells[-1])
        elif _continues(merged, "vMerge") and at < len(above):
            cells.extend((above[at][0], at) for _ in range(_span(merged)))
        else:
            content = _content(contents(cell))
            cells.extend((content, at) for _ in range(1 if len(own) == 1 else _span(merged)))
    cells.extend(([[""]], len(cells)) for _ in range(_gap(properties, "gridAfter")))
    return cells


def _gap(properties: Any | None, name: str) -> int:
    return whole(properties, name, 0, MAX_SPAN)


def _span(properties: Any | None) -> int:
    return max(1, whole(properties, "gridSpan", 1, MAX_SPAN))


def _continues(properties: Any | None, name: str) -> bool:
    """Return whether a cell continues the one above it (`vMerge`) or before it (`hMerge`)."""
    merge = properties.find(f"{W}{name}") if properties is not None else None
    return merge is not None and merge.get(f"{W}val") != "restart"


def _content(contents: Iterable[Content]) -> Rows:
    """Return what is in a cell as rows: text alone is one, an inner table as many as it has."""
    rows: Rows = [[""]]
    for content in contents:
        if not isinstance(content, str):
            rows.extend(row for row in content if any(row))
        elif len(rows[-1]) == 1:
            rows[-1] = ["\n".join(filter(None, (rows[-1][0], content.strip())))]
        elif content.strip():
            rows.append([content.strip()])
    filled = [row for row in rows if any(row)]
    return filled or [[""]]


def _widths(laid: list[list[tuple[Rows, int]]]) -> list[int]:
    """Return how many columns each column is divided into by inner tables."""
    widths = [1] * max((len(row) for row in laid), default=0)
    for row in laid:
        for at, (content, start) in enumerate(row):
            if at == start and not _spans(row, at):
                widths[at] = max(widths[at], max(map(len, content)))
    return widths


def _spans(row: list[tuple[Rows, int]], at: int) -> bool:
    return at + 1 < len(row) and row[at + 1][1] == row[at][1]


def _unfold(row: list[tuple[Rows, int]], widths: list[int]) -> Rows:
    """Return a row as the lines that its inner tables divide it into."""
    height = max((len(content) for content, _ in row), default=0)
    lines: Rows = [[] for _ in range(height)]
    for start, columns in groupby(range(len(row)), key=lambda at: row[at][1]):
        content = row[start][0]
        wide = 1 if len(row) == 1 else sum(widths[at] for at in columns)
        for y, line in enumerate(lines):
            part = content[0] if len(content) == 1 else content[y] if y < len(content) else [""]
            line.extend(_stretched(part, max(wide, len(part) if len(row) == 1 else 1)))
    return lines


def _stretched(cells: list[str], columns: int) -> list[str]:
    """Fill the columns: the last cell is repeated, or takes the rest where there are too few."""
    if len(cells) > columns:
        return [*cells[: columns - 1], "，".join(filter(None, cells[columns - 1 :]))]
    return [*cells, *[cells[-1]] * (columns - len(cells))]
