"""Tables in a written answer: Markdown rows, each cell a statement of its own.

A cell is judged together with the names of its row and column: 「东湖区的社区医院为40家」 for a cell of
「40家」. A column that only names sources gives its marks to the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MAX_COLUMNS, MAX_ROWS = 12, 60
_LONG = 20  # characters of a cell that is a sentence of its own

_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|){1,30}\s*(?::?-+:?\s*)?$")
_BAR = re.compile(r"(?<!\\)\|")
_MARK = re.compile(r"\[(\d{1,3})\]")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell without its marks, the marks, and the names of its row and column.

    Only a cell that states something has names.
    """

    text: str
    marks: tuple[int, ...] = ()
    row: str = ""
    column: str = ""

    @property
    def stated(self) -> str:
        """What the cell states, as a sentence."""
        if len(self.text) > _LONG:
            return f"{self.row}：{self.text}"
        return f"{self.row}的{self.column}为{self.text}"


def is_row(line: str) -> bool:
    """Return whether a line looks like the row of a Markdown table."""
    return line.lstrip().startswith("|") and line.count("|") > 1


def read_rows(lines: Sequence[str]) -> Iterator[list[Cell]]:
    """Yield the rows of a table, the names of its columns first; all have as many cells.

    The row's name is the first cell. A row's marks belong to each of its cells without marks.
    """
    rows = [_split(line) for line in lines[: MAX_ROWS + 2] if not _RULE.match(line)]
    if not rows:
        return
    head, *body = rows
    width = min(max(map(len, rows)), MAX_COLUMNS)
    said = [n for n in range(width) if n == 0 or any(_has_words(row, n) for row in body or [head])]
    names = [_bare(_at(head, n)) for n in said]
    yield [Cell(name) for name in names]
    for row in body:
        shared = _marks("".join(row))
        first, *others = (_at(row, n) for n in said)
        subject = _bare(first)
        yield [
            Cell(subject, shared),
            *(
                Cell(text, _marks(cell) or shared, subject, name)
                if _WORD.search(text := _bare(cell))
                else Cell(text)
                for cell, name in zip(others, names[1:], strict=True)
            ),
        ]


def _split(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in _BAR.split(inner)]


def _at(row: Sequence[str], n: int) -> str:
    return row[n] if n < len(row) else ""


def _has_words(row: Sequence[str], n: int) -> bool:
    return bool(_WORD.search(_bare(_at(row, n))))


def _bare(cell: str) -> str:
    return _MARK.sub("", cell).strip()


def _marks(cell: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(n) for n in _MARK.findall(cell)))
