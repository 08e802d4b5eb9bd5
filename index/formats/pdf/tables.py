"""Find the tables of a PDF page: cells between the rules drawn on it, and their texts."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats.pdf.page import Char, Rule, em, rows_of, text_of
from index.text.lines import join

MAX_RULES = 2_000  # most rules on a page of tables; a page with more is a drawing
NEAR = 3.0  # most points between strokes that form one rule or meet
OVERHANG = 12.0  # least points that rules stand out beyond the outer edge of an open table
_PADDING = 14.0  # most points of a cell's width that stay empty beside its text


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of rules; `xs` are its edges from left to right, `ys` from top to bottom."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    rules: tuple[Rule, ...]

    def holds(self, x: float, y: float) -> bool:
        """Return whether the point lies in the table."""
        return self.xs[0] <= x <= self.xs[-1] and self.ys[-1] <= y <= self.ys[0]

    def rows(self, chars: Iterable[Char]) -> list[list[str]]:
        """Return the texts of the cells; merged cells are repeated, unless one fills its row.

        Lines of a cell that were set apart have a line end between them.
        """
        owner = self.owners()
        held: dict[tuple[int, int], list[Char]] = {cell: [] for cell in owner.values()}
        for char in chars:
            x, y = char.centre
            if self.holds(x, y):
                held[owner[self._cell(x, y)]].append(char)
        texts = {cell: cell_text(inside, self._room(cell, owner)) for cell, inside in held.items()}
        rows = []
        for r in range(len(self.ys) - 1):
            owners = [owner[r, c] for c in range(len(self.xs) - 1)]
            cells = owners[:1] if len(set(owners)) == 1 else owners
            rows.append([texts[cell] for cell in cells])
        return rows

    def owners(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Map each cell to the one it is merged with, above or left: no rule separates them."""
        owner: dict[tuple[int, int], tuple[int, int]] = {}
        for r in range(len(self.ys) - 1):
            middle = (self.ys[r] + self.ys[r + 1]) / 2
            for c in range(len(self.xs) - 1):
                centre = (self.xs[c] + self.xs[c + 1]) / 2
                if r and not self._ruled(False, self.ys[r], centre):
                    owner[r, c] = owner[r - 1, c]
                elif c and not self._ruled(True, self.xs[c], middle):
                    owner[r, c] = owner[r, c - 1]
                else:
                    owner[r, c] = (r, c)
        return owner

    def _cell(self, x: float, y: float) -> tuple[int, int]:
        row = bisect(self.ys, -y, key=lambda edge: -edge) - 1
        return min(row, len(self.ys) - 2), min(bisect(self.xs, x) - 1, len(self.xs) - 2)

    def _room(self, cell: tuple[int, int], owner: dict[tuple[int, int], tuple[int, int]]) -> float:
        columns = [c for (_, c), mine in owner.items() if mine == cell]
        return self.xs[max(columns) + 1] - self.xs[min(columns)]

    def _ruled(self, upright: bool, at: float, point: float) -> bool:
        return any(
            rule.upright is upright
            and abs(rule.at - at) <= NEAR
            and rule.start <= point <= rule.end
            for rule in self.rules
        )


def cell_text(chars: Iterable[Char], room: float) -> str:
    """Return the text of a cell that is `room` wide.

    A line that is full goes on in the next one. Others have a line end behind them, and so has
    every figure with another below it: two figures must not become one.
    """
    rows = sorted(rows_of(chars), key=lambda row: -row[0].centre[1])
    widest = max((row[-1].right - row[0].left for row in rows), default=0)
    room = max(room - _PADDING, widest)
    text = ""
    for above, row in pairwise([[], *rows]):
        line = " ".join(text_of(row).split())
        apart = above and (_has_room(above, row, room) or (text[-1:].isdigit() and _digit(line)))
        text = f"{text}\n{line}" if apart else join(text, line)
    return text


def _has_room(above: Sequence[Char], row: Sequence[Char], room: float) -> bool:
    """Return whether the line had room for the first word of the next one, so was ended early."""
    word = next((n for n, char in enumerate(row) if not char.text.isascii()), len(row)) or 1
    needed = row[word - 1].right - row[0].left + 0.5 * em(row)
    stacked = len(above) == len(row) == 1 and above[0].text >= "\u2e80"  # set downwards
    return above[-1].right - above[0].left + needed < room and not stacked


def _digit(line: str) -> bool:
    return line[:1].isdigit() or (line[:1] in "-−+." and line[1:2].isdigit())


def find_tables(rules: Sequence[Rule]) -> list[Table]:
    """Return the tables of a page from top to bottom, among them those open at the sides.

    A table is a group of rules that meet and enclose at least two columns. One of a single row
    is a table only as part of one that began on the page before.
    """
    if len(rules) > MAX_RULES:
        return []
    tables = []
    for group in groups_of(rules):
        across = [rule for rule in group if not rule.upright]
        upright = [rule for rule in group if rule.upright]
        if across and upright:
            xs = _with_ends(edges_of(rule.at for rule in upright), across)
            ys = _with_ends(edges_of(rule.at for rule in across), upright)
            if len(xs) >= 3 and len(ys) >= 2:
                tables.append(Table(tuple(xs), tuple(reversed(ys)), tuple(group)))
    return sorted(tables, key=lambda table: -table.ys[0])


def _with_ends(edges: list[float], crossing: Sequence[Rule]) -> list[float]:
    """Add the outer edges of a table that is open at its sides: where the crossing rules end."""
    first, last = min(r.start for r in crossing), max(r.end for r in crossing)
    before = [first] if first < edges[0] - OVERHANG else []
    return before + edges + ([last] if last > edges[-1] + OVERHANG else [])


def groups_of(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Return the groups of rules that meet."""
    left, groups = list(rules), []
    while left:
        group, at = [left.pop()], 0
        while at < len(group):
            rule, at = group[at], at + 1
            group.extend(other for other in left if _meet(rule, other))
            left = [other for other in left if not _meet(rule, other)]
        groups.append(group)
    return groups


def _meet(one: Rule, other: Rule) -> bool:
    if one.upright is other.upright:  # pieces of one rule
        apart = max(one.start, other.start) - min(one.end, other.end)
        return abs(one.at - other.at) <= NEAR and apart <= NEAR
    return (
        other.start - NEAR <= one.at <= other.end + NEAR
        and one.start - NEAR <= other.at <= one.end + NEAR
    )


def edges_of(places: Iterable[float]) -> list[float]:
    """Sort the places of strokes; strokes side by side count as one edge."""
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > NEAR:
            edges.append(place)
    return edges
