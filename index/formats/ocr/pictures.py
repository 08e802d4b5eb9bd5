"""Read a picture of pages (PNG, JPEG, TIFF, BMP, WebP): one page a frame, by recognition."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from index.errors import DocumentError
from index.formats.ocr.engine import INSTALL, recogniser
from index.formats.ocr.scan import scan
from index.formats.pdf.document import draft_of, page_of
from index.layout.draft import Draft, recognised

MAX_FRAMES = 500  # pages of one file
MAX_PIXELS = 80_000_000  # of one page: A3 at 600 dpi
_PAGE_HEIGHT = 11.7  # inches, where a picture does not say its pixels an inch


def read_picture(data: bytes) -> Draft:
    """Return the recognised text of a picture, as of a scanned PDF.

    Raises:
        DocumentError: recognition is not installed, the file is damaged or has no text.
    """
    recognise = recogniser()
    if recognise is None:
        raise DocumentError(f"图片里的文字要先识别，请安装文字识别后再读：{INSTALL}")
    scans = [scan(frame, dpi, recognise) for frame, dpi in _frames(data)]
    sure = {n: found.confidence for n, found in enumerate(scans, 1) if found.chars}
    if not sure:
        raise DocumentError("图片里没有识别出文字")
    pages = [page_of(found.chars, found.rules, n) for n, found in enumerate(scans, 1)]
    told = recognised(sure)
    return replace(draft_of(pages), notes=[told], recognised=told)


def _frames(data: bytes) -> Iterator[tuple[Any, float]]:
    """Yield each frame (height, width, 3), upright as its camera says, and its pixels an inch."""
    import numpy as np
    from PIL import Image, ImageOps, ImageSequence

    try:
        picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "BMP", "WEBP"))
        for n, frame in enumerate(ImageSequence.Iterator(picture)):
            if n >= MAX_FRAMES or frame.width * frame.height > MAX_PIXELS:
                raise DocumentError("图片太大，请拆分或缩小后再读")
            upright = ImageOps.exif_transpose(frame).convert("RGBA")
            paper = Image.new("RGBA", upright.size, "white")
            pixels = np.asarray(Image.alpha_composite(paper, upright).convert("RGB"))
            yield pixels, max(upright.size) / _PAGE_HEIGHT
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise DocumentError("图片已损坏，无法读取") from error
