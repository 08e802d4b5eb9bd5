"""Find the tables of a PDF page: cells between the rules drawn on it, and their texts."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.formats.pdf.page import Char, Rule
from index.text.lines import join

MAX_RULES = 2_000  # most rules on a page of tables; a page with more is a drawing
NEAR = 3.0  # most points between strokes that form one rule or meet


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
        """Return the texts of the cells; merged cells are repeated, unless one fills its row."""
        owner = self._owners()
        held: dict[tuple[int, int], list[Char]] = {cell: [] for cell in owner.values()}
        for char in chars:
            x, y = char.centre
            if self.holds(x, y):
                held[owner[self._cell(x, y)]].append(char)
        texts = {cell: _text(inside) for cell, inside in held.items()}
        rows = []
        for r in range(len(self.ys) - 1):
            owners = [owner[r, c] for c in range(len(self.xs) - 1)]
            cells = owners[:1] if len(set(owners)) == 1 else owners
            rows.append([texts[cell] for cell in cells])
        return rows

    def _cell(self, x: float, y: float) -> tuple[int, int]:
        row = bisect(self.ys, -y, key=lambda edge: -edge) - 1
        return min(row, len(self.ys) - 2), min(bisect(self.xs, x) - 1, len(self.xs) - 2)

    def _owners(self) -> dict[tuple[int, int], tuple[int, int]]:
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

    def _ruled(self, upright: bool, at: float, point: float) -> bool:
        return any(
            rule.upright is upright
            and abs(rule.at - at) <= NEAR
            and rule.start <= point <= rule.end
            for rule in self.rules
        )


def _text(chars: Sequence[Char]) -> str:
    """Join the lines of a cell."""
    text, line, last = "", "", None
    for char in chars:
        if last is not None and char.top < last.bottom:
            text, line = join(text, line.strip()), ""
        line, last = line + char.text, char
    return " ".join(join(text, line.strip()).split())


def find_tables(rules: Sequence[Rule]) -> list[Table]:
    """Return the tables of a page from top to bottom.

    A table is a group of rules that meet and enclose at least two columns and two rows.
    """
    if len(rules) > MAX_RULES:
        return []
    tables = []
    for group in _groups(rules):
        xs = _edges(rule.at for rule in group if rule.upright)
        ys = _edges(rule.at for rule in group if not rule.upright)
        if len(xs) >= 3 and len(ys) >= 3:
            tables.append(Table(tuple(xs), tuple(reversed(ys)), tuple(group)))
    return sorted(tables, key=lambda table: -table.ys[0])


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
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


def _edges(places: Iterable[float]) -> list[float]:
    """Sort the places of strokes; strokes side by side count as one edge."""
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > NEAR:
            edges.append(place)
    return edges
