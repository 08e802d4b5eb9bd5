"""Read the characters, rules and pictures of a PDF page with PDFium, the page set upright."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from index.formats.pdf.page import Char, Rule

MAX_PATHS = 5_000  # most paths on a page of tables; a page with more is a picture
_HYPHENS = {"\x02": "-", "\ufffe": "-"}  # PDFium's marks for a word divided at the end of a line
MAX_SIDE = 4_000  # pixels of the image of a page
_BGR = 2  # FPDFBitmap_BGR: three bytes a pixel
_SAMPLE = 200  # characters that show how the text of a page is turned

Turn = Callable[[float, float], tuple[float, float]]
_TURNS: dict[int, Turn] = {  # by the quarters that the text is turned with the clock
    1: lambda x, y: (-y, x),
    2: lambda x, y: (-x, -y),
    3: lambda x, y: (y, -x),
}


def read_page(page: Any) -> tuple[list[Char], list[Rule]]:
    """Return the characters in reading order and the rules; text that lies on its side is turned."""
    textpage = page.get_textpage()
    chars, rules = _read_chars(textpage), _read_rules(page)
    if turn := _TURNS.get(_quarters(textpage)):
        return [_turned_char(c, turn) for c in chars], [_turned_rule(r, turn) for r in rules]
    return chars, rules


def picture_share(page: Any) -> float:
    """Return the part of the page that its largest picture fills."""
    from pypdfium2 import raw

    width, height = page.get_size()
    shares = [0.0]
    for count, drawn in enumerate(page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
        if count >= MAX_PATHS:
            break
        left, bottom, right, top = drawn.get_bounds()
        shares.append((right - left) * (top - bottom) / (width * height or 1))
    return max(shares)


def image_of(page: Any, dpi: float) -> tuple[Any, float]:
    """Return the image of a page (height, width, 3) and its pixels an inch, fewer if it is huge."""
    dpi = min(dpi, MAX_SIDE * 72 / max(page.get_size()))
    bitmap = page.render(scale=dpi / 72, force_bitmap_format=_BGR)
    return bitmap.to_numpy()[:, :, :3].copy(), dpi


def _read_chars(textpage: Any) -> list[Char]:
    from pypdfium2 import raw

    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    chars, extent = [], (0.0, 0.0)
    for i in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, i)
        text = chr(code) if code < 0x110000 else "\ufffd"
        if text in " \r\n" and raw.FPDFText_IsGenerated(textpage, i):
            continue
        raw.FPDFText_GetLooseCharBox(textpage, i, ctypes.byref(box))
        if (box.bottom, box.top) != extent:  # unchanged: same font on the same line
            raw.FPDFText_GetCharOrigin(textpage, i, ctypes.byref(x), ctypes.byref(y))
            extent = (box.bottom, box.top)
        text = _HYPHENS.get(text, text)
        chars.append(Char(text, y.value, box.left, box.bottom, box.right, box.top))
    return chars


def _quarters(textpage: Any) -> int:
    """Return the quarter turns, with the clock, of most of the text."""
    from pypdfium2 import raw

    count = textpage.count_chars()
    angles = (raw.FPDFText_GetCharAngle(textpage, i) for i in range(0, count, count // _SAMPLE + 1))
    turns = Counter(round(angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0)
    return turns.most_common(1)[0][0] if turns else 0


def _turned_char(char: Char, turn: Turn) -> Char:
    x0, y0 = turn(char.left, char.bottom)
    x1, y1 = turn(char.right, char.top)
    bottom, top = sorted((y0, y1))
    base = bottom + 0.2 * (top - bottom)
    return replace(char, base=base, left=min(x0, x1), right=max(x0, x1), bottom=bottom, top=top)


def _turned_rule(rule: Rule, turn: Turn) -> Rule:
    ends = [(rule.at, rule.start), (rule.at, rule.end)]
    (x0, y0), (x1, y1) = (turn(*(end if rule.upright else end[::-1])) for end in ends)
    if abs(y0 - y1) < abs(x0 - x1):
        return Rule(False, y0, min(x0, x1), max(x0, x1))
    return Rule(True, x0, min(y0, y1), max(y0, y1))


def _read_rules(page: Any) -> list[Rule]:
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
