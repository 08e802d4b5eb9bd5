"""Find a quote in the characters of the file that it was read from.

The two differ: the file breaks lines and pages, sets running heads between them, spaces and
ligatures, full-width or half-width digits, and the cells of a table in an order of its own. So
letters and digits alone are compared, and the quote is found in pieces, each as long as can be.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

MAX_QUOTE = 4_000  # characters of a quote that are looked for
MAX_PIECES = 300
CONTEXT = 40  # characters before and after a quote that tell it from its like
SURE = 6  # characters of a piece that may stand anywhere; a shorter one has to be near
NEAR = 120  # characters between a short piece and the one before it
FOUND = 0.6  # least part of a quote that has to be found

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A quote to look for, and the text around it."""

    quote: str
    before: str = ""
    after: str = ""


class Characters:
    """The characters of a file, folded for comparison."""

    def __init__(self, characters: Iterable[str]) -> None:
        places: list[int] = []
        texts: list[str] = []
        for at, character in enumerate(characters):
            if folded := fold(character):
                texts.append(folded)
                places.extend([at] * len(folded))
        self._text, self._places = "".join(texts), places

    def find(self, wanted: Wanted) -> list[Range]:
        """Return the ranges of characters that hold a quote, in its order; none if it is not there.

        Ranges are of the characters as they were given.
        """
        quote = fold_text(wanted.quote[:MAX_QUOTE])
        before, after = fold_text(wanted.before)[-CONTEXT:], fold_text(wanted.after)[:CONTEXT]
        if whole := self._whole(quote, before, after):
            return [self._range(*whole)]
        pieces = self._pieces(quote, before)
        if sum(end - start for start, end in pieces) < FOUND * len(quote):
            return []
        return [self._range(*piece) for piece in pieces]

    def _whole(self, quote: str, before: str, after: str) -> Range | None:
        """Return where the quote stands in one piece; of several places, the one that fits best.

        Where a few characters stand in several places and nothing tells them apart, none is taken.
        """
        starts = _occurrences(self._text, quote)
        if not starts:
            return None

        def likeness(start: int) -> int:
            end = start + len(quote)
            ahead = self._text[max(0, start - CONTEXT) : start]
            return _common(ahead[::-1], before[::-1]) + _common(
                self._text[end : end + CONTEXT], after
            )

        best = max(starts, key=likeness)
        if len(quote) < SURE and len(starts) > 1 and not likeness(best):
            return None
        return best, best + len(quote)

    def _pieces(self, quote: str, before: str) -> list[Range]:
        """Return the longest pieces of the quote that there are, from its beginning on."""
        pieces: list[Range] = []
        last, at = self._end_of(before), 0
        while at < len(quote) and len(pieces) < MAX_PIECES:
            length = self._longest(quote, at)
            start = self._nearest(quote[at : at + length], last) if length else None
            if start is None:
                at += 1
                continue
            pieces.append((start, start + length))
            last, at = start + length, at + length
        return pieces

    def _end_of(self, before: str) -> int | None:
        """Return where the text before the quote ends, None if it is not there."""
        for length in range(len(before), 3, -1):
            if (found := self._text.find(before[-length:])) >= 0:
                return found + length
        return None

    def _longest(self, quote: str, at: int) -> int:
        """Return how many characters of the quote, from one on, stand together somewhere."""
        low, high = 0, 1
        while at + high <= len(quote) and quote[at : at + high] in self._text:
            low, high = high, 2 * high
        high = min(high, len(quote) - at + 1)
        while low + 1 < high:
            middle = (low + high) // 2
            if quote[at : at + middle] in self._text:
                low = middle
            else:
                high = middle
        return low

    def _nearest(self, piece: str, last: int | None) -> int | None:
        """Return the place of a piece nearest to the end of the one before it, if near enough.

        The first one has to be long, or to stand nowhere else.
        """
        if last is None:
            first = self._text.find(piece)
            alone = len(piece) > 1 and self._text.rfind(piece) == first
            return first if len(piece) >= SURE or alone else None
        after, before = self._text.find(piece, last), self._text.rfind(piece, 0, last)
        places = [place for place in (after, before) if place >= 0]
        nearest = min(places, key=lambda place: abs(place - last))
        return nearest if len(piece) >= SURE or abs(nearest - last) <= NEAR else None

    def _range(self, start: int, end: int) -> Range:
        return self._places[start], self._places[end - 1] + 1


def fold_text(text: str) -> str:
    """Fold a text for comparison."""
    return "".join(map(fold, text))


@lru_cache(maxsize=20_000)
def fold(character: str) -> str:
    """Return the letters and digits of a character: ﬁ is fi, Ａ and é are a and e, ， is nothing.

    Rare characters outside of Unicode's basic plane are left out: PDFium cuts them in two.
    """
    plain = unicodedata.normalize("NFKD", character).casefold()
    return "".join(c for c in plain if c.isalnum() and c <= "\uffff")


def merged(ranges: Iterable[Range]) -> list[Range]:
    """Return ranges in order, those that touch as one."""
    out: list[Range] = []
    for start, end in sorted(ranges):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def within(ranges: Sequence[Range], start: int, end: int) -> list[Range]:
    """Return what of the ordered, disjoint ranges lies between two offsets."""
    first = bisect_left(ranges, start, key=lambda one: one[1])
    found = []
    for a, b in ranges[first:]:
        if a >= end:
            break
        if max(a, start) < min(b, end):
            found.append((max(a, start), min(b, end)))
    return found


def _occurrences(text: str, part: str) -> list[int]:
    """Return where a part begins, at most a thousand times."""
    starts: list[int] = []
    at = text.find(part) if part else -1
    while at >= 0 and len(starts) < 1_000:
        starts.append(at)
        at = text.find(part, at + 1)
    return starts


def _common(left: str, right: str) -> int:
    """Return how many characters two texts have in common at their beginnings."""
    length = min(len(left), len(right))
    return next((n for n in range(length) if left[n] != right[n]), length)
