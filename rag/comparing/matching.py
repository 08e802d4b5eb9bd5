"""Match the clauses of two articles, first by their words and order, then by what they mean."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rag.comparing.alignment import Pair, best_first, chain, out_of_order, with_parts
from rag.comparing.clauses import Clause
from rag.comparing.likeness import SURROUNDINGS, group_likeness, lends, word_likeness
from rag.comparing.meaning import Embed, meant_likeness

if TYPE_CHECKING:
    from numpy.typing import NDArray

# likeness from which two clauses are one: in words alone, with their surroundings, out of order
SURE, SURE_MIXED, SURE_MOVED = 0.5, 0.4, 0.75
LIKE = 0.31  # mean likeness in words and meaning from which two clauses are of one matter
LIKE_SHORT, SHORT = 0.42, 25  # the same where one has fewer characters than that
LIKE_AGAIN = 0.4  # the same for a clause whose counterpart already has one
TINY = 1e-6
SHORTEST_MOVED = 10  # characters of a clause that may have moved: the same few words mean little
LIKE_IN_WORDS = 0.35  # where the meaning is not known


@dataclass(frozen=True, slots=True)
class Matched:
    """Pairs of clauses, and how alike in words each clause is to each other one.

    `again` are pairs of a clause with one that another pair has already.
    """

    pairs: list[Pair]
    again: list[Pair]
    words: NDArray[np.float32]
    anchored: float  # share of the shorter text that was sure by its words


def match(a: Sequence[Clause], b: Sequence[Clause], embed: Embed) -> Matched:
    """Match the clauses of two articles."""
    words = word_likeness(a, b)
    places = group_likeness(a, b) if lends(a, b) else None
    mixed = _mixed(words, places)
    sure = chain(np.where((words >= SURE) & (mixed >= SURE_MIXED), mixed, 0).astype(np.float32))
    rows, columns = _left(a, sure, 0), _left(b, sure, 1)
    long = [i for i in rows if len(a[i].text) >= SHORTEST_MOVED]
    sure += best_first(words, long, columns, SURE_MOVED)
    rows, columns = _texts(a, _left(a, sure, 0)), _texts(b, _left(b, sure, 1))
    meant = meant_likeness(a, b, rows, columns, embed)
    own = words * np.float32(LIKE / LIKE_IN_WORDS)
    if meant is not None:
        own = (words + meant) / np.float32(2)
    alike = own >= _least(a, b)
    scores = _mixed(own, places) * alike
    like = best_first(scores, rows, columns, TINY)
    pairs = _pairs(sure, mixed) + _pairs(like, own)
    return Matched(
        with_parts(_in_order(pairs), a, b),
        _again(own * alike, rows, columns, like),
        words,
        _share(a, b, sure),
    )


def _mixed(own: NDArray[np.float32], places: NDArray[np.float32] | None) -> NDArray[np.float32]:
    """Add how alike the articles or sections are that the clauses stand in."""
    return own if places is None else (1 - SURROUNDINGS) * own + SURROUNDINGS * places


def _least(a: Sequence[Clause], b: Sequence[Clause]) -> NDArray[np.float32]:
    """Return how alike two clauses must be of themselves: more where one has few words."""
    short = [np.array([len(clause.words) < SHORT for clause in side]) for side in (a, b)]
    return np.where(short[0][:, None] | short[1][None], LIKE_SHORT, LIKE)


def _left(clauses: Sequence[Clause], pairs: Collection[tuple[int, int]], side: int) -> list[int]:
    taken = {pair[side] for pair in pairs}
    return [n for n in range(len(clauses)) if n not in taken]


def _texts(clauses: Sequence[Clause], numbers: Sequence[int]) -> list[int]:
    return [n for n in numbers if clauses[n].kind != "heading"]


def _pairs(found: Sequence[tuple[int, int]], scores: NDArray[np.float32]) -> list[Pair]:
    return [Pair(i, j, i + 1, j + 1, min(1.0, float(scores[i, j]))) for i, j in found]


def _in_order(pairs: Sequence[Pair]) -> list[Pair]:
    """Sort pairs by the first text, those marked that have moved in the second."""
    moved = out_of_order((pair.first, pair.second) for pair in pairs)
    ordered = sorted(pairs, key=lambda pair: pair.first)
    return [
        Pair(p.first, p.second, p.first_end, p.second_end, p.likeness, (p.first, p.second) in moved)
        for p in ordered
    ]


def _again(
    scores: NDArray[np.float32],
    rows: Sequence[int],
    columns: Sequence[int],
    like: Sequence[tuple[int, int]],
) -> list[Pair]:
    """Pair what is left with its nearest, where that one has a counterpart already."""
    taken_rows, taken_columns = {i for i, _ in like}, {j for _, j in like}
    if not rows or not columns:
        return []
    found = [
        (i, max(columns, key=lambda j: float(scores[i, j]))) for i in rows if i not in taken_rows
    ]
    found += [
        (max(rows, key=lambda i: float(scores[i, j])), j) for j in columns if j not in taken_columns
    ]
    return _pairs([(i, j) for i, j in found if scores[i, j] >= LIKE_AGAIN], scores)


def _share(a: Sequence[Clause], b: Sequence[Clause], sure: Sequence[tuple[int, int]]) -> float:
    """Return the share of the shorter text that has a sure counterpart."""
    sizes = [sum(len(clause.text) for clause in clauses) for clauses in (a, b)]
    matched = [sum(len(a[i].text) for i, _ in sure), sum(len(b[j].text) for _, j in sure)]
    shorter = sizes.index(min(sizes))
    return matched[shorter] / max(1, sizes[shorter])
