"""Lay out the recognised words of an image as the characters and rules of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from index.formats.ocr.engine import Image, Recognised, Recogniser, Word
from index.formats.pdf.page import Char, Rule
from index.text.lines import width

COLUMN = 12  # least width of a text column, in ems
_GUTTER = 0.7  # least space between columns, in ems
_MARGIN = 0.25  # space around a recognised word within its box, in heights
_SAME = 0.13  # most difference in size from the body type, as measured on an image
_SIZE_STEP = 0.5  # points


@dataclass(frozen=True, slots=True)
class Scan:
    """A page read from an image: its characters in reading order, its rules.

    `confidence` is the mean score of its characters.
    """

    chars: Sequence[Char]
    rules: Sequence[Rule]
    confidence: float


def scan(image: Image, dpi: float, recognise: Recogniser) -> Scan:
    """Recognise an image (height, width, 3) of so many pixels an inch; sizes are in points."""
    found = recognise(image)
    shrunk = max(found.size) / max(image.shape[:2])
    point = 72 / (dpi * shrunk)
    words = in_order(found.words)
    body = median(map(_em, words)) if words else 0
    chars = [char for word in words for char in _chars(word, body, point, found.size[1])]
    letters = sum(len(word.text) for word in words)
    mean = sum(word.score * len(word.text) for word in words) / (letters or 1)
    return Scan(chars, _rules(found, point), mean)


def in_order(words: Sequence[Word]) -> list[Word]:
    """Return the words in reading order: column by column, from top to bottom.

    The page is cut between columns, or else at its widest level gap, again and again.
    """
    if len(words) < 2:
        return list(words)
    if at := _gutter(words):
        left = [word for word in words if word.left < at]
        return in_order(left) + in_order([word for word in words if word.left >= at])
    rows = _rows(words)
    if at_row := _full_width(rows):
        above = [word for row in rows[:at_row] for word in row]
        return in_order(above) + in_order([word for row in rows[at_row:] for word in row])
    return [word for row in rows for word in sorted(row, key=lambda word: word.left)]


def _gutter(words: Sequence[Word]) -> float:
    """Return the x of a space between two wide columns of lines; 0 if there is none."""
    em = median(word.bottom - word.top for word in words)
    end = 0.0
    for word in sorted(words, key=lambda word: word.left):
        if end and word.left - end > _GUTTER * em:
            before = [other for other in words if other.left < word.left]
            behind = [other for other in words if other.left >= word.left]
            if all(_is_column(side, em) for side in (before, behind)):
                return word.left
        end = max(end, word.right)
    return 0.0


def _is_column(words: Sequence[Word], em: float) -> bool:
    return len(words) > 2 and median(word.right - word.left for word in words) > COLUMN * em


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Group words that stand on one line, from top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.top + word.bottom):
        last = rows[-1][-1] if rows else None
        middle = (word.top + word.bottom) / 2
        if (
            last
            and last.top < middle < last.bottom
            and middle - (last.top + last.bottom) / 2
            < (0.5 * min(word.bottom - word.top, last.bottom - last.top))
        ):
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _full_width(rows: Sequence[Sequence[Word]]) -> int:
    """Return the row at which to cut, so that one part can be cut into columns; 0 if none."""
    for at in range(1, len(rows)):
        upper = [word for row in rows[:at] for word in row]
        lower = [word for row in rows[at:] for word in row]
        if _gutter(lower) or _gutter(upper):
            return at
    return 0


def _em(word: Word) -> float:
    """Return the em of a word, in pixels: two columns wide, and no more than its height."""
    columns = sum(map(width, word.text)) or 1
    high = word.bottom - word.top
    return min(2 * (word.right - word.left - _MARGIN * high) / columns, high)


def _chars(word: Word, body: float, point: float, height: int) -> list[Char]:
    """Spread the characters of a word over its box; y is turned to grow upwards."""
    columns = sum(map(width, word.text)) or 1
    high, em = (word.bottom - word.top) * point, 2 * (word.right - word.left) * point / columns
    size = body if abs(_em(word) - body) < _SAME * body else _em(word)
    size = round(size * point / _SIZE_STEP) * _SIZE_STEP or _SIZE_STEP
    bottom = (height - word.bottom) * point
    chars, at = [], word.left * point
    for text in word.text:
        wide = width(text) * em / 2
        right = at + (size if width(text) == 2 else wide)
        chars.append(Char(text, bottom + 0.2 * high, at, bottom, right, bottom + 1.2 * size))
        at += wide
    return chars


def _rules(found: Recognised, point: float) -> list[Rule]:
    rules = []
    for left, top, right, bottom in found.rules:
        if right - left > bottom - top:
            at = found.size[1] - (top + bottom) / 2
            rules.append(Rule(False, at * point, left * point, right * point))
        else:
            low, high = found.size[1] - bottom, found.size[1] - top
            rules.append(Rule(True, (left + right) / 2 * point, low * point, high * point))
    return rules
