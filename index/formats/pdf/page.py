"""Read one page of a PDF with PDFium: its lines of characters, and the rules drawn on it.

Coordinates are in points; y grows upwards from the bottom of the page.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

MAX_PATHS = 5_000  # most paths on a page of tables; a page with more is a picture
_HYPHENS = {"\x02": "-", "\ufffe": "-"}  # PDFium's marks for a word divided at the end of a line


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


def read_chars(textpage: Any) -> list[Char]:
    """Return all characters in PDFium's reading order, line ends among them."""
    from pypdfium2 import raw

    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    chars, extent = [], (0.0, 0.0)
    for i in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, i)
        text = chr(code) if code < 0x110000 else "\ufffd"
        raw.FPDFText_GetLooseCharBox(textpage, i, ctypes.byref(box))
        if (box.bottom, box.top) != extent:  # unchanged: same font on the same line
            raw.FPDFText_GetCharOrigin(textpage, i, ctypes.byref(x), ctypes.byref(y))
            extent = (box.bottom, box.top)
        text = _HYPHENS.get(text, text)
        chars.append(Char(text, y.value, box.left, box.bottom, box.right, box.top))
    return chars


def lines_of(chars: Sequence[Char], page: int) -> list[Line]:
    """Group the characters into printed lines; leave out empty ones."""
    lines = []
    for row in _split(chars):
        inked = [char for char in row if not char.text.isspace()]
        text = _text(row)
        if inked and text.strip():
            y = sorted(char.base for char in inked)[len(inked) // 2]
            left, right = min(c.left for c in inked), max(c.right for c in inked)
            lines.append(Line(text, left, right, y, _size(inked), page))
    return lines


def _split(chars: Sequence[Char]) -> Iterator[list[Char]]:
    row: list[Char] = []
    for char in chars:
        if char.text in "\r\n":
            yield row
            row = []
        else:
            row.append(char)
    yield row


def _text(chars: Sequence[Char]) -> str:
    text = "".join(char.text for char in chars)
    paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return unicodedata.normalize("NFC", paired).strip()


def _size(chars: Sequence[Char]) -> float:
    """Return the em: the most frequent width of Chinese characters, or else height."""
    wide = [round(c.right - c.left, 1) for c in chars if c.text >= "\u2e80"]
    heights = [round((c.top - c.bottom) / 1.2, 1) for c in chars]
    return Counter(wide or heights).most_common(1)[0][0]


def read_rules(page: Any) -> list[Rule]:
    """Return the horizontal and vertical strokes of a page, sides of rectangles among them."""
    from pypdfium2 import raw

    rules: list[Rule] = []
    for count, drawn in enumerate(page.get_objects([raw.FPDF_PAGEOBJ_PATH], max_depth=3)):
        if count >= MAX_PATHS:
            return []
        points = _points(drawn)
        for (x0, y0), (x1, y1) in pairwise(points):
            if abs(y0 - y1) < 1 <= abs(x0 - x1):
                rules.append(Rule(False, (y0 + y1) / 2, min(x0, x1), max(x0, x1)))
            elif abs(x0 - x1) < 1 <= abs(y0 - y1):
                rules.append(Rule(True, (x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    return rules


def _points(drawn: Any) -> list[tuple[float, float]]:
    """Return the corners of a path's first hundred segments; none if it has a curve."""
    from pypdfium2 import raw

    x, y = ctypes.c_float(), ctypes.c_float()
    matrix = drawn.get_matrix()
    points = []
    for i in range(min(raw.FPDFPath_CountSegments(drawn), 100)):
        segment = raw.FPDFPath_GetPathSegment(drawn, i)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_BEZIERTO:
            return []
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        points.append(matrix.on_point(x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    return points
