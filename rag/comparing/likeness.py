"""Measure how alike clauses are, by the pairs of characters that they share.

Rare pairs count more (tf-idf), numbers count as one character, so that clauses that differ in
a figure alone are as good as equal. Clauses of one numbered article or section lend each other
some of their likeness, as short items are alike in many places.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from index.text.characters import character_pairs, letters_and_digits
from rag.comparing.clauses import Clause

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH = 8192  # of a vector; pairs of characters beyond that share places
SURROUNDINGS = 0.25  # how much the likeness of the whole article or section counts
FEWEST_GROUPS = 5  # articles or sections in a text whose clauses are told apart by them

_DIGITS = re.compile(r"\d+")


def folded(text: str) -> str:
    """Return letters and digits of a text; clauses that differ in nothing else are the same."""
    return letters_and_digits(text)


def word_likeness(a: Sequence[Clause], b: Sequence[Clause]) -> NDArray[np.float32]:
    """Return the likeness of each clause to each of the others, (n, m), from 0 to 1."""
    vectors = _vectors([Counter(_pairs(clause)) for clause in (*a, *b)])
    return vectors[: len(a)] @ vectors[len(a) :].T


def group_likeness(a: Sequence[Clause], b: Sequence[Clause]) -> NDArray[np.float32]:
    """Return for each two clauses how alike the articles or sections are that they stand in."""
    first, second = _groups(a), _groups(b)
    groups = [*first.values(), *second.values()]
    vectors = _vectors([Counter(pair for one in group for pair in _pairs(one)) for group in groups])
    whole = vectors[: len(first)] @ vectors[len(first) :].T
    spread: NDArray[np.float32] = whole[np.ix_(group_places(a), group_places(b))]
    return spread


def lends(a: Sequence[Clause], b: Sequence[Clause]) -> bool:
    """Return whether both texts have groups enough for them to tell one place from another."""
    return min(len(_groups(a)), len(_groups(b))) >= FEWEST_GROUPS


def group_places(clauses: Sequence[Clause]) -> list[int]:
    """Return for each clause the place of its group, counted from 0."""
    numbers: dict[int, int] = {}
    return [numbers.setdefault(clause.group, len(numbers)) for clause in clauses]


def _pairs(clause: Clause) -> list[str]:
    text = _DIGITS.sub("0", folded(clause.words) or folded(clause.text))
    return character_pairs(text) or [text]


def _groups(clauses: Sequence[Clause]) -> dict[int, list[Clause]]:
    groups: dict[int, list[Clause]] = {}
    for clause in clauses:
        groups.setdefault(clause.group, []).append(clause)
    return groups


def _vectors(counts: Sequence[Counter[str]]) -> NDArray[np.float32]:
    """Return unit vectors of the pairs' tf-idf, (texts, WIDTH)."""
    held = Counter(pair for count in counts for pair in count)
    places = {pair: n % WIDTH for n, pair in enumerate(held)}
    vectors = np.zeros((len(counts), min(WIDTH, len(held) or 1)), np.float32)
    for row, count in zip(vectors, counts, strict=True):
        for pair, times in count.items():
            row[places[pair]] += (1 + np.log(times)) * np.log(1 + len(counts) / held[pair])
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = vectors / np.maximum(lengths, 1e-9)
    return unit
