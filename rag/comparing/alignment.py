"""Align the clauses of two articles: in order as far as they go, then those that moved.

`chain` is the dynamic programme of the longest common subsequence with weights in place of
equality (Needleman and Wunsch, 1970, without a penalty for gaps), a row at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from index.text.characters import character_pairs
from rag.comparing.clauses import Clause
from rag.comparing.likeness import folded

if TYPE_CHECKING:
    from numpy.typing import NDArray

# share of a clause's pairs of characters that another holds, for it to be a part of that one:
# of any clause, and of one that stands in the same paragraph as the part that is sure
CONTAINED, CONTAINED_BESIDE = 0.6, 0.45
FEWEST_PAIRS = 6  # of characters in a clause that may be a part of another


@dataclass(frozen=True, slots=True)
class Pair:
    """Clauses that belong together: `a[first:first_end]` and `b[second:second_end]`."""

    first: int
    second: int
    first_end: int
    second_end: int
    likeness: float
    moved: bool = False


def chain(scores: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Return the pairs, rising in both numbers, whose scores have the greatest sum.

    Pairs with a score of 0 are left out.
    """
    n, m = scores.shape
    best = np.zeros((n + 1, m + 1), np.float32)
    for i in range(n):
        with_pair = np.maximum(best[i, 1:], best[i, :-1] + scores[i])
        best[i + 1, 1:] = np.maximum.accumulate(with_pair)
    return _backwards(best, scores)


def _backwards(best: NDArray[np.float32], scores: NDArray[np.float32]) -> list[tuple[int, int]]:
    found = []
    i, j = scores.shape
    while i and j:
        if best[i, j] == best[i - 1, j]:
            i -= 1
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            found.append((i, j))
    return found[::-1]


def best_first(
    scores: NDArray[np.float32], rows: Collection[int], columns: Collection[int], least: float
) -> list[tuple[int, int]]:
    """Pair rows and columns, each once, the highest scores first, down to `least`."""
    free_rows, free_columns = set(rows), set(columns)
    if not free_rows or not free_columns:
        return []
    where = np.argwhere(scores >= least)
    order = np.argsort(-scores[where[:, 0], where[:, 1]], kind="stable")
    found = []
    for i, j in where[order].tolist():
        if i in free_rows and j in free_columns:
            free_rows.remove(i)
            free_columns.remove(j)
            found.append((i, j))
    return found


def out_of_order(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the pairs that have moved: those outside the longest run of rising pairs."""
    found = sorted(pairs)
    columns = sorted(j for _, j in found)
    places = {j: n for n, j in enumerate(columns)}
    scores = np.zeros((len(found), len(columns)), np.float32)
    for n, (_, j) in enumerate(found):
        scores[n, places[j]] = 1
    kept = {found[n] for n, _ in chain(scores)}
    return set(found) - kept


def with_parts(pairs: Sequence[Pair], a: Sequence[Clause], b: Sequence[Clause]) -> list[Pair]:
    """Extend pairs by the unpaired clauses beside them that hold a part of the other side.

    So a paragraph that was split in two is paired with both halves.
    """
    free_a = set(range(len(a))) - {pair.first for pair in pairs}
    free_b = set(range(len(b))) - {pair.second for pair in pairs}
    grown = []
    for pair in pairs:
        second, second_end = _grown(a[pair.first], b, pair.second, free_b)
        first, first_end = _grown(b[pair.second], a, pair.first, free_a)
        grown.append(
            replace(pair, first=first, first_end=first_end, second=second, second_end=second_end)
        )
    return grown


def _grown(whole: Clause, clauses: Sequence[Clause], at: int, free: set[int]) -> tuple[int, int]:
    """Return the range of clauses around one that are parts of `whole`; they are free no more."""
    held = set(character_pairs(folded(whole.text)))
    line = clauses[at].line
    start, end = at, at + 1
    while end in free and _is_part(clauses[end], held, whole, line):
        free.remove(end)
        end += 1
    while start - 1 in free and _is_part(clauses[start - 1], held, whole, line):
        start -= 1
        free.remove(start)
    return start, end


def _is_part(clause: Clause, held: set[str], whole: Clause, line: int) -> bool:
    pairs = character_pairs(folded(clause.words))
    if clause.kind != whole.kind or len(pairs) < FEWEST_PAIRS:
        return False
    least = CONTAINED_BESIDE if clause.line == line else CONTAINED
    return sum(pair in held for pair in pairs) >= least * len(pairs)
