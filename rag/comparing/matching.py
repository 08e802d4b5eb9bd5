"""Match the clauses of two articles: by their words and order, then by what they mean.

What the sentences of two texts leave is matched by paragraphs, which say more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from rag.comparing.alignment import Pair, best_first, chain, out_of_order, with_parts
from rag.comparing.clauses import Clause
from rag.comparing.likeness import SURROUNDINGS, group_likeness, lends, word_likeness
from rag.comparing.meaning import Embed, meanings, unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

# likeness from which two clauses are one: in words alone, with their surroundings, out of order
SURE, SURE_MIXED, SURE_MOVED = 0.5, 0.4, 0.75
SHORTEST_MOVED = 10  # characters of a clause that may have moved: the same few words mean little
LIKE = 0.31  # mean likeness in words and meaning from which two clauses are of one matter
LIKE_SHORT, SHORT = 0.42, 25  # the same where one has fewer characters than that
LIKE_AGAIN = 0.4  # the same for a clause whose counterpart already has one
LIKE_IN_WORDS = 0.35  # in words alone, where the meaning is not known
VERSIONS = 0.55  # share of the shorter text that must be in the other, for them to be versions
TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Nearest:
    """What makes two texts that are each other's nearest one matter.

    `like` is the least mean likeness in words and meaning, `words` that in words alone, and
    `size` the least number of characters of both.
    """

    like: float
    words: float
    size: int


SENTENCES, PARAGRAPHS = Nearest(0.24, 0.05, SHORT), Nearest(0.22, 0.08, 60)


@dataclass(frozen=True, slots=True)
class Matched:
    """Pairs of clauses, and how alike in words each clause is to each other one.

    `again` are pairs of a clause with one that another pair has already. `anchored` is the
    share of the shorter text that has a sure counterpart by its words.
    """

    pairs: list[Pair]
    again: list[Pair]
    words: NDArray[np.float32]
    anchored: float


def match(a: Sequence[Clause], b: Sequence[Clause], embed: Embed) -> Matched:
    """Match the clauses of two articles."""
    words = word_likeness(a, b)
    places = group_likeness(a, b) if lends(a, b) else None
    sure = _sure(a, words, _mixed(words, places))
    anchored = _share(a, b, sure)
    found = _pairs(sure, words)
    rows, columns = _texts(a, _left(a, sure, 0)), _texts(b, _left(b, sure, 1))
    meant = meanings(a, b, rows, columns, embed)
    own = words * np.float32(LIKE / LIKE_IN_WORDS)
    if meant is not None:
        own = (words + meant[0] @ meant[1].T) / np.float32(2)
    alike = own >= _least(a, b)
    like = best_first(_mixed(own, places) * alike, rows, columns, TINY)
    again = _again(own * alike, rows, columns, like)
    if anchored < VERSIONS and meant is not None:
        like += _each(own, _enough(a, b, words, SENTENCES), sure + like)
        runs = _runs(a, rows), _runs(b, columns)
        found += _paragraphs(a, b, meant, runs, like)
    found += _pairs(like, own)
    return Matched(with_parts(_in_order(found), a, b), _pairs(again, own), words, anchored)


def _sure(
    a: Sequence[Clause], words: NDArray[np.float32], mixed: NDArray[np.float32]
) -> list[tuple[int, int]]:
    """Return the pairs that are sure by their words: in order first, then those that moved."""
    scores = np.where((words >= SURE) & (mixed >= SURE_MIXED), mixed, 0).astype(np.float32)
    found = chain(scores)
    taken_rows, taken_columns = {i for i, _ in found}, {j for _, j in found}
    rows = [i for i in range(len(a)) if i not in taken_rows and len(a[i].text) >= SHORTEST_MOVED]
    columns = [j for j in range(words.shape[1]) if j not in taken_columns]
    return found + best_first(words, rows, columns, SURE_MOVED)


def _mixed(own: NDArray[np.float32], places: NDArray[np.float32] | None) -> NDArray[np.float32]:
    """Add how alike the articles or sections are that the clauses stand in."""
    return own if places is None else (1 - SURROUNDINGS) * own + SURROUNDINGS * places


def _least(a: Sequence[Clause], b: Sequence[Clause]) -> NDArray[np.float32]:
    """Return how alike two clauses must be: more where one has few words."""
    short = [np.array([len(clause.words) < SHORT for clause in side]) for side in (a, b)]
    return np.where(short[0][:, None] | short[1][None], LIKE_SHORT, LIKE)


def _left(clauses: Sequence[Clause], pairs: Collection[tuple[int, int]], side: int) -> list[int]:
    taken = {pair[side] for pair in pairs}
    return [n for n in range(len(clauses)) if n not in taken]


def _texts(clauses: Sequence[Clause], numbers: Sequence[int]) -> list[int]:
    return [n for n in numbers if clauses[n].kind != "heading" and not clauses[n].names_columns]


def _pairs(found: Sequence[tuple[int, int]], scores: NDArray[np.float32]) -> list[Pair]:
    return [Pair(i, j, i + 1, j + 1, min(1.0, float(scores[i, j]))) for i, j in found]


def _in_order(pairs: Sequence[Pair]) -> list[Pair]:
    """Sort pairs by the first text, those marked that have moved in the second."""
    moved = out_of_order((pair.first, pair.second) for pair in pairs)
    ordered = sorted(pairs, key=lambda pair: pair.first)
    return [replace(pair, moved=(pair.first, pair.second) in moved) for pair in ordered]


def _again(
    scores: NDArray[np.float32],
    rows: Sequence[int],
    columns: Sequence[int],
    like: Sequence[tuple[int, int]],
) -> list[tuple[int, int]]:
    """Pair what is left with its nearest, where that one has a counterpart already."""
    if not rows or not columns:
        return []
    taken_rows, taken_columns = {i for i, _ in like}, {j for _, j in like}
    own = scores[np.ix_(rows, columns)]
    nearest_column, nearest_row = own.argmax(axis=1).tolist(), own.argmax(axis=0).tolist()
    found = [(i, columns[nearest_column[n]]) for n, i in enumerate(rows) if i not in taken_rows]
    found += [(rows[nearest_row[n]], j) for n, j in enumerate(columns) if j not in taken_columns]
    return [(i, j) for i, j in found if scores[i, j] >= LIKE_AGAIN]


def _enough(
    a: Sequence[Clause], b: Sequence[Clause], words: NDArray[np.float32], wanted: Nearest
) -> NDArray[np.bool_]:
    """Return where two texts say enough, and have words enough in common."""
    long = [np.array([len(one.words) >= wanted.size for one in side], bool) for side in (a, b)]
    enough: NDArray[np.bool_] = (words >= wanted.words) & long[0][:, None] & long[1][None]
    return enough


def _each(
    own: NDArray[np.float32],
    enough: NDArray[np.bool_],
    taken: Sequence[tuple[int, int]],
    wanted: Nearest = SENTENCES,
) -> list[tuple[int, int]]:
    """Return the free pairs that are each other's nearest among all."""
    taken_rows, taken_columns = {i for i, _ in taken}, {j for _, j in taken}
    nearest_row = own.argmax(axis=0)
    found = []
    for i, j in enumerate(own.argmax(axis=1).tolist()):
        free = i not in taken_rows and j not in taken_columns
        if free and nearest_row[j] == i and own[i, j] >= wanted.like and enough[i, j]:
            found.append((i, j))
    return found


def _paragraphs(
    a: Sequence[Clause],
    b: Sequence[Clause],
    meant: tuple[NDArray[np.float32], NDArray[np.float32]],
    runs: tuple[Sequence[range], Sequence[range]],
    like: Sequence[tuple[int, int]],
) -> list[Pair]:
    """Pair the paragraphs that are each other's nearest, and none of whose sentences is paired."""
    if not runs[0] or not runs[1]:
        return []
    first, second = [_joined(a, run) for run in runs[0]], [_joined(b, run) for run in runs[1]]
    words = word_likeness(first, second)
    meaning = _pooled(a, runs[0], meant[0]) @ _pooled(b, runs[1], meant[1]).T
    own = ((words + meaning) / 2).astype(np.float32)
    enough = _enough(first, second, words, PARAGRAPHS)
    for place, run in enumerate(runs[0]):
        enough[place] &= not any(i in run for i, _ in like)
    for place, run in enumerate(runs[1]):
        enough[:, place] &= not any(j in run for _, j in like)
    return [
        Pair(runs[0][i].start, runs[1][j].start, runs[0][i].stop, runs[1][j].stop, float(own[i, j]))
        for i, j in _each(own, enough, (), PARAGRAPHS)
    ]


def _runs(clauses: Sequence[Clause], numbers: Sequence[int]) -> list[range]:
    """Return the runs of neighbouring clauses of one paragraph, without headings and tables."""
    texts = [n for n in numbers if clauses[n].kind == "text"]
    runs = (
        [n for _, n in group]
        for _, group in groupby(
            enumerate(texts), key=lambda one: (one[1] - one[0], clauses[one[1]].line)
        )
    )
    return [range(run[0], run[-1] + 1) for run in runs]


def _joined(clauses: Sequence[Clause], run: range) -> Clause:
    first, last = clauses[run.start], clauses[run.stop - 1]
    text = "".join(clauses[n].text for n in run)
    return replace(first, end=last.end, text=text)


def _pooled(
    clauses: Sequence[Clause], runs: Sequence[range], vectors: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the unit vector of each run: the mean of its clauses', the longer the more."""
    sizes = np.array([[len(clause.text)] for clause in clauses], np.float32)
    return unit(np.stack([(vectors[run] * sizes[run]).sum(axis=0) for run in runs]))


def _share(a: Sequence[Clause], b: Sequence[Clause], sure: Sequence[tuple[int, int]]) -> float:
    """Return the share of the shorter text that has a sure counterpart."""
    sizes = [sum(len(clause.text) for clause in clauses) for clauses in (a, b)]
    matched = [sum(len(a[i].text) for i, _ in sure), sum(len(b[j].text) for _, j in sure)]
    shorter = sizes.index(min(sizes))
    return matched[shorter] / max(1, sizes[shorter])
