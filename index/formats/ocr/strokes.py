"""Find the rules of tables on the image of a page."""

from __future__ import annotations

from typing import Any

Stroke = tuple[float, float, float, float]  # left, top, right, bottom, in pixels

_DARK = 160  # most brightness of ink
_LENGTH = 1 / 20  # least length, as a part of the image's width
_THICK = 12  # most pixels across


def find_strokes(image: Any) -> list[Stroke]:
    """Return the long straight strokes of an image (height, width, 3), level and upright ones."""
    import cv2

    grey = cv2.medianBlur(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), 3)
    ink = cv2.threshold(grey, _DARK, 255, cv2.THRESH_BINARY_INV)[1]
    length = max(20, int(image.shape[1] * _LENGTH))
    strokes: list[Stroke] = []
    for shape in ((length, 1), (1, length)):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, shape)
        lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel)
        lines = cv2.dilate(lines, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)))
        for x, y, width, height, _ in cv2.connectedComponentsWithStats(lines)[2][1:].tolist():
            if min(width, height) <= _THICK:
                strokes.append((x, y, x + width, y + height))
    return strokes
