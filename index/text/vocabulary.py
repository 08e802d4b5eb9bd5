"""Discover words of a corpus that a general dictionary lacks.

A run of characters is a word when its parts occur together far more often than by chance
(pointwise mutual information) and what stands before and after it varies (branching
entropy): the two criteria of unsupervised Chinese word discovery (Jin & Tanaka-Ishii 2006).

N-grams are counted as numbers, not as strings: a longer one is a pair of two shorter ones, the
characters before its last and those after its first. Only pairs of two frequent ones can be
frequent, so few positions are left at each length.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np

from index.text.characters import BASIC_HAN, RARE_HAN
from index.text.tokenizer import normalise, stop_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_LENGTH = 8
_MIN_COUNT = 6
_MIN_PMI = 3.0
_MIN_ENTROPY = 1.2
_MAX_CHARS = 2_000_000  # sample of the corpus that is mined; bounds memory
_EDGE = "\0"  # before and after each run
_RUN = re.compile(f"[{RARE_HAN}{BASIC_HAN}]+")
_QUOTED = re.compile(f"[《“「]([{BASIC_HAN}]{{2,{MAX_LENGTH}}})[》”」]")


@dataclass(frozen=True, slots=True)
class Grams:
    """All places of the n-grams of one length that occur often enough.

    `starts` are their positions in the text, `numbers` the n-gram at each, from 0; `counts`
    how often each n-gram occurs.
    """

    length: int
    starts: NDArray[np.int64]
    numbers: NDArray[np.int64]
    counts: NDArray[np.int64]

    @classmethod
    def frequent(cls, length: int, starts: NDArray[np.int64], keys: NDArray[np.int64]) -> Grams:
        """Collect the n-grams with equal keys at these places, without the rare ones."""
        _, numbers, counts = np.unique(keys, return_inverse=True, return_counts=True)
        kept = counts[numbers] >= _MIN_COUNT
        renumbered = np.cumsum(counts >= _MIN_COUNT) - 1
        common = counts[counts >= _MIN_COUNT]
        return cls(length, starts[kept], renumbered[numbers[kept]], common)

    def longer(self, size: int) -> Grams:
        """Return the n-grams one character longer; the text has `size` characters."""
        at = np.full(size + 1, -1)
        at[self.starts] = self.numbers
        first, second = at[self.starts], at[self.starts + 1]
        whole = second >= 0
        keys = first[whole] * len(self.counts) + second[whole]
        return Grams.frequent(self.length + 1, self.starts[whole], keys)

    def examples(self) -> NDArray[np.int64]:
        """Return one place of each n-gram."""
        found = np.zeros(len(self.counts), np.int64)
        found[self.numbers] = self.starts
        return found


def mine_terms(titles: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Return new words of 2 to 8 characters, sorted.

    Both arguments are iterated over twice, so that a large corpus need not fit in memory.
    """
    sample = _sample(titles, texts)
    joined = _EDGE.join(["", *(run for text in sample for run in _RUN.findall(text)), ""])
    characters = np.frombuffer(joined.encode("utf-32-le"), np.uint32).astype(np.int64)
    words = {
        joined[start : start + length]
        for length, examples in enumerate(_words(characters), 2)
        for start in examples.tolist()
    }
    return sorted(words | _quoted(sample))


def _sample(*columns: Iterable[str]) -> list[str]:
    """Return all texts, normalised, or every nth one where they are too long together."""
    step = 1 + sum(map(len, chain(*columns))) // _MAX_CHARS
    return [normalise(text) for text in islice(chain(*columns), 0, None, step)]


def _quoted(sample: list[str]) -> set[str]:
    """Return the words that stand in quotation or title marks more than once."""
    counts = Counter(term for text in sample for term in _QUOTED.findall(text))
    return {term for term, count in counts.items() if count > 1}


def _words(characters: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Yield for each length from 2 the place of an example of each word."""
    inside = np.flatnonzero(characters != ord(_EDGE))
    grams = Grams.frequent(1, inside, characters[inside])
    counts = [_counts(grams, len(characters))]
    for _ in range(2, MAX_LENGTH + 1):
        grams = grams.longer(len(characters))
        counts.append(_counts(grams, len(characters)))
        examples = grams.examples()
        cohesive = ~_has_stop_edge(characters, examples, grams.length)
        cohesive &= _cohesion(counts, examples, len(inside)) >= _MIN_PMI
        yield examples[cohesive & (_branching(characters, grams) >= _MIN_ENTROPY)]


def _counts(grams: Grams, size: int) -> NDArray[np.int64]:
    """Return how often the n-gram at each position of the text occurs."""
    found = np.zeros(size, np.int64)
    found[grams.starts] = grams.counts[grams.numbers]
    return found


def _has_stop_edge(
    characters: NDArray[np.int64], starts: NDArray[np.int64], length: int
) -> NDArray[np.bool_]:
    stops = [ord(word) for word in stop_words() if len(word) == 1]
    return np.isin(characters[starts], stops) | np.isin(characters[starts + length - 1], stops)


def _cohesion(
    counts: list[NDArray[np.int64]], starts: NDArray[np.int64], total: int
) -> NDArray[np.float64]:
    """Return the lowest pointwise mutual information over all ways to cut each n-gram in two.

    `counts` are those of each length from 1 to the n-grams' own.
    """
    length = len(counts)
    parts = [
        counts[cut - 1][starts] * counts[length - cut - 1][starts + cut] for cut in range(1, length)
    ]
    found: NDArray[np.float64] = np.log(counts[-1][starts] * total / np.max(parts, axis=0))
    return found


def _branching(characters: NDArray[np.int64], grams: Grams) -> NDArray[np.float64]:
    """Return the smaller entropy of each n-gram's left and right neighbours."""
    before, after = grams.starts - 1, grams.starts + grams.length
    return np.minimum(
        _entropy(grams, characters[before], before), _entropy(grams, characters[after], after)
    )


def _entropy(
    grams: Grams, neighbours: NDArray[np.int64], places: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the entropy of each n-gram's neighbours; each edge of a run counts as one of its own."""
    edges = neighbours == ord(_EDGE)
    names = np.where(edges, places + sys.maxunicode + 1, neighbours)
    keys = grams.numbers * (sys.maxunicode + 1 + places.max(initial=0) + 1) + names
    _, first, counts = np.unique(keys, return_index=True, return_counts=True)
    owners = grams.numbers[first]
    share = counts / grams.counts[owners]
    found = np.zeros(len(grams.counts))
    np.add.at(found, owners, -share * np.log(share))
    return found
