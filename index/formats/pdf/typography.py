"""Measure the typesetting of a PDF's body, to decide which lines continue a paragraph."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.formats.pdf.page import Line
from index.layout.parts import is_marked
from index.text.lines import ends_sentence

LARGE = 1.15  # least size of titles, as a multiple of the body's
NARROW = 12  # least width of a text column, in ems
RAGGED = 2.5  # most ems between a full line and the margin: numbers and words are not divided
_DATE = re.compile(
    r"[\d〇○零一二三四五六七八九十 ]{4,9}年[\d一二三四五六七八九十 ]{1,4}月[\d一二三四五六七八九十 ]{1,4}日"
)
GAP = 1.12  # multiple of the pitch; more space than this separates paragraphs


@dataclass(frozen=True, slots=True)
class BodyType:
    """Measures of the body type, in points: `size` is the em, `pitch` the line spacing.

    `margins` are the right ends of full lines, a column each, from left to right; `lefts` are
    the left ends of each page's lines, sorted.
    """

    size: float
    pitch: float
    margins: tuple[float, ...]
    lefts: Mapping[int, Sequence[float]]

    @classmethod
    def of(cls, pages: Sequence[Sequence[Line]]) -> BodyType:
        """Measure the lines of each page."""
        lines = [line for page in pages for line in page]
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[line.size] += len(line.text)
        size = sizes.most_common(1)[0][0] if sizes else 1.0
        steps = [
            above.y - line.y
            for page in pages
            for above, line in pairwise(page)
            if above.size == line.size == size and 0 < above.y - line.y < 4 * size
        ]
        lefts = {page[0].page: sorted(line.left for line in page) for page in pages if page}
        return cls(size, median(steps) if steps else 2 * size, _margins(lines, size), lefts)

    def goes_on(self, paragraph: Sequence[Line], line: Line) -> bool:
        """Return whether the line continues the paragraph."""
        last = paragraph[-1]
        if abs(last.size - line.size) > 0.08 * last.size or is_marked(line.text):
            return False
        if _DATE.fullmatch(line.text):
            return False
        if self.is_large(last):
            return _centred_together(last, line)
        if not self._fills(last):
            return False
        if last.page == line.page and last.y - line.y > GAP * self.pitch:
            return False
        if last.page == line.page and line.y < last.y and self._set_apart(last, line):
            return False
        if not self._indented(line):
            return True
        if abs(line.left - last.left) < line.size / 2:  # an indented block
            return len(paragraph) > 1 or not ends_sentence(last.text)
        return line.left > last.left and is_marked(last.text)  # a hanging item

    def _set_apart(self, last: Line, line: Line) -> bool:
        """Return whether two lines stand far to the right, the lower further, as signatures do."""
        far = self.lefts[line.page][0] < line.left - 5 * line.size
        return far and line.left > last.left + 0.9 * line.size and not is_marked(last.text)

    def is_large(self, line: Line) -> bool:
        """Return whether the line is set in the type of titles."""
        return line.size >= LARGE * self.size

    def _fills(self, line: Line) -> bool:
        """Return whether the line ends at the right margin of a wide enough column."""
        near = (m for m in self.margins if m >= line.right - self.size)
        margin = next((m for m in near if m - line.left > NARROW * line.size), None)
        return margin is not None and line.right >= margin - RAGGED * line.size

    def _indented(self, line: Line) -> bool:
        """Return whether other lines on the page start up to five ems further left."""
        lefts = self.lefts[line.page]
        return line.left - lefts[bisect_left(lefts, line.left - 5 * line.size)] > 0.9 * line.size


def _centred_together(above: Line, line: Line) -> bool:
    """Return whether two lines belong to one title: close together, on one axis."""
    axes = abs(above.left + above.right - line.left - line.right) / 2
    return above.page == line.page and axes < line.size and above.y - line.y < 2.5 * line.size


def _margins(lines: Sequence[Line], size: float) -> tuple[float, ...]:
    """Return the right ends that a tenth of the lines share, and the rightmost one."""
    step = RAGGED * size
    bins: dict[int, list[float]] = {}
    for line in lines:
        bins.setdefault(int(line.right // step), []).append(line.right)
    often = max(3, len(lines) / 10)
    shared = {max(ends) for ends in bins.values() if len(ends) >= often}
    body = [line.right for line in lines if line.size == size]
    return tuple(sorted(shared | ({max(body)} if body else set())))
