"""Lay out an HTML table in rows and columns, as a browser does: spans, nested tables, strays.

The text of a cell that spans rows or columns is repeated in each, and a table inside a cell
becomes rows and columns of the outer one, so that each row can be read by itself. Columns and
rows in which no cell starts, as a `colspan` that is too wide makes them, are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from index.formats.web.lists import integer
from index.formats.web.looks import is_hidden

MAX_SPAN = 1_000  # most columns of one cell, as in HTML's standard
MAX_PLACES = 200_000  # most places of a table that spans may fill; later spans count one
MAX_LAYOUT = 400  # characters of a cell, beyond which a table with others inside is page layout
Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Source:
    """The rows of a table's source, and what stands in it outside its cells."""

    rows: list[_Row] = field(default_factory=list)
    captions: list[Any] = field(default_factory=list)
    strays: list[Any] = field(default_factory=list)  # texts and elements


@dataclass(frozen=True, slots=True)
class _Row:
    group: Any  # the thead, tbody, tfoot or table that holds the row
    cells: list[Any]

    @property
    def is_header(self) -> bool:
        return self.group.tag == "thead" or {cell.tag for cell in self.cells} == {"th"}


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell in the grid: its place, its size there, and the rows it holds."""

    y: int
    x: int
    down: int
    right: int
    rows: Rows


def source_of(table: Any) -> Source:
    """Return the rows of a table in the order in which they are shown, its foot last."""
    found = Source()
    _gather(table, table, found)
    found.rows.sort(key=lambda row: row.group.tag == "tfoot")
    return found


def is_data(table: Any, source: Source) -> bool:
    """Return whether a table holds data, rather than laying out the page."""
    rows = source.rows
    if len(rows) < 2 or not any(len(row.cells) > 1 for row in rows):
        return False
    if next(table.iterdescendants("table"), None) is None:
        return True
    if table.get("role") == "presentation" or sum(len(row.cells) > 1 for row in rows) < 2:
        return False
    texts = ("".join(cell.itertext()) for row in rows for cell in row.cells)
    return max(map(len, texts)) <= MAX_LAYOUT


def grid(source: Source, rows_of: Callable[[Any], Rows]) -> tuple[Rows, int]:
    """Return the texts of a table by row and column, and the number of its header rows.

    `rows_of` reads a cell: one row with one text, or more where it holds a table.
    """
    cells = _place(source.rows, rows_of)
    heights = _sizes(len(source.rows), [(cell.y, cell.down, len(cell.rows)) for cell in cells])
    columns = max((cell.x + cell.right for cell in cells), default=0)
    widths = _sizes(columns, [(cell.x, cell.right, max(map(len, cell.rows))) for cell in cells])
    header = 0
    while header < len(source.rows) and source.rows[header].is_header:
        header += 1
    tops, lefts = _starts(heights), _starts(widths)
    lines: list[dict[int, str]] = [{} for _ in range(tops[-1])]
    for cell in cells:
        _fill(lines, cell, tops, lefts)
    return [[line[x] for x in sorted(line)] for line in lines], tops[header]


def _gather(element: Any, group: Any, found: Source) -> None:
    """Collect rows, captions and strays inside a part of a table, hidden ones aside."""
    found.strays.append(element.text)
    for child in element:
        if is_hidden(child) or child.tag in ("col", "colgroup"):
            pass
        elif child.tag == "tr":
            found.rows.append(_Row(group, []))
            _cells(child, found)
        elif child.tag in ("td", "th"):  # without a row of its own
            if not found.rows or child.getprevious() is None:
                found.rows.append(_Row(group, []))
            found.rows[-1].cells.append(child)
        elif child.tag == "caption":
            found.captions.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            _gather(child, child, found)
        elif child.tag != "table" and next(child.iter("tr", "td", "th"), None) is not None:
            _gather(child, group, found)  # such as a form around rows
        else:
            found.strays.append(child)
        found.strays.append(child.tail)


def _cells(row: Any, found: Source) -> None:
    found.strays.append(row.text)
    for child in row:
        if is_hidden(child):
            pass
        elif child.tag in ("td", "th"):
            found.rows[-1].cells.append(child)
        elif child.tag != "table" and next(child.iter("td", "th"), None) is not None:
            _cells(child, found)
        else:
            found.strays.append(child)
        found.strays.append(child.tail)


def _place(rows: Sequence[_Row], rows_of: Callable[[Any], Rows]) -> list[_Cell]:
    """Give each cell its row, its column and its size; a cell alone in its row stays one."""
    placed: list[_Cell] = []
    taken: set[tuple[int, int]] = set()
    hung: set[int] = set()  # rows into which cells from above reach
    last = {row.group: y for y, row in enumerate(rows)}  # spans end with their group
    for y, row in enumerate(rows):
        x = 0
        shares = len(row.cells) > 1 or y in hung
        for cell in row.cells:
            while (y, x) in taken:
                x += 1
            right = min(max(1, integer(cell.get("colspan"), 1)), MAX_SPAN) if shares else 1
            rest = last[row.group] + 1 - y
            down = max(1, min(integer(cell.get("rowspan"), 1) or rest, rest))  # 0: all that follow
            if len(taken) + down * right > MAX_PLACES:
                down = right = 1
            taken.update((y + i, x + j) for i in range(down) for j in range(right))
            hung.update(range(y + 1, y + down))
            placed.append(_Cell(y, x, down, right, rows_of(cell)))
    return placed


def _sizes(count: int, spans: Sequence[tuple[int, int, int]]) -> list[int]:
    """Return the size of each row or column: 0 where no cell starts, more where cells hold tables.

    A span is its first row or column, how many it covers, and how many it needs.
    """
    sizes = [0] * count
    for start, covers, needs in spans:
        sizes[start] = max(sizes[start], needs if covers == 1 else 1)
    for start, covers, needs in spans:
        missing = needs - sum(sizes[start : start + covers])
        sizes[start] += max(0, missing)
    return sizes


def _starts(sizes: Sequence[int]) -> list[int]:
    starts = [0]
    for size in sizes:
        starts.append(starts[-1] + size)
    return starts


def _fill(
    lines: list[dict[int, str]], cell: _Cell, tops: Sequence[int], lefts: Sequence[int]
) -> None:
    """Write a cell's texts into the grid; a single row or text is repeated over the whole cell."""
    left, right = lefts[cell.x], lefts[cell.x + cell.right]
    for y in range(tops[cell.y], tops[cell.y + cell.down]):
        at = 0 if len(cell.rows) == 1 else y - tops[cell.y]
        texts = cell.rows[at] if at < len(cell.rows) else [""]
        for x in range(left, right):
            column = 0 if len(texts) == 1 else x - left
            lines[y].setdefault(x, texts[column] if column < len(texts) else "")
