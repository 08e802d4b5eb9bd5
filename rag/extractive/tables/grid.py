"""A table of an article as rows of cells, with the names of its columns and rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from index.model import Article, Block
from index.text.sentences import split_sentences
from rag.extractive.tables.wording import TOTALS, plain

MAX_KEYS = 3  # columns that together name a row
MAX_CELLS = 20_000  # of a table that is read
FIGURE = re.compile(r"[-—–~≤≥<>约+(（¥￥]*\d[\d,.]*|[-—–/]+$")

_INDEX = re.compile(r"序号|编号|编码|代码|No\.?$", re.I)
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]")
_UNIT = re.compile(
    r"[（(](?:计量)?(?:单位[:：])?([\u4e00-\u9fff%％/／·]{1,6})[)）]|单位[:：]\s*(\S{1,6})"
)


Stretch = tuple[int, int]
"""Offsets in an article's text."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its cells, `text[start:end]` in the article, and the section above it.

    First cells that are empty have the texts of the cells above, from the row at `carried`. The
    row with the section's name is at `opened`.
    """

    cells: tuple[str, ...]
    start: int
    end: int
    section: str = ""
    opened: Stretch | None = None
    carried: Stretch | None = None


class Table:
    """A table of an article, its caption and all that names its rows and columns."""

    def __init__(self, article: Article, block: Block) -> None:
        self.article, self.block = article, block
        lines = list(_lines(article.text, block))
        self._header = [cells for cells, _, _ in lines[: block.header_rows]]
        self.header_end = lines[block.header_rows - 1][2] if block.header_rows else block.start
        self.width = max((len(cells) for cells, _, _ in lines), default=0)
        self.rows = _filled(lines[block.header_rows :], self.width)

    @cached_property
    def names(self) -> tuple[tuple[str, ...], ...]:
        """The names of each column, those of all header rows from the top down.

        A name that stands above all columns is the table's own, and is left out.
        """
        levels = [_spread(row, self.width) for row in self._header[:-1]]
        levels += [_padded(row, self.width) for row in self._header[-1:]]
        own = [row for row in levels if self.width < 3 or len(set(filter(None, row[1:]))) > 1]
        own = own or levels[-1:]
        return tuple(
            tuple(dict.fromkeys(row[column] for row in own if row[column]))
            for column in range(self.width)
        )

    @cached_property
    def keys(self) -> tuple[int, ...]:
        """The columns that name a row: the first texts that together are different in each."""
        columns = [c for c in range(self.width) if not self._is_index(c)]
        texts = [c for c in columns if not self._holds_figures(c)]
        for start in texts[:1]:
            for count in range(1, MAX_KEYS + 1):
                leading = texts[:count]
                if leading == list(range(start, start + count)) and self._tell_apart(leading):
                    return tuple(leading)
        first = columns[:1] or [0]
        return tuple(texts[:1]) if texts[:1] == first else tuple(first)

    @cached_property
    def values(self) -> tuple[int, ...]:
        """The columns that say something of the rows, without those that only number them."""
        return tuple(
            c
            for c in range(self.width)
            if c not in self.keys
            and not self._is_index(c)
            and any(_cell(row, c) for row in self.rows)
        )

    @cached_property
    def caption(self) -> Block | None:
        """The caption right above the table, or a short line there that names its unit."""
        above = [b for b in self.article.blocks if b.end <= self.block.start]
        if not above:
            return None
        text = self.article.text[above[-1].start : above[-1].end]
        near = not self.article.text[above[-1].end : self.block.start].strip()
        named = above[-1].kind == "caption" or (len(text) <= 60 and _UNIT.search(text))
        return above[-1] if near and named else None

    @cached_property
    def around(self) -> str:
        """The title, the headings, the caption and the last sentence above the table."""
        found, level = [self.article.title], 99
        above = [b for b in self.article.blocks if b.end <= self.block.start]
        for block in reversed(above):
            if block.kind == "heading" and block.level < level:
                level = block.level
                found.append(self.article.text[block.start : block.end])
        for block in above[-2:]:  # the caption, and what leads to it
            text = self.article.text[block.start : block.end]
            sentences = split_sentences(text) if block.kind in ("paragraph", "caption") else []
            found += [text[slice(*sentences[-1])]] if sentences else []
        return "\n".join(found)

    def name(self, column: int) -> str:
        """Return the full name of a column, the names of all header rows joined."""
        names = self.names[column]
        if not names:
            return ""
        return names[-1] if column in self.keys else "".join(names)

    def unit(self, column: int) -> str:
        """Return the unit that a column's name or the caption gives its figures, or ''."""
        own = _UNIT.search(self.name(column))
        return own[1] or own[2] or "" if own else self.caption_unit

    @cached_property
    def caption_unit(self) -> str:
        """The unit that the caption gives all figures, or ''."""
        if self.caption is None:
            return ""
        found = re.search(
            r"单位[:：]\s*([^\s，,；;）)]{1,8})",
            self.article.text[self.caption.start : self.caption.end],
        )
        return found[1] if found else ""

    def key(self, row: Row) -> tuple[str, ...]:
        """Return the cells that name a row, each once."""
        return tuple(dict.fromkeys(filter(None, (_cell(row, c) for c in self.keys))))

    @cached_property
    def needs_sections(self) -> bool:
        """Whether rows of different sections have one name."""
        return len({self.key(row) for row in self.rows}) < len(self.rows)

    def cell(self, row: Row, column: int) -> str:
        """Return the text of a row's cell, '' beyond its last one."""
        return _cell(row, column)

    def is_total(self, row: Row) -> bool:
        """Return whether a row sums up others."""
        return any(plain(cell) in TOTALS for cell in self.key(row))

    def _is_index(self, column: int) -> bool:
        """Whether a column numbers the rows: by its name, or counting from 1."""
        name = self.names[column][-1] if self.names[column] else ""
        cells = [cell for row in self.rows if (cell := _cell(row, column))]
        if name and _INDEX.search(name):
            return True
        counted = [str(n) for n in range(1, len(cells) + 1)]
        return column == 0 and self.width > 2 and len(cells) > 1 and cells == counted

    def _holds_figures(self, column: int) -> bool:
        cells = [cell for row in self.rows if (cell := _cell(row, column))]
        return 2 * sum(bool(FIGURE.match(cell)) for cell in cells) >= len(cells)

    def _tell_apart(self, columns: Sequence[int]) -> bool:
        keys = [(row.section, *(_cell(row, c) for c in columns)) for row in self.rows]
        return len(set(keys)) == len(keys)


def table_at(article: Article, start: int) -> Table | None:
    """Return the table of an article that holds an offset; None if none or a giant one does."""
    for block in article.blocks:
        if block.kind == "table" and block.start <= start < block.end:
            return _table(article, block)
    return None


@lru_cache(maxsize=256)
def _table(article: Article, block: Block) -> Table | None:
    cells = article.text.count("\t", block.start, block.end)
    return Table(article, block) if cells <= MAX_CELLS else None


def without_unit(name: str) -> str:
    """Return the name of a column without what it has in brackets."""
    return _BRACKETED.sub("", name) or name


def _lines(text: str, block: Block) -> Iterator[tuple[list[str], int, int]]:
    at = block.start
    for line in text[block.start : block.end].split("\n"):
        yield [cell.strip() for cell in line.split("\t")], at, at + len(line)
        at += len(line) + 1


def _filled(lines: Sequence[tuple[list[str], int, int]], width: int) -> tuple[Row, ...]:
    """Return the rows, with the sections that lone cells open and the first cells carried down."""
    rows: list[Row] = []
    section, opened = "", None
    for cells, start, end in lines:
        filled = [cell for cell in cells if cell]
        if width > 2 and len(set(filled)) == 1 and (len(filled) == len(cells) or cells[0]):
            section, opened = filled[0], (start, end)
        elif filled:
            above = rows[-1] if rows and rows[-1].section == section else None
            rows.append(_carried(Row(tuple(cells), start, end, section, opened), above))
    return tuple(rows)


def _carried(row: Row, above: Row | None) -> Row:
    """Return a row whose first cells, where they are empty, are those of the row above."""
    first = next(i for i, cell in enumerate(row.cells) if cell)
    if above is None or not 0 < first < min(MAX_KEYS, len(above.cells)):
        return row
    cells = (*above.cells[:first], *row.cells[first:])
    return replace(row, cells=cells, carried=above.carried or (above.start, above.end))


def _spread(row: Sequence[str], width: int) -> list[str]:
    """Return an upper header row in which an empty cell has the text to its left."""
    spread: list[str] = []
    for cell in _padded(row, width):
        spread.append(cell or (spread[-1] if len(spread) > 1 else ""))
    return spread


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _cell(row: Row, column: int) -> str:
    return row.cells[column] if column < len(row.cells) else ""
