"""Show rows that were chosen as sentences are: one as a sentence, neighbours as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from index.model import Article
from rag.blocks import AnswerBlock, Cell, Span
from rag.extractive.tables.answers import joined_key
from rag.extractive.tables.grid import Row, Table, table_at

Place = tuple[Article, int]
"""An article, and the offset of a row in its text."""


def row_text(article: Article, start: int, end: int, name_columns: bool) -> str:
    """Return a row in one line: what it is of, then its cells with the names of their columns.

    Without a name for each cell, or if they are not wanted, the cells alone; the number of
    a row is left out.
    """
    table, row = _row(article, start)
    cells = [cell.strip() for cell in article.text[start:end].split("\t")]
    if not (table and row and name_columns and _is_full(table, row)):
        counted = len(cells) > 2 and cells[0].isdigit() and bool(table and 0 not in table.keys)
        return "；".join(cell for cell in cells[counted:] if cell)
    keys = [cell for c in table.keys if (cell := cells[c])]
    named = [_named(table, c, cells[c]) for c in table.values if cells[c]]
    key = joined_key(table, keys) if keys else ""
    return "，".join(filter(None, (key, "；".join(named))))


def in_tables(
    blocks: Sequence[AnswerBlock], place: Callable[[int], Place]
) -> tuple[AnswerBlock, ...]:
    """Return the blocks, in which neighbouring rows of one table become one block.

    `place` tells for the number of a citation which row it quotes.
    """

    def table_of(block: AnswerBlock) -> Table | None:
        if block.kind != "row" or len(block.spans) != 1 or not block.cites:
            return None
        table, row = _row(*place(block.cites[0]))
        return table if table and row and _is_full(table, row) else None

    joined: list[AnswerBlock] = []
    for table, group in groupby(blocks, table_of):
        those = list(group)
        if table is None or len(those) < 2:
            joined += those
        else:
            numbers = [block.cites[0] for block in those]
            joined.append(_block(table, [(_row(*place(n))[1], n) for n in numbers]))
    return tuple(joined)


def _block(table: Table, rows: Sequence[tuple[Row | None, int]]) -> AnswerBlock:
    columns = [
        c
        for c in (*table.keys, *table.values)
        if any(row and table.cell(row, c) for row, _ in rows)
    ]
    head: tuple[Cell, ...] = tuple((Span(table.name(c)),) for c in columns)
    shown = [
        tuple((Span(table.cell(row, c), (n,) * _is_cited(table, row, c)),) for c in columns)
        for row, n in rows
        if row
    ]
    return AnswerBlock("table", rows=(head, *shown))


def _is_cited(table: Table, row: Row, column: int) -> bool:
    """Return whether a cell has a mark: what is said of the row, and figures in its name."""
    cell = table.cell(row, column)
    says = column in table.values or not any(table.cell(row, c) for c in table.values)
    return bool(cell) and (says or any(character.isdigit() for character in cell))


def _row(article: Article, start: int) -> tuple[Table | None, Row | None]:
    table = table_at(article, start)
    rows = table.rows if table else ()
    return table, next((row for row in rows if row.start == start), None)


def _is_full(table: Table, row: Row) -> bool:
    """Return whether each cell of a row is its own, in columns with names."""
    named = any(table.name(column).strip() for column in table.values)
    return named and len(row.cells) == table.width and row.carried is None


def _named(table: Table, column: int, cell: str) -> str:
    name = table.name(column)
    return f"{name}：{cell}" if name else cell
