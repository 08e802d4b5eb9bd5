"""Discover words of a corpus that a general dictionary lacks.

A run of characters is a word when its parts occur together far more often than by chance
(pointwise mutual information) and what stands before and after it varies (branching
entropy): the two criteria of unsupervised Chinese word discovery (Jin & Tanaka-Ishii 2006).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from math import log

from index.text.characters import BASIC_HAN, RARE_HAN
from index.text.tokenizer import normalise, stop_words

MAX_LENGTH = 8
_MIN_COUNT = 6
_MIN_PMI = 3.0
_MIN_ENTROPY = 1.2
_MAX_CHARS = 2_000_000  # sample of the corpus that is mined; bounds memory
_RUN = re.compile(f"[{RARE_HAN}{BASIC_HAN}]+")
_QUOTED = re.compile(f"[《“「]([{BASIC_HAN}]{{2,{MAX_LENGTH}}})[》”」]")


def mine_terms(titles: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Return new words of 2 to 8 characters, sorted.

    Both arguments are iterated over twice, so that a large corpus need not fit in memory.
    """
    sample = _sample(titles, texts)
    runs = [run for text in sample for run in _RUN.findall(text)]
    counts = _count(runs)
    total = sum(map(len, runs))
    frequent = {gram for gram, count in counts.items() if count >= _MIN_COUNT and len(gram) > 1}
    cohesive = {
        gram
        for gram in frequent
        if not _has_stop_edge(gram) and _cohesion(gram, counts, total) >= _MIN_PMI
    }
    words = {gram for gram, entropy in _branching(runs, cohesive) if entropy >= _MIN_ENTROPY}
    return sorted(words | _quoted(sample))


def _sample(*columns: Iterable[str]) -> list[str]:
    """Return all texts, normalised, or every nth one where they are too long together."""
    step = 1 + sum(map(len, chain(*columns))) // _MAX_CHARS
    return [normalise(text) for text in islice(chain(*columns), 0, None, step)]


def _quoted(sample: list[str]) -> set[str]:
    """Return the words that stand in quotation or title marks more than once."""
    counts = Counter(term for text in sample for term in _QUOTED.findall(text))
    return {term for term, count in counts.items() if count > 1}


def _grams(run: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every n-gram of a run."""
    for start in range(len(run)):
        for end in range(start + 1, min(start + MAX_LENGTH, len(run)) + 1):
            yield start, end


def _count(runs: list[str]) -> Counter[str]:
    return Counter(run[start:end] for run in runs for start, end in _grams(run))


def _has_stop_edge(gram: str) -> bool:
    return gram[0] in stop_words() or gram[-1] in stop_words()


def _cohesion(gram: str, counts: Counter[str], total: int) -> float:
    """Return the lowest pointwise mutual information over all ways to cut the n-gram in two."""
    joint = counts[gram] * total
    return min(
        log(joint / (counts[gram[:cut]] * counts[gram[cut:]])) for cut in range(1, len(gram))
    )


def _branching(runs: list[str], grams: set[str]) -> Iterator[tuple[str, float]]:
    """Yield each n-gram with the smaller entropy of its left and its right neighbours."""
    left: defaultdict[str, Counter[str]] = defaultdict(Counter)
    right: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for number, run in enumerate(runs):
        for start, end in _grams(run):
            gram = run[start:end]
            if gram in grams:
                # Each edge of a run counts as a neighbour of its own.
                left[gram][run[start - 1] if start else f"^{number}"] += 1
                right[gram][run[end] if end < len(run) else f"${number}"] += 1
    for gram in grams:
        yield gram, min(_entropy(left[gram]), _entropy(right[gram]))


def _entropy(counts: Counter[str]) -> float:
    total = sum(counts.values())
    return -sum(count / total * log(count / total) for count in counts.values())
