"""Show the pages of a document as images, and where on them a quote stands.

Places are fractions of a page as it is seen, from its upper left corner, so that they hold for
an image of any size.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from index.errors import DocumentError
from index.originals.matching import Characters, Range, Wanted

WIDTHS = (1000, 2000)  # pixels of the images of a page
MAX_PIXELS = 12_000_000  # of an image: A4 at 350 dots an inch
MAX_SIDE = 8_000  # of an image; WebP has no more than twice as many
MAX_SEARCHED = 12  # pages among which a quote is looked for
MAX_CHARS = 50_000  # of a page
MAX_BOXES = 500
PRINT_COLOURS = 4_000  # most colours of a page of text; one with pictures has more
KEPT_COLOURS = 32  # of a page of text: enough for smooth letters
_UNITS = 100  # a point, of the grid in which PDFium tells places on a page
_GAP = 1.5  # most heights between two characters of one box

Box = tuple[float, float, float, float]
"""Left, top, width and height, as fractions of the page."""


class PagedDocument(Protocol):
    """A document of pages, numbered from 1."""

    def sizes(self) -> list[tuple[float, float]]:
        """Return the width and height of each page, of which only the ratio counts."""

    def picture(self, number: int, width: int) -> bytes:
        """Return the image of a page as WebP, so many pixels wide."""

    def places(self, wanted: Wanted, first: int, last: int) -> dict[int, list[Box]]:
        """Return where a quote stands that is on the pages from first to last."""


@dataclass(frozen=True, slots=True)
class _Edges:
    """The box of a character on the page as it is seen, in `_UNITS` from the upper left corner."""

    left: int
    top: int
    right: int
    bottom: int

    def joined(self, other: _Edges) -> _Edges:
        return _Edges(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


class Pdf:
    """The pages of a PDF, drawn by PDFium."""

    def __init__(self, data: bytes) -> None:
        import pypdfium2

        try:
            self._document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise DocumentError("PDF 已损坏，无法读取") from error

    def sizes(self) -> list[tuple[float, float]]:
        """Return the width and height of each page, in points."""
        return [self._document.get_page_size(n) for n in range(len(self._document))]

    def picture(self, number: int, width: int) -> bytes:
        """Return the image of a page."""
        page = self._document[number - 1]
        scale = _scale(page.get_size(), width)
        return webp(page.render(scale=scale, rev_byteorder=True).to_pil())

    def places(self, wanted: Wanted, first: int, last: int) -> dict[int, list[Box]]:
        """Look for a quote on its pages, and then on the pages around them."""
        for around in (0, 1):
            start = max(1, first - around)
            stop = min(len(self._document), last + around, start + MAX_SEARCHED - 1)
            if found := self._places(wanted, range(start, stop + 1)):
                return found
        return {}

    def _places(self, wanted: Wanted, numbers: Sequence[int]) -> dict[int, list[Box]]:
        pages = {n: self._document[n - 1] for n in numbers}
        texts = {n: page.get_textpage() for n, page in pages.items()}
        known = [(n, i, char) for n, text in texts.items() for i, char in enumerate(_chars(text))]
        ranges = Characters(char for *_, char in known).find(wanted)
        return {
            n: boxes
            for n, page in pages.items()
            if (boxes := _boxes(page, texts[n], [_of_page(known, one, n) for one in ranges]))
        }


class Pictures:
    """The frames of a picture, each a page; their text was recognised, and has no places."""

    def __init__(self, data: bytes) -> None:
        from PIL import Image

        try:
            self._picture = Image.open(
                io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "BMP", "WEBP")
            )
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise DocumentError("图片已损坏，无法读取") from error

    def sizes(self) -> list[tuple[float, float]]:
        """Return the width and height of each frame, in pixels."""
        return [frame.size for frame in self._frames()]

    def picture(self, number: int, width: int) -> bytes:
        """Return a frame at most so wide."""
        frame = next(frame for n, frame in enumerate(self._frames(), 1) if n == number)
        scale = min(1, _scale(frame.size, width))
        size = (max(1, round(side * scale)) for side in frame.size)
        return webp(frame.convert("RGB").resize(tuple(size)))

    def places(self, wanted: Wanted, first: int, last: int) -> dict[int, list[Box]]:
        """Return nothing."""
        return {}

    def _frames(self) -> Iterator[Any]:
        """Yield the frames, upright as the camera says."""
        from PIL import ImageOps, ImageSequence

        for frame in ImageSequence.Iterator(self._picture):
            yield ImageOps.exif_transpose(frame)


def webp(image: Any) -> bytes:
    """Write an image as WebP: text without loss in few colours, half as large and sharper."""
    from PIL import Image

    out = io.BytesIO()
    if image.getcolors(PRINT_COLOURS):
        few = image.quantize(KEPT_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.convert("RGB").save(out, "WEBP", lossless=True, quality=20, method=1)
    else:
        image.save(out, "WEBP", quality=75, method=1)
    return out.getvalue()


def _scale(size: tuple[float, float], width: int) -> float:
    """Return how a page is enlarged to a width, without more pixels than allowed."""
    across, down = max(size[0], 1e-3), max(size[1], 1e-3)
    most = min(MAX_SIDE / max(across, down), (MAX_PIXELS / (across * down)) ** 0.5)
    return float(min(width / across, most))


def _chars(textpage: Any) -> Iterator[str]:
    from pypdfium2 import raw

    for i in range(min(textpage.count_chars(), MAX_CHARS)):
        code = raw.FPDFText_GetUnicode(textpage, i)
        yield chr(code) if code < 0x110000 else "\ufffd"


def _of_page(known: Sequence[tuple[int, int, str]], found: Range, number: int) -> range:
    """Return which characters of a page belong to a range of the characters of all pages."""
    own = [i for n, i, _ in known[slice(*found)] if n == number]
    return range(own[0], own[-1] + 1) if own else range(0)


def _boxes(page: Any, textpage: Any, ranges: Iterable[range]) -> list[Box]:
    """Return a box for each printed line of the characters."""
    across, down = (max(1, round(side * _UNITS)) for side in page.get_size())
    lines: list[_Edges] = []
    for characters in ranges:
        begun = True
        for edges in _all_edges(page, textpage, characters, (across, down)):
            if begun or not _beside(lines[-1], edges):
                lines.append(edges)
            else:
                lines[-1] = lines[-1].joined(edges)
            begun = False
    return [_box(line, across, down) for line in lines[:MAX_BOXES]]


def _all_edges(
    page: Any, textpage: Any, characters: Iterable[int], size: tuple[int, int]
) -> Iterator[_Edges]:
    """Yield the boxes of the characters that have ink."""
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    for i in characters:
        if raw.FPDFText_GetUnicode(textpage, i) <= ord(" "):
            continue
        if raw.FPDFText_GetLooseCharBox(textpage, i, ctypes.byref(box)):
            yield _seen(page, box, size)


def _seen(page: Any, box: Any, size: tuple[int, int]) -> _Edges:
    """Return where a box of the page's own coordinates is seen: turned and cropped as the page."""
    from pypdfium2 import raw

    x, y = ctypes.c_int(), ctypes.c_int()
    xs, ys = [], []
    for left, top in ((box.left, box.top), (box.right, box.bottom)):
        raw.FPDF_PageToDevice(page, 0, 0, *size, 0, left, top, x, y)
        xs.append(x.value)
        ys.append(y.value)
    return _Edges(min(xs), min(ys), max(xs), max(ys))


def _beside(line: _Edges, char: _Edges) -> bool:
    """Return whether a character goes on a line: across the page or along it, either way."""
    across = max(char.left - line.right, line.left - char.right)
    along = max(char.top - line.bottom, line.top - char.bottom)
    return _goes_on(line.top, line.bottom, char.top, char.bottom, across) or (
        _goes_on(line.left, line.right, char.left, char.right, along)
    )


def _goes_on(start: int, end: int, own_start: int, own_end: int, gap: int) -> bool:
    """Return whether a box of much the same extent overlaps the line, and is near to its end."""
    lower, higher = sorted((end - start, own_end - own_start))
    overlap = min(end, own_end) - max(start, own_start)
    return higher < 2.5 * lower < 5 * overlap and -0.5 * lower <= gap <= _GAP * lower


def _box(line: _Edges, across: int, down: int) -> Box:
    """Return a line's box as fractions of the page, clipped to it."""
    left, top = max(0, line.left), max(0, line.top)
    width = max(0, min(across, line.right) - left)
    height = max(0, min(down, line.bottom) - top)
    shares = (left / across, top / down, width / across, height / down)
    return tuple(round(share, 5) for share in shares)  # type: ignore[return-value]
