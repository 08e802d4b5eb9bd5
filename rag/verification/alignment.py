"""Align a statement with its source: the runs that both have, in the order of both.

The alignment of most weight is chosen (Smith and Waterman 1981, with affine gaps as Gotoh 1982):
what the statement leaves out costs little, however much it is, but each gap costs something, so
that single characters are not matched by chance.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rag.verification.coverage import Content

if TYPE_CHECKING:
    from numpy.typing import NDArray

_GAP = 0.9  # cost of a gap, as a share of what one character of a rare word weighs
_SKIPPED = 0.012  # cost of each character of the source that is left out
_LEAST, _SIGN = 0.08, 0.02  # weight of a character without content, and of a punctuation mark
_IMPOSSIBLE = -1e9
_WORDLIKE = re.compile(r"[\u4e00-\u9fffA-Za-z0-9%.]")


@dataclass(frozen=True, slots=True)
class Run:
    """A run that both texts have: `at` in the statement, `place` in the source."""

    at: int
    place: int
    length: int

    @property
    def end(self) -> int:
        """Where the run ends in the statement."""
        return self.at + self.length

    @property
    def source_end(self) -> int:
        """Where the run ends in the source."""
        return self.place + self.length


def align(content: Content, source: str) -> list[Run]:
    """Return the runs that a statement has in common with a squeezed source, in their order."""
    if not content.text or not source:
        return []
    weights = _weights(content)
    scores = _scores(content.text, source, weights)
    i, j = map(int, np.unravel_index(scores.argmax(), scores.shape))
    return _trace(scores, weights, i, j) if scores[i, j] > 0 else []


def _weights(content: Content) -> NDArray[np.float64]:
    wordlike = np.array([bool(_WORDLIKE.match(c)) for c in content.text])
    return np.where(wordlike, np.maximum(content.weights, _LEAST), _SIGN)


def _scores(text: str, source: str, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the best score of an alignment that ends with each pair of characters, (n, m)."""
    said, found = (np.array([ord(c) for c in one]) for one in (text, source))
    skipped = _SKIPPED * np.arange(len(found))
    scores = np.full((len(said), len(found)), _IMPOSSIBLE)
    ended = np.full(len(found), _IMPOSSIBLE)  # the best before this row, by where it ended
    before = np.zeros(len(found))
    for i, code in enumerate(said):
        scores[i] = np.where(found == code, weights[i] + before, _IMPOSSIBLE)
        ended = np.maximum(ended, scores[i] + skipped)
        gap = np.maximum.accumulate(ended) - skipped - _GAP
        before[1:] = np.maximum(0, np.maximum(scores[i], gap)[:-1])
    return scores


def _trace(scores: NDArray[np.float64], weights: NDArray[np.float64], i: int, j: int) -> list[Run]:
    """Follow the best alignment back from its last pair of characters."""
    runs, length = [], 1
    while (rest := scores[i, j] - weights[i]) > 1e-9:
        if i and j and abs(scores[i - 1, j - 1] - rest) < 1e-9:
            i, j, length = i - 1, j - 1, length + 1
            continue
        runs.append(Run(i, j, length))
        earlier = scores[:i, :j] + _SKIPPED * np.arange(j)
        i, j = map(int, np.unravel_index(earlier.argmax(), earlier.shape))
        length = 1
    return [Run(i, j, length), *reversed(runs)]
