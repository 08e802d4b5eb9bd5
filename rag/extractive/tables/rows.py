"""Choose the rows of a table that a question names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.text.numbering import STYLES
from rag.extractive.tables.grid import FIGURE, Row, Table
from rag.extractive.tables.matching import SHORTEST, Place, in_pieces, offsets, outermost, places
from rag.extractive.tables.wording import is_verb, plain
from rag.question.analysis import ordinals

MAX_NAME = 40  # characters of a cell that may name its row
LONG = 5  # characters of a cell that names its row although others of its column are figures
SECTION = -1  # the column of a section's name
MOST = 0.5  # share of the rows whose names have an end, which then is of their kind

_BRACKETED = re.compile(r"[（(][^（）()]*[)）]")


@dataclass(frozen=True, slots=True)
class NamedRows:
    """Rows that a question names, where it does so, and the columns of the cells that it says."""

    rows: tuple[Row, ...] = ()
    named: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


@lru_cache(maxsize=128)
def names(table: Table) -> dict[tuple[int, str], list[int]]:
    """Return the rows that each name stands for, by column and name."""
    found: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    texts = {c: _may_name(table, c) for c in range(table.width)}
    keys = {SECTION, *table.keys}
    for i, row in enumerate(table.rows):
        cells = [(c, table.cell(row, c)) for c in range(table.width)]
        for column, cell in [*cells, (SECTION, row.section)]:
            shortest = 1 if column in keys or texts.get(column) else LONG
            if shortest <= len(cell) <= MAX_NAME and not (shortest > 1 and FIGURE.fullmatch(cell)):
                for name in _variants(cell):
                    found[column, name].append(i)
    return found


def named_rows(table: Table, readings: Sequence[str], of_columns: Collection[Place]) -> NamedRows:
    """Return the rows whose cells the question names, those that it names most fully.

    A name inside a longer one counts for nothing: not 柳溪街 in 柳溪街南. `of_columns` is
    where the names of columns stand.
    """
    known = names(table)
    found = {key: spots for key in known if (spots := _spots(table, *key, readings))}
    kept = outermost([*of_columns, *(spot for spots in found.values() for spot in spots)])
    covered: defaultdict[int, set[Place]] = defaultdict(set)
    columns: defaultdict[int, set[int]] = defaultdict(set)
    for key, spots in found.items():
        for i in known[key]:
            if own := kept.intersection(spots):
                covered[i] |= own
                columns[i].add(key[0])
    best = undominated({i: offsets(own) for i, own in covered.items()})
    if not best or len(best) == len(table.rows) > 1:
        return NamedRows()
    if len(best) == 2 and _are_ends(readings[0], *(covered[i] for i in best)):
        best = list(range(best[0], best[1] + 1))
    return NamedRows(
        tuple(table.rows[i] for i in best),
        frozenset().union(*(offsets(covered[i]) for i in best)),
        frozenset().union(*(columns[i] for i in best)) - {SECTION},
    )


def alike_rows(table: Table, asked: str, run: Place) -> NamedRows:
    """Return the rows that a stretch of the question names in part.

    Either several rows have it at the beginning or at the end of their names (护理费: 一级护理费,
    二级护理费), or one has besides it only what most of the rows have (柳溪: 柳溪街), or a verb.
    """
    said = asked[run.start : run.end]
    keys = [(i, plain("".join(table.key(row)))) for i, row in enumerate(table.rows)]
    for matches in (str.endswith, str.startswith):
        several = [i for i, key in keys if matches(key, said)]
        if 1 < len(several) < len(keys):
            return _those(table, several, run)
    one = [(i, key) for i, key in keys if said in key]
    if len(one) == 1 and len(keys) > 2:
        before, _, after = one[0][1].partition(said)
        usual = sum(key.startswith(before) and key.endswith(after) for _, key in keys)
        done = not before and len(said) > len(after) and is_verb(after)  # 生育津贴: 生育津贴申领
        if usual > MOST * len(keys) or done:
            return _those(table, [one[0][0]], run)
    return NamedRows()


def _are_ends(asked: str, first: set[Place], last: set[Place]) -> bool:
    """Return whether a question names two rows as the first and the last: 2027年到2029年."""
    ends, starts = max(place.end for place in first), min(place.start for place in last)
    return bool(re.fullmatch(r"[到至~—–-]{1,2}", asked[ends:starts]))


def _spots(table: Table, column: int, name: str, readings: Sequence[str]) -> Collection[Place]:
    """Return where a question has a name, or else the pieces of the one that names its row."""
    whole = places(name, readings)
    apart = column in table.keys and len(name) >= 2 * SHORTEST
    return whole or (in_pieces(name, readings) if apart else ())


def undominated(covered: dict[int, frozenset[int]]) -> list[int]:
    """Return the keys whose offsets are no part of another one's, in order."""
    return [
        i
        for i, own in sorted(covered.items())
        if not any(own < other for other in covered.values())
    ]


def _those(table: Table, found: Sequence[int], run: Place) -> NamedRows:
    return NamedRows(tuple(table.rows[i] for i in found), frozenset(run.offsets))


def _may_name(table: Table, column: int) -> bool:
    """Return whether the cells of a column can name their rows: its keys, or texts."""
    if column in table.keys:
        return True
    cells = [cell for row in table.rows if (cell := table.cell(row, column))]
    return bool(cells) and not any(FIGURE.match(cell) for cell in cells)


def _variants(cell: str) -> set[str]:
    """Return the forms of a cell as a question may have them: without number, without brackets, an ordinal."""
    marks = (pattern.match(cell) for pattern in STYLES.values())
    numbered = max((mark.end() for mark in marks if mark), default=0)
    forms = {cell, cell[numbered:]}
    forms |= {_BRACKETED.sub("", form) for form in forms}
    forms |= {f"第{n}{unit}" for unit, numbers in ordinals(cell).items() for n in numbers}
    return {plain(form).strip("：:、，,。") for form in forms} - {""}
