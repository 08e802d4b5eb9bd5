"""Measure how much of a statement its evidence covers.

Each character of a statement has the weight of its word (rare words weigh more, function words
nothing) and belongs to the longest run of characters that the evidence has too. One character
in common proves little, a run of six that both say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import TYPE_CHECKING

import numpy as np

from index.text.dictionary import dictionary, frequency
from rag.language.ngrams import FUNCTION_WORDS
from rag.language.quantities import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

COVERED = 2  # characters of a run that count as found; fewer stand in any text by chance
_LEAST_CLAUSE = 1.5  # weight that a clause needs to be judged by itself
_CLAUSE = re.compile(r"[^，,。；;：:！？!?、\n]+")
_CONTENT = re.compile(r"[\u4e00-\u9fffA-Za-z0-9%.]")
_SILENT = frozenset(FUNCTION_WORDS + "个吗呢吧啊")
_BLANKS = re.compile(r"\s+")
_DOTS = re.compile("[·•‧∙・]")


@lru_cache(maxsize=4096)
def squeeze(text: str) -> str:
    """Fold a text for comparison: half width, lower case, one kind of dot, no blanks."""
    return _BLANKS.sub("", _DOTS.sub("·", fold(text))).lower()


def is_content(word: str) -> bool:
    """Return whether a word has content: it is no sign and no function word."""
    return bool(_CONTENT.match(word)) and not _SILENT.issuperset(word)


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """A squeezed statement: the weight of each character (n,) and its content words' spans."""

    text: str
    weights: NDArray[np.float64]
    words: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, statement: str) -> Content:
        """Weigh the words of a statement."""
        text = squeeze(statement)
        weights, spans = np.zeros(len(text)), []
        at = 0
        for word in dictionary().cut(text, HMM=False):
            end = at + len(word)
            if is_content(word):
                weights[at:end] = rarity(word)
                spans.append((at, end))
            at = end
        return cls(text, weights, tuple(spans))

    @property
    def total(self) -> float:
        """The weight of the statement; 0 if it has no content."""
        return float(self.weights.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """Which characters of a statement stand in a source: `runs` (n,) are their runs' lengths."""

    content: Content
    runs: NDArray[np.int64]

    @classmethod
    def by(cls, content: Content, source: str) -> Coverage:
        """Find the runs of a statement in a squeezed source."""
        return cls(content, matched_runs(content.text, source))

    def features(self) -> dict[str, float]:
        """Describe the coverage in numbers that do not depend on the statement's length."""
        text, weights, total = self.content.text, self.content.weights, self.content.total
        missing = list(self._missing())
        rare = [float(weights[a:b].max()) for a, b in missing]
        clauses = list(self._clauses())
        return {
            "depth": float(weights @ np.log1p(self.runs)) / total,
            "shared": float(weights @ (self.runs >= COVERED)) / total,
            "longest": float(self.runs.max()) / len(text),
            "missing": len(missing) / max(1, len(self.content.words)),
            "missing_weight": sum(rare),
            "rarest": max(rare, default=0.0),
            "first_clause": clauses[0] if clauses else 0.0,
            "last_clause": clauses[-1] if clauses else 0.0,
        }

    def _missing(self) -> Iterator[tuple[int, int]]:
        """Yield the spans of the content words of which the source has less than half."""
        for start, end in self.content.words:
            if (self.runs[start:end] >= COVERED).mean() < 0.5:
                yield start, end

    def _clauses(self) -> Iterator[float]:
        """Yield the share of each clause that stands in runs of three characters or more."""
        for clause in _CLAUSE.finditer(self.content.text):
            weights = self.content.weights[clause.start() : clause.end()]
            if weights.sum() > _LEAST_CLAUSE:
                held = self.runs[clause.start() : clause.end()] > COVERED
                yield float(weights @ held) / float(weights.sum())

    def missing_stretch(self) -> str:
        """Return the longest stretch with content that the source lacks; empty if there is none."""
        held = (self.runs >= COVERED) | (self.content.weights == 0)
        found = [self.content.text[a:b] for a, b in _stretches(held)]
        return max(found, key=len, default="")


def _stretches(held: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield the stretches in which nothing is held."""
    edges = np.flatnonzero(np.diff(np.concatenate([[1], held, [1]]).astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def matched_runs(text: str, source: str) -> NDArray[np.int64]:
    """Return for each character of a text the longest run through it that the source has, (n,)."""
    found = np.zeros(len(text), np.int64)
    end = 0
    for start in range(len(text)):
        end = max(start, end)
        while end < len(text) and text[start : end + 1] in source:
            end += 1
        if end > start:
            np.maximum(found[start:end], end - start, out=found[start:end])
    return found


@lru_cache(maxsize=8192)
def rarity(word: str) -> float:
    """Return how rare a word is, 0 to 1: its inverse frequency in jieba's dictionary."""
    total = log(dictionary().total)
    return 1 - log(frequency(word) + 1) / total
