"""Find tables that have level rules alone (三线表): columns come from the spaces between texts.

The rules that such a table lacks are added, so that it is read like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats.pdf.page import Char, Rule
from index.formats.pdf.tables import NEAR, Table, edges_of

_LEAST = 100.0  # least length of a table's rules, in points
_SAME_END = 6.0  # most points between the ends of one table's rules
_CELL_GAP = 0.8  # least space between cells, in heights of their type


@dataclass(frozen=True, slots=True)
class _Piece:
    """The text of a cell on one line."""

    left: float
    right: float
    bottom: float
    top: float
    digit: bool


_Row = list[_Piece]


def find_open_tables(rules: Sequence[Rule], chars: Sequence[Char]) -> list[Table]:
    """Return the tables among rules that meet no upright one; three rules and two columns each."""
    tables = []
    for stack in _stacks([r for r in rules if not r.upright and r.end - r.start > _LEAST]):
        bands = [(low, _rows(chars, stack, low, high)) for high, low in pairwise(stack.ys)]
        run: list[tuple[float, list[_Row]]] = []
        top = stack.ys[0]
        for low, rows in [*bands, (0.0, [])]:
            if any(len(row) > 1 for row in rows) and not _is_text(rows, stack):
                run.append((low, rows))
                continue
            if len(run) > 1 and (table := _table(stack, top, run)):
                tables.append(table)
            run, top = [], low
    return tables


@dataclass(frozen=True, slots=True)
class _Stack:
    """Level rules of one length below each other; `ys` from top to bottom."""

    left: float
    right: float
    ys: list[float]


def _stacks(rules: Sequence[Rule]) -> Iterator[_Stack]:
    left = sorted(rules, key=lambda rule: -rule.at)
    while left:
        first = left[0]
        same = [r for r in left if _ends_differ(r, first) <= _SAME_END]
        left = [r for r in left if _ends_differ(r, first) > _SAME_END]
        ys = edges_of(rule.at for rule in same)[::-1]
        if len(ys) > 2:
            yield _Stack(first.start, first.end, ys)


def _ends_differ(one: Rule, other: Rule) -> float:
    return max(abs(one.start - other.start), abs(one.end - other.end))


def _rows(chars: Iterable[Char], stack: _Stack, low: float, high: float) -> list[_Row]:
    """Return the pieces of text between two rules, line by line from the top."""
    inside = [
        c
        for c in chars
        if low < c.centre[1] < high
        and stack.left - NEAR < c.centre[0] < stack.right + NEAR
        and not c.text.isspace()
    ]
    lines: list[list[Char]] = []
    for char in sorted(inside, key=lambda c: -c.centre[1]):
        if lines and abs(lines[-1][0].centre[1] - char.centre[1]) < char.height / 2:
            lines[-1].append(char)
        else:
            lines.append([char])
    return [_pieces(sorted(line, key=lambda c: c.left)) for line in lines]


def _pieces(line: Sequence[Char]) -> _Row:
    groups = [[line[0]]]
    for last, char in pairwise(line):
        if char.left - last.right > _CELL_GAP * min(last.height, char.height):
            groups.append([])
        groups[-1].append(char)
    return [
        _Piece(
            group[0].left,
            group[-1].right,
            min(c.bottom for c in group),
            max(c.top for c in group),
            group[0].text.isdigit(),
        )
        for group in groups
    ]


def _is_text(rows: Sequence[_Row], stack: _Stack) -> bool:
    """Return whether most lines are running text, from one end of the rules to the other."""
    full = 0.8 * (stack.right - stack.left)
    return 2 * sum(len(row) == 1 and row[0].right - row[0].left > full for row in rows) > len(rows)


def _table(stack: _Stack, top: float, bands: Sequence[tuple[float, list[_Row]]]) -> Table | None:
    columns = _columns([p for _, rows in bands[1:] for row in rows for p in row])
    for piece in bands[0][1][-1]:  # a head above others may stand between two columns
        if not any(left < piece.right and piece.left < right for left, right in columns):
            columns = sorted([*columns, (piece.left, piece.right)])
    if len(columns) < 2:
        return None
    inner = [(right + left) / 2 for (_, right), (left, _) in pairwise(columns)]
    xs = (stack.left - NEAR, *inner, stack.right + NEAR)
    rules = [Rule(False, top, xs[0], xs[-1])]
    ys = [top]
    for n, (low, rows) in enumerate(bands):
        for above, row in pairwise(rows):
            if n and _continues(row, above, xs):
                continue
            wide = [xs[0], xs[-1]] if n else _spanned(above, xs)
            if wide:
                ys.append((min(p.bottom for p in above) + max(p.top for p in row)) / 2)
                rules.append(Rule(False, ys[-1], wide[0], wide[-1]))
        ys.append(low)
        rules.append(Rule(False, low, xs[0], xs[-1]))
    rows = [row for _, band in bands for row in band]
    rules += [rule for y in pairwise(ys) for rule in _uprights(y, rows, xs)]
    return Table(xs, tuple(ys), tuple(rules))


def _columns(pieces: Iterable[_Piece]) -> list[tuple[float, float]]:
    """Merge pieces above each other into columns: left and right ends."""
    columns: list[tuple[float, float]] = []
    for piece in sorted(pieces, key=lambda piece: piece.left):
        if columns and piece.left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], piece.right))
        else:
            columns.append((piece.left, piece.right))
    return columns


def _continues(row: _Row, above: _Row, xs: Sequence[float]) -> bool:
    """Return whether a line goes on in the cells above it: no first cell, no figures, fewer cells."""
    later = row[0].left >= xs[1]
    return later and len(row) < len(above) and not any(piece.digit for piece in row)


def _spanned(row: _Row, xs: Sequence[float]) -> list[float]:
    """Return the edges of the columns that a head over several of them spans."""
    for piece in row:
        edges = [x for x in xs if piece.left < x < piece.right]
        if edges:
            first = max(x for x in xs if x <= piece.left)
            return [first, *edges, min(x for x in xs if x >= piece.right)]
    return []


def _uprights(band: tuple[float, float], rows: Sequence[_Row], xs: Sequence[float]) -> list[Rule]:
    """Return the upright rules of one row, without those that a wide head crosses."""
    high, low = band
    inside = [p for row in rows for p in row if low < (p.bottom + p.top) / 2 < high]
    return [
        Rule(True, x, low, high)
        for x in xs
        if not any(piece.left < x < piece.right for piece in inside)
    ]
