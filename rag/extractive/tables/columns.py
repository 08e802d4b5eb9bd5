"""Choose the columns of a table that a question asks for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rag.extractive.tables.grid import Row, Table, without_unit
from rag.extractive.tables.matching import Place, offsets, places, shared
from rag.extractive.tables.rows import undominated
from rag.extractive.tables.wording import named_by_way, plain
from rag.question.answer_type import has_new
from rag.question.units import units


@dataclass(frozen=True, slots=True)
class AskedColumns:
    """Columns that a question asks for, and where it names them.

    `by_name` is false where only the way of asking or the unit tells them.
    """

    columns: tuple[int, ...] = ()
    named: frozenset[int] = frozenset()
    by_name: bool = True


def whole_names(table: Table, readings: Sequence[str]) -> set[Place]:
    """Return where the question has whole names of columns."""
    return {
        place
        for column in range(table.width)
        for name in _names(table, column)
        for place in places(name, readings)
    }


def asked_columns(
    table: Table,
    readings: Sequence[str],
    rows: Sequence[Row],
    taken: Collection[int],
    elsewhere: Collection[int],
) -> AskedColumns:
    """Return the columns that a question asks for: by their names, else by the way of asking.

    `taken` are offsets that name rows, and `elsewhere` those of words that asking or the text
    around the table explain too: they tell only where nothing else does.
    """
    whole = whole_names(table, readings)
    found = {c: _named(table, c, readings, taken, whole) for c in table.values}
    found = {c: own for c, own in found.items() if not own <= set(elsewhere)} or found
    if best := undominated({c: own for c, own in found.items() if own}):
        return AskedColumns(tuple(best), frozenset().union(*(found[c] for c in best)))
    return _by_way(table, readings[0], taken) or _by_unit(table, readings[0], rows)


def _named(
    table: Table,
    column: int,
    readings: Sequence[str],
    taken: Collection[int],
    whole: Collection[Place],
) -> frozenset[int]:
    """Return the offsets where a question has the names of a column, or parts of them.

    A part inside the `whole` name of another column is none of it.
    """
    found: set[Place] = set()
    for name in _names(table, column):
        spots = set(places(name, readings)) or shared(name, readings)
        found |= {
            spot
            for spot in spots
            if not set(spot.offsets) & set(taken) and not any(one.holds(spot) for one in whole)
        }
    return offsets(found)


def _names(table: Table, column: int) -> list[str]:
    own = table.names[column]
    return list(dict.fromkeys(plain(without_unit(name)) for name in (*own, "".join(own))))


def _by_way(table: Table, asked: str, taken: Collection[int]) -> AskedColumns | None:
    """Return the columns that a way of asking names: 电话 of 怎么联系."""
    for word, spot in named_by_way(asked):
        columns = tuple(c for c in table.values if word in table.name(c))
        if columns and not set(range(*spot)) & set(taken):
            return AskedColumns(columns, frozenset(range(*spot)), by_name=False)
    return None


def _by_unit(table: Table, asked: str, rows: Sequence[Row]) -> AskedColumns:
    """Return the columns with figures of the unit asked for; all, where none is told apart."""
    unit = units(asked)
    if unit and len(table.values) > 1:
        fitting = tuple(
            c
            for c in table.values
            if rows and all(has_new(unit.asked, _figure(table, row, c), asked) for row in rows)
        )
        if fitting:
            return AskedColumns(fitting, by_name=False)
    return AskedColumns(table.values, by_name=len(table.values) == 1 and unit is not None)


def _figure(table: Table, row: Row, column: int) -> str:
    return table.cell(row, column) + table.unit(column)
