"""Divide a text into its sentences and clauses once, to look up what is around an offset."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from rag.extractive.bold.figures import Range

_CLAUSE = re.compile(r"[^，,；;。！？!?：:（）()\n\t]+")
_NUMBER = re.compile(
    r"\d{1,2}\s?月\s?\d{1,2}\s?日|(?<![\d.,])(?!(?:19|20)\d\d\s?[年-])\d[\d.,]*+\s?[余多]?[万亿]*+[余多]?(?![年月日\d])[元%％名家个件种例台张人次]?"
)
_COLON = re.compile("[:：]")
_SENTENCE = re.compile(r"[^；;。！？!?\n\t]+")


@dataclass(frozen=True, slots=True)
class Stretches:
    """The sentences, clauses and numbers of a text, as ranges in order; a year is no number."""

    sentences: tuple[Range, ...]
    clauses: tuple[Range, ...]
    numbers: tuple[Range, ...]

    def sentence(self, at: int) -> Range:
        """Return the sentence, up to a semicolon, that holds an offset."""
        return _around(self.sentences, at)

    def clause(self, at: int) -> Range:
        """Return the clause that holds an offset; what stands in brackets is one of its own."""
        return _around(self.clauses, at)


@lru_cache(maxsize=64)
def stretches(text: str) -> Stretches:
    """Return the sentences, clauses and numbers of a text."""
    return Stretches(
        tuple(_sentences(text)),
        tuple(m.span() for m in _CLAUSE.finditer(text)),
        tuple(m.span() for m in _NUMBER.finditer(text)),
    )


def _sentences(text: str) -> Iterator[Range]:
    """Yield the sentences; what leads in several, up to a colon, belongs to none of them.

    支付比例为：一级90%；二级80%。 has three: 支付比例为, 一级90% and 二级80%.
    """
    found = [m.span() for m in _SENTENCE.finditer(text)]
    for (start, end), following in zip_longest(found, found[1:]):
        colon = max(text.rfind(mark, start, end) for mark in ":：") + 1
        several = text[end : end + 1] in ("；", ";") and following is not None
        if colon and several and not _COLON.search(text, following[0], following[1]):
            yield start, colon
            start = colon
        yield start, end


def _around(ranges: tuple[Range, ...], at: int) -> Range:
    place = bisect_right(ranges, (at, len(ranges) and ranges[-1][1])) - 1
    if place >= 0 and ranges[place][0] <= at < ranges[place][1]:
        return ranges[place]
    return at, at
