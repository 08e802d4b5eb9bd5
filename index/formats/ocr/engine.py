"""Recognise the words of a page's image with RapidOCR (PP-OCRv6, small), run by OpenVINO.

The models come with RapidOCR's package; nothing is downloaded. A page takes about two seconds on
two cores, and some 1.4 GB of memory.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from index.formats.ocr.strokes import Stroke, find_strokes
from index.text.characters import HAN

INSTALL = 'pip install "wence[ocr]"'
MAX_SIDE = 2_400  # pixels; larger images are made smaller
_SKEW = 0.3  # least degrees of a page set straight
_TRIED = 4  # longest lines that show which way up a page is
_LEAST = 0.5  # least score of a word that is kept
_SURE = 0.9  # least mean score of lines that are the right way up
_HALF_WIDTH = re.compile(rf"(?<=[{HAN}”）》])[,:;!?()]|(?<![\d.])[,:;!?()](?=[{HAN}“《])")
_FULL_WIDTH = str.maketrans(",:;!?()", "，：；！？（）")

Image = Any  # a numpy array: height, width, 3 colours; uint8


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised line or piece of one; its box in pixels from the upper left of the image."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    score: float


@dataclass(frozen=True, slots=True)
class Recognised:
    """The words of an image, and the rules drawn on it: left, top, right, bottom, in pixels.

    `size` is the width and height of the image, after it was set upright.
    """

    size: tuple[int, int]
    words: Sequence[Word]
    rules: Sequence[Stroke] = ()


Recogniser = Callable[[Image], Recognised]

before_page: ContextVar[Callable[[], None]] = ContextVar("before_page", default=lambda: None)
"""Called before a page is recognised, so that its process gets the time and memory for it."""


def recogniser() -> Recogniser | None:
    """Return the function that recognises an image, or None where the extra is not installed."""
    return recognise if find_spec("rapidocr") else None


def recognise(image: Image) -> Recognised:
    """Return the words of an image that may be turned by quarters or stand a little askew."""
    before_page.get()()
    image = _within_limits(image)
    boxes = _boxes(image)
    turned = _upright(image, boxes)
    if turned is not image:
        image, boxes = turned, _boxes(turned)
    if len(boxes) and _SKEW < abs(angle := _skew(boxes)) < 15:
        image = _rotated(image, angle)
        boxes = _boxes(image)
    strokes = find_strokes(image)
    words = [word for box in boxes for word in _words(image, box, strokes)]
    return Recognised((image.shape[1], image.shape[0]), words, strokes)


@cache
def _engine() -> Any:
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    engine = rapidocr.EngineType.OPENVINO
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": MAX_SIDE,
            "Det.engine_type": engine,
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Rec.engine_type": engine,
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
            "Rec.rec_batch_num": 1,  # lines of their own widths: fewer errors than padded ones
            "EngineConfig.openvino.num_streams": 1,
        }
    )


def _within_limits(image: Image) -> Image:
    import cv2

    scale = MAX_SIDE / max(image.shape[:2])
    if scale >= 1:
        return image
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _boxes(image: Image) -> Any:
    """Return the corners of the lines: lines, 4, 2; clockwise from the upper left."""
    found = _engine()(image, use_det=True, use_rec=False).boxes
    return () if found is None else found


def _upright(image: Image, boxes: Any) -> Image:
    """Return the image turned by quarters, so that its longest lines read best."""
    import cv2

    sides = [(math.dist(b[0], b[1]), math.dist(b[0], b[3])) for b in boxes]
    if sum(h > 1.5 * w for w, h in sides) > sum(w > 1.5 * h for w, h in sides):
        image = cv2.rotate(image, cv2.ROTATE_90_CLOCKWISE)
        boxes = _boxes(image)
    longest = sorted(boxes, key=lambda b: -math.dist(b[0], b[1]))[:_TRIED]
    lines = [_crop(image, box) for box in longest]
    if not lines or (score := _score(lines)) >= _SURE:
        return image
    over = _score([cv2.rotate(line, cv2.ROTATE_180) for line in lines])
    return cv2.rotate(image, cv2.ROTATE_180) if over > score else image


def _score(lines: Sequence[Image]) -> float:
    scores = [_engine()(ln, use_det=False, use_rec=True).scores or (0.0,) for ln in lines]
    return sum(float(s[0]) for s in scores) / len(scores)


def _crop(image: Image, box: Any) -> Image:
    return _engine().crop_text_regions(image, [box])[0]


def _skew(boxes: Any) -> float:
    """Return the degrees by which the longer lines fall to the right."""
    wide = sorted(boxes, key=lambda b: -math.dist(b[0], b[1]))[: max(1, len(boxes) // 2)]
    angles = (math.atan2(b[1][1] - b[0][1], b[1][0] - b[0][0]) for b in wide)
    return math.degrees(median(angles))


def _rotated(image: Image, angle: float) -> Image:
    import cv2

    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    white = (255, 255, 255)
    return cv2.warpAffine(image, matrix, (width, height), borderValue=white, flags=cv2.INTER_CUBIC)


def _words(image: Image, box: Any, strokes: Sequence[Stroke]) -> Iterator[Word]:
    """Recognise the words in a box, cut where a rule crosses it."""
    (left, top), (right, bottom) = box.min(axis=0), box.max(axis=0)
    middle, high = (top + bottom) / 2, bottom - top
    cuts = sorted(
        (x0 + x1) / 2
        for x0, y0, x1, y1 in strokes
        if y1 - y0 > x1 - x0 and y0 < middle < y1 and left + high / 2 < x0 < right - high / 2
    )
    edges = [left, *cuts, right]
    for start, end in pairwise(edges):
        piece = _crop(image, box) if not cuts else _cut(image, start, top, end, bottom)
        found = _engine()(piece, use_det=False, use_rec=True)
        text, score = (found.txts or ("",))[0].strip(), (found.scores or (0.0,))[0]
        if text and score >= _LEAST:
            yield Word(
                _wide(text), float(start), float(top), float(end), float(bottom), float(score)
            )


def _cut(image: Image, left: float, top: float, right: float, bottom: float) -> Image:
    return image[max(0, int(top)) : int(bottom) + 1, int(left) + 3 : int(right) - 2]


def _wide(text: str) -> str:
    """Write punctuation beside Chinese characters in full width, as it is printed."""
    return _HALF_WIDTH.sub(lambda match: match[0].translate(_FULL_WIDTH), text)
