"""The characters, printed lines and rules of a page, told by their places alone.

Coordinates are in points; y grows upwards from the bottom of the page, as it is read. PDFium's
own line ends and blanks are not used: it takes a page of short cells for vertical writing, and
ends a line after each character.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.text.scripts import Script, write_scripts

BLANK = 0.18  # least space between words, in heights of their type
_SMALL, _SHIFT = 0.85, 0.15  # most height of raised type, least shift, as parts of the line's type
_BACK = 1.0  # most heights that a character may stand left of the end of the one before it


@dataclass(frozen=True, slots=True)
class Char:
    """A character, its base line and its advance box, which is one em wide if it is Chinese."""

    text: str
    base: float
    left: float
    bottom: float
    right: float
    top: float

    @property
    def centre(self) -> tuple[float, float]:
        """The centre of the box: x, y."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    @property
    def height(self) -> float:
        """The height of the box."""
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line; `size` is the em of its type."""

    text: str
    left: float
    right: float
    y: float
    size: float
    page: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight stroke from start to end, at height y, or if upright, at x."""

    upright: bool
    at: float
    start: float
    end: float


def lines_of(chars: Iterable[Char], page: int) -> list[Line]:
    """Group the characters, given in reading order, into printed lines; leave out empty ones."""
    lines = []
    for row in rows_of(chars):
        if text := text_of(row):
            y = sorted(char.base for char in row)[len(row) // 2]
            left, right = min(c.left for c in row), max(c.right for c in row)
            lines.append(Line(text, left, right, y, em(row), page))
    return lines


def rows_of(chars: Iterable[Char]) -> Iterator[list[Char]]:
    """Yield the characters of each printed line, without blanks between them."""
    row: list[Char] = []
    for char in chars:
        if char.text.isspace() or not char.text:
            continue
        if row and not _goes_on(row[-1], char):
            yield row
            row = []
        row.append(char)
    if row:
        yield row


def _goes_on(last: Char, char: Char) -> bool:
    """Return whether a character stands on the line of the one before it, or raised beside it."""
    lower = min(last.height, char.height)
    beside = min(last.top, char.top) - max(last.bottom, char.bottom) > lower / 2
    return beside and char.left > last.right - _BACK * max(last.height, char.height)


def text_of(row: Sequence[Char]) -> str:
    """Return the text of one printed line; raised and lowered digits are written as such."""
    spread = _letter_space(row)
    size = max((c.height for c in row if c.text.isalnum()), default=0)
    line = [c for c in row if c.height > _SMALL * size] or row
    base = median(c.base for c in line)
    runs: list[tuple[str, Script]] = []
    for last, char in pairwise([None, *row]):
        assert char is not None
        wide = last and char.left - last.right > spread + BLANK * min(last.height, char.height)
        runs.append((" " * bool(wide) + char.text, _script(char, size, base)))
    return _clean(write_scripts(runs))


def _script(char: Char, size: float, base: float) -> Script:
    shift = (char.base - base) / (size or 1)
    if char.height > _SMALL * size or abs(shift) < _SHIFT / 3:
        return ""
    return "sup" if shift >= _SHIFT else "sub" if shift <= -_SHIFT / 3 else ""


def _letter_space(row: Sequence[Char]) -> float:
    """Return the space by which all letters of a line are set apart, as in a spaced-out title."""
    gaps = [after.left - char.right for char, after in pairwise(row)]
    return max(0.0, median(gaps)) if len(gaps) > 2 else 0.0


def _clean(text: str) -> str:
    paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return unicodedata.normalize("NFC", paired).strip()


def em(chars: Sequence[Char]) -> float:
    """Return the em: the most frequent width of Chinese characters, or else height."""
    wide = [round(c.right - c.left, 1) for c in chars if c.text >= "\u2e80"]
    heights = [round(c.height / 1.2, 1) for c in chars]
    return Counter(wide or heights).most_common(1)[0][0]
