"""Build PDF files: Chinese text at given positions, and rules; read an article from one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.formats.pdf.reader import read_pdf
from index.loading.assembly import finish
from index.model import Article

FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/UniGB-UTF16-H/DescendantFonts[<<"
    b"/Type/Font/Subtype/CIDFontType0/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)"
    b"/Ordering(GB1)/Supplement 2>>/DW 1000>>]>>"
)
LEFT, TOP, PITCH, SIZE = 80, 760, 24, 16
FULL = "村卫生室统一采购药品每季度公布一次价格村民随时可以查看并可"  # a line of 28 characters
WIDE = len(FULL)
XS, YS = (80, 200, 320, 440), (600, 570, 540, 510)  # edges of a table of three columns and rows
ROWS = [["地区", "机构数", "品种"], ["东湖", "35", "101"], ["西山", "18", "96"]]


@dataclass
class Page:
    """The drawing on a page: texts (x, y, size, text) and strokes (x0, y0, x1, y1)."""

    texts: list[tuple[float, float, float, str]] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)

    def write(self, *lines: str, x: float = LEFT, top: float = TOP, size: float = SIZE) -> Page:
        """Add lines below each other; ideographic spaces at the start of a line indent it."""
        for n, line in enumerate(lines):
            indent = (len(line) - len(line.lstrip("\u3000"))) * size
            self.texts.append((x + indent, top - n * PITCH, size, line.lstrip("\u3000")))
        return self

    def grid(self, xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]]) -> Page:
        """Add a table with all its rules; `ys` go from top to bottom."""
        self.rules += [(x, ys[0], x, ys[-1]) for x in xs] + [(xs[0], y, xs[-1], y) for y in ys]
        for y, row in zip(ys[1:], rows, strict=True):
            self.texts += [(x + 3, y + 5, 10, t) for x, t in zip(xs, row, strict=False) if t]
        return self

    def content(self) -> bytes:
        """Return the page's drawing operators."""
        strokes = (f"{a} {b} m {c} {d} l S" for a, b, c, d in self.rules)
        texts = (
            f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET"
            for x, y, size, text in self.texts
        )
        return "\n".join([*strokes, *texts]).encode()


def make_pdf(*pages: Page, title: str = "") -> bytes:
    """Return the bytes of a PDF file with these pages."""
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        FONT,
        b"<</Title <FEFF" + title.encode("utf-16-be").hex().encode() + b">>>",
    ]
    for n, page in enumerate(pages):
        content = page.content()
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
            + f"/Contents {6 + 2 * n} 0 R>>".encode(),
            f"<</Length {len(content)}>>stream\n".encode() + content + b"\nendstream",
        ]
    return assemble(objects, b"/Info 4 0 R")


def assemble(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Return the file of these objects, numbered from 1; the first is the catalogue."""
    out, places = b"%PDF-1.5\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n".encode() + body + b"\nendobj\n"
    table = b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n".encode() + table
    end += f"trailer<</Size {size}/Root 1 0 R".encode() + trailer
    return out + end + f">>\nstartxref\n{len(out)}\n%%EOF".encode()


def article_of(*pages: Page, title: str = "") -> Article:
    """Return the article that is read from a file of these pages."""
    [article], _ = finish(read_pdf(make_pdf(*pages, title=title)), "文件")
    return article
