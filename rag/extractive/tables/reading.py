"""Read one table for one question: the rows and columns asked for, or the name it lacks."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from index.deadline import check
from rag.extractive.tables.columns import AskedColumns, asked_columns, whole_names
from rag.extractive.tables.explaining import context, missing_name, says_more, strange
from rag.extractive.tables.grid import Row, Table
from rag.extractive.tables.matching import offsets, runs
from rag.extractive.tables.rows import MOST, NamedRows, alike_rows, named_rows
from rag.extractive.tables.suiting import suits
from rag.extractive.tables.superlatives import extreme_rows
from rag.extractive.tables.wording import asks_total, plain, readings, said, superlative, ways
from rag.question.analysis import ASKS

MAX_ROWS = 40  # that are shown
FEW_ROWS = 12  # of one that is shown whole without being asked for
CLEAR_NAME = 3  # characters of a row's name that tell it where no column is named
SHORT = 12  # characters of a cell that only names something
OF_TABLE = 2  # characters of a question about a table that the text around it has too

_OF_EACH = re.compile(r"(?:各自?|每一?个?|所有的?|全部的?|哪一?[个家些类种项])([^\W\d_])")


@dataclass(frozen=True, slots=True)
class Found:
    """What a table answers to a part of a question: the cells of `rows` in `columns`.

    `told` are those of the rows that a superlative asks for. `beside` are columns, besides the
    names of the rows, whose cells the question says. It is `clear` if the question has the
    names of the columns, and the cells are figures or names. `score` compares tables: how much
    of the question names rows and columns, and how much the text around the table explains.
    `unnamed` tells that the question names no row, nor asks of each.
    """

    table: Table
    rows: tuple[Row, ...]
    columns: tuple[int, ...]
    score: tuple[int, int]
    told: tuple[Row, ...] = ()
    beside: tuple[int, ...] = ()
    clear: bool = True
    unnamed: bool = False

    @property
    def cells(self) -> list[tuple[Row, int]]:
        """The row and column of each cell that answers."""
        return [(row, column) for row in self.told or self.rows for column in self.columns]


@dataclass(frozen=True, slots=True)
class Unclear:
    """Rows that a question names, where it is not certain what it asks of them.

    None of a table whose figures cannot be what it asks for.
    """

    table: Table
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A name in the question that no row or column of a table has.

    `asked` is what is asked of it where it is a number, which other texts may have; else empty.
    """

    table: Table
    name: str
    asked: str
    score: tuple[int, int]


Result = Found | Missing | Unclear | None
"""What reading a table for a question gives."""


class Reading:
    """A table, read for a question in plain form."""

    def __init__(self, table: Table, asked: str) -> None:
        self._table, self._asked = table, asked
        self._readings = readings(asked)
        self._extreme = superlative(asked)
        self._said = said(asked) | ways(asked, [table.name(c) for c in range(table.width)])
        if self._extreme:
            self._said |= set(range(*self._extreme[1]))
        self.rows = self._rows()
        self.columns = self._columns(self.rows)

    def result(self, columns: AskedColumns | None = None) -> Result:
        """Return the rows and columns asked for, if that is certain; or the name missing.

        `columns` are those that another part of the question asks for.
        """
        columns = columns or self.columns
        around = context(self._table, self._readings, self.rows.rows)
        by_name = columns.named if columns.by_name else frozenset[int]()
        named = self.rows.named | by_name
        left = self._left(named, columns.named, around)
        strangers = strange(self._table, self._asked, left, self.rows.named, by_name)
        score = (len(named), len(around))
        vague = self.rows.rows and not columns.named
        if not strangers and vague and says_more(self._table, self._asked, left):
            return self._unclear()
        if not strangers:
            around -= columns.named | self._said
            found = self._found(columns, score, around)
            if found and not suits(self._table, found.rows, found.columns, self._asked):
                return Unclear(self._table, ())
            return found or self._unclear()
        beside = self._left(named if self.rows.rows else ())
        rows = self.rows.named
        name = missing_name(self._table, self._asked, beside, rows, by_name, strangers)
        asks_column = by_name or (rows and name[:1] in "第0123456789")
        if not name or not asks_column:
            return self._unclear()
        said = [self._asked[run.start : run.end] for run in runs(named)]
        of = max(said, key=len) if name[:1].isdigit() else ""
        return Missing(self._table, name, of, score)

    def _unclear(self) -> Unclear | None:
        return Unclear(self._table, self.rows.rows) if self.rows.rows else None

    def _found(
        self, columns: AskedColumns, score: tuple[int, int], around: Collection[int]
    ) -> Found | None:
        table, rows = self._table, self.rows.rows
        shown = tuple(c for c in columns.columns if c not in self.rows.columns)
        if not shown or (len(rows) > MAX_ROWS and not self._extreme):
            return None
        if self._extreme and len(rows) != 1:
            return self._extremes(columns, score)
        if rows:
            clear = columns.by_name or columns.named or len(self.rows.named) >= CLEAR_NAME
            asks = columns.by_name or ASKS.search(self._asked)
            said = tuple(sorted(self.rows.columns.difference(table.keys)))
            sure = columns.by_name and self._are_short(rows, shown)
            found = Found(table, rows, shown, score, beside=said, clear=sure)
            return found if clear and asks else None
        if not (columns.by_name and columns.named):
            return None
        each = _OF_EACH.search(self._asked)
        if each and self._is_rate(each[0]):
            each = None
        if not each and not whole_names(table, self._readings):
            return None
        if not (self._is_of_rows(each[1]) if each else len(around) >= OF_TABLE):
            return None
        rows = tuple(row for row in table.rows if not table.is_total(row))
        most = MAX_ROWS if each else FEW_ROWS
        found = Found(table, rows, shown, score, unnamed=not each)
        return found if 0 < len(rows) <= most else None

    def _are_short(self, rows: Collection[Row], columns: Collection[int]) -> bool:
        """Return whether cells are figures or names, beside which nothing need be said."""
        cells = [self._table.cell(row, c) for row in rows for c in columns]
        return all(len(c) <= SHORT or any(x.isdigit() for x in c) for c in cells)

    def _extremes(self, columns: AskedColumns, score: tuple[int, int]) -> Found | None:
        """Return the rows that a superlative compares, and those that it asks for."""
        if not columns.by_name or self._extreme is None:
            return None
        table = self._table
        rows = tuple(r for r in self.rows.rows or table.rows if not table.is_total(r))
        told: tuple[Row, ...] = ()
        if len(columns.columns) == 1:
            told = extreme_rows(table, rows, columns.columns[0], self._extreme[0])
        if len(rows) > MAX_ROWS:
            rows = told
        return Found(table, rows, columns.columns, score, told) if rows else None

    def _is_rate(self, words: str) -> bool:
        """Return whether 每月 or 每人 tells a rate, and not the rows: none of their names has it."""
        rate = words[0] == "每" and words[-1] in "年月日天周人次"
        return rate and not any(words[-1] in self._table.name(c) for c in self._table.keys)

    def _is_of_rows(self, kind: str) -> bool:
        """Return whether a character is in the name of what the rows are: 区 of 各区."""
        table = self._table
        if any(kind in table.name(c) for c in table.keys) or kind in table.around:
            return True
        keys = ["".join(table.key(row)) for row in table.rows]
        return sum(key.endswith(kind) for key in keys) > MOST * len(keys)

    def _rows(self) -> NamedRows:
        headers = whole_names(self._table, self._readings)
        named = named_rows(self._table, self._readings, headers)
        if named.rows:
            return named
        columns = self._columns(named)
        for run in runs(self._left(columns.named)):
            alike = alike_rows(self._table, self._asked, run)
            if alike.rows:
                return alike
        totals = tuple(row for row in self._table.rows if self._table.is_total(row))
        return NamedRows(totals) if totals and asks_total(self._asked) else named

    def _columns(self, rows: NamedRows) -> AskedColumns:
        whole = offsets(whole_names(self._table, self._readings))
        elsewhere = self._said | (context(self._table, self._readings) - whole)
        taken = rows.named.union(range(*self._extreme[1]) if self._extreme else ())
        return asked_columns(self._table, self._readings, rows.rows, taken, elsewhere)

    def _left(self, *explained: Collection[int]) -> set[int]:
        return set(range(len(self._asked))) - self._said - set().union(*explained)


def read(table: Table, question: str, start: int, end: int) -> Result:
    """Read a table for a part of a question; the row may be named in a part before it."""
    check()
    part = Reading(table, plain(question[start:end]))
    found = part.result()
    if isinstance(found, Found) or not start or not part.columns.by_name or part.rows.rows:
        return found
    whole = Reading(table, plain(question[:end]))
    return whole.result(part.columns) if whole.rows.rows else found
