"""A sheet: rows of cells, as a workbook or a CSV file has them, and its parts as a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.layout.draft import MAX_TITLE, Draft
from index.layout.parts import Part, heading, plain
from index.layout.tables import header_rows
from index.text.lines import close_gaps

MAX_ROWS, MAX_CELLS = 20_000, 400_000  # of one sheet as a document
MAX_WARNINGS = 20  # about bad rows; of more the number is told
MAX_HEADER = 3  # rows of heads; more are rows of words
_FIGURE = re.compile(r"[-+]?[\d.,]+[%％]?")
_UNIT = re.compile(
    r"[（(]?(?:计量|金额|货币)?单位\s*[:：]|(?:填报|制表|编制|统计|报送)[^，。]{0,4}[:：]"
)
_GENERIC = re.compile(r"(?:sheet|工作表|表)\s*\d*(?:\s*\(\d+\))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of texts, empty for an empty cell, or what is `wrong` with it; `line` counts from 1."""

    line: int
    cells: Sequence[str]
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet; its name is empty where it has none."""

    name: str
    rows: Sequence[Row]


def sheets_draft(sheets: Sequence[Sheet], name: str) -> Draft:
    """Return the draft of a document whose sheets are tables, one after the other.

    Its title is the line above the only table, else `name`. Empty sheets are left out.
    """
    notes: list[str] = []
    tables = [(sheet, rows) for sheet in sheets if (rows := _filled(sheet, notes))]
    parts: list[Part] = []
    for sheet, rows in tables:
        if len(tables) > 1 or (sheet.name and not _GENERIC.fullmatch(sheet.name.strip())):
            parts.append(heading(sheet.name, 1))
        parts.extend(_parts(rows, level=2))
    blocks = [block for _, rows in tables for block in _blocks(rows)]
    lead = _lead(blocks[0]) if len(blocks) == 1 else []
    title = lead[0] if lead and _is_title(lead[0]) else name
    return Draft(parts, title=title, notes=notes)


def _filled(sheet: Sheet, notes: list[str]) -> list[list[str]]:
    """Return the rows up to the limits, without columns that are empty; [] stands for a gap."""
    rows: list[list[str]] = []
    wrong = [row for row in sheet.rows if row.wrong]
    notes.extend(f"第 {row.line} 行{row.wrong}，已跳过" for row in wrong[:MAX_WARNINGS])
    if len(wrong) > MAX_WARNINGS:
        notes.append(f"另有 {len(wrong) - MAX_WARNINGS} 行无法读取，已跳过")
    for row in sheet.rows:
        if row.wrong:
            continue
        cells = [_clean(cell) for cell in row.cells]
        if any(cells):
            rows.append(cells)
        elif rows and rows[-1]:
            rows.append([])
    used = sorted({at for row in rows for at, cell in enumerate(row) if cell})
    most = min(MAX_ROWS, MAX_CELLS // max(1, len(used)))
    if len(rows) > most:
        where = f"“{sheet.name}”" if sheet.name else ""
        notes.append(f"表格{where}太大，只读了前 {most} 行，共 {len(rows)} 行")
    filled = [[row[at] if at < len(row) else "" for at in used] for row in rows[:most]]
    return [row if any(row) else [] for row in filled]


def _parts(rows: list[list[str]], level: int) -> Iterator[Part]:
    """Yield the tables of a sheet, with the lines above and below each."""
    for block in _blocks(rows):
        lead = _lead(block)
        end = len(block)
        while end > len(lead) and _single(block[end - 1]):
            end -= 1
        body = block[len(lead) : end]
        for at, line in enumerate(lead):
            yield heading(line, level) if at == 0 and _is_title(line) else Part("caption", line)
        yield from _table(body)
        for row in block[max(end, len(lead)) :]:
            yield plain("".join(row))


def _clean(cell: str) -> str:
    """Return a cell's text on one line, with every character that can be seen: none is markup."""
    return "".join(c for c in " ".join(cell.split()) if c.isprintable())


def _table(rows: Sequence[Sequence[str]]) -> Iterator[Part]:
    """Yield a table, or lines if it has one column only."""
    if rows and len(rows[0]) > 1:
        text = "\n".join(close_gaps("\t".join(row)) for row in rows)
        yield Part("table", text, header_rows=_header(rows))
    else:
        yield from (plain(row[0]) for row in rows)


def _blocks(rows: Sequence[list[str]]) -> Iterator[list[list[str]]]:
    """Split rows into tables: a gap, and lines alone above another table, start the next one."""
    block: list[list[str]] = []
    for at, row in enumerate(rows):
        if row:
            block.append(row)
        elif block and _lead(rows[at + 1 :]):
            yield block
            block = []
    if block:
        yield block


def _lead(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines above a table: rows with a single text, before one with several."""
    lines: list[str] = []
    for row in rows:
        if row and not _single(row):
            return lines
        if row:
            lines.append("".join(row))
    return []  # no table follows


def _is_title(line: str) -> bool:
    return len(line) <= MAX_TITLE and not _UNIT.match(line)


def _single(row: Sequence[str]) -> bool:
    """Return whether a row has one filled cell of several, and that is no figure."""
    filled = [cell for cell in row if cell]
    return len(row) > 1 and len(filled) == 1 and not _FIGURE.fullmatch(filled[0])


def _header(rows: Sequence[Sequence[str]]) -> int:
    """Count the rows of heads; the first row of words counts as one."""
    guess = header_rows(["\t".join(row) for row in rows])
    if 0 < guess <= MAX_HEADER:
        return guess
    words = rows and not any(_FIGURE.fullmatch(cell) for cell in rows[0])
    return 1 if words and len(rows) > 1 else 0
