"""Read a PDF with a text layer into parts, each with its page, with PDFium.

Lines are joined by their position: a line that reaches the right margin continues in the next
one, unless that is indented, set apart or in other type. Running heads and page numbers are
dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from index.errors import DocumentError
from index.formats.pdf.page import Line, lines_of
from index.formats.pdf.pdfium import read_page
from index.formats.pdf.tables import NEAR, find_tables
from index.formats.pdf.typography import BodyType
from index.layout.draft import MAX_TITLE_LINES, Draft
from index.layout.parts import MAX_HEADING, Part, heading, plain, table
from index.metadata.recognition import doc_number, is_letterhead
from index.text.lines import is_footer, join, tidy, width

MAX_PAGES = 3_000  # of a file that is read
MIN_CHARS = 10  # least characters a page on average; with fewer, the pages are scans
_BLANK = Line("", 0, 0, 0, 0, 0)
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_NUMBER = re.compile(r"\d{1,4}|第\s*\d+\s*页\s*[,，/]?\s*共\s*\d+\s*页")
_BY_PROGRAM = re.compile(r"^Microsoft \w+ - |\.(?:docx?|wps|pdf)$|^about:blank$", re.I)


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table on a page: its lower edge, the edges of its columns, its rows."""

    foot: float
    xs: tuple[float, ...]
    rows: list[list[str]]
    page: int


_Group = list[Line | _Grid]


@dataclass(frozen=True, slots=True)
class _Page:
    lines: list[Line]
    grids: list[_Grid]

    def items(self) -> _Group:
        """Return lines and tables in reading order."""
        items: _Group = list(self.lines)
        for grid in self.grids:
            below = (i for i, x in enumerate(items) if isinstance(x, Line) and x.y < grid.foot)
            items.insert(next(below, len(items)), grid)
        return items


def read_pdf(data: bytes) -> Draft:
    """Return paragraphs, headings (set in larger type) and ruled tables, with their pages.

    Raises:
        DocumentError: the file is encrypted, damaged, too long, or has no usable text layer.
    """
    document = _open(data)
    try:
        pages = [_read_page(page, number) for number, page in enumerate(document, 1)]
        hint = _BY_PROGRAM.sub("", tidy(document.get_metadata_value("Title")))
    except RuntimeError as error:
        raise DocumentError("PDF 已损坏，无法读取") from error
    finally:
        document.close()
    notes = _check_text(pages)
    pages = _without_running_heads(pages)
    body = BodyType.of([page.lines for page in pages])
    groups = _groups(pages, body)
    return Draft(list(_parts(groups, body)), _title(groups, body), hint, notes=notes)


def _open(data: bytes) -> Any:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise DocumentError("PDF 已加密，请先去掉打开密码") from error
        raise DocumentError("PDF 已损坏，无法读取") from error
    if len(document) > MAX_PAGES:
        raise DocumentError(f"PDF 页数太多（超过 {MAX_PAGES} 页），请拆开后再读")
    return document


def _read_page(page: Any, number: int) -> _Page:
    chars, rules = read_page(page)
    tables = find_tables(rules)
    grids = [_Grid(t.ys[-1], t.xs, t.rows(chars), number) for t in tables]
    around = [c for c in chars if not any(t.holds(*c.centre) for t in tables)]
    page.close()
    lines = [line for line in lines_of(around, number) if not is_footer(line.text)]
    return _Page(lines, grids)


def _check_text(pages: Sequence[_Page]) -> list[str]:
    """Return a note on the pages without text.

    Raises:
        DocumentError: there is hardly any text, or its characters have no encoding.
    """
    texts = [
        "".join([ln.text for ln in p.lines] + [c for g in p.grids for r in g.rows for c in r])
        for p in pages
    ]
    text = "".join(texts)
    if len(text) < MIN_CHARS * min(len(pages), 10):
        raise DocumentError("PDF 没有文字层，可能是扫描件，请先做文字识别")
    unknown = sum(c == "\ufffd" or unicodedata.category(c) in ("Co", "Cn", "Cc") for c in text)
    if unknown > len(text) / 5:
        raise DocumentError("PDF 的文字层没有字符编码，无法读取，请先做文字识别")
    empty = [str(number) for number, text in enumerate(texts, 1) if not text.strip()]
    return [f"第 {'、'.join(empty[:20])} 页没有文字层，未收入"] if empty else []


def _without_running_heads(pages: Sequence[_Page]) -> list[_Page]:
    """Drop the lines at top and bottom that repeat on other pages, ignoring their digits."""
    count = Counter(_place(line) for page in pages for line in set(_margins(page)))
    often = max(3, len(pages) * 0.3)
    small = 0.9 * median(line.size for page in pages for line in page.lines or [_BLANK])
    out = []
    for page in pages:
        running = {
            line
            for line in _margins(page)
            if (len(pages) > 1 and _NUMBER.fullmatch(line.text))
            or count[_place(line)] >= (2 if line.size < small else often)
        }
        out.append(replace(page, lines=[line for line in page.lines if line not in running]))
    return out


def _margins(page: _Page) -> list[Line]:
    """Return the two topmost and the two lowest lines; one each of a short page."""
    by_height = sorted(page.lines, key=lambda line: line.y)
    return by_height[:2] + by_height[-2:] if len(by_height) > 4 else by_height[:1] + by_height[-1:]


def _place(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.y / 4)


def _groups(pages: Sequence[_Page], body: BodyType) -> list[_Group]:
    """Group lines into paragraphs and pieces into tables, also across pages."""
    groups: list[_Group] = []
    for page in pages:
        for item in page.items():
            if groups and _goes_on(groups[-1], item, body):
                groups[-1].append(item)
            else:
                groups.append([item])
    return groups


def _parts(groups: Sequence[_Group], body: BodyType) -> Iterator[Part]:
    for group in groups:
        if lines := _lines(group):
            yield _paragraph(lines, body)
        else:
            yield from _table([item for item in group if isinstance(item, _Grid)])


def _title(groups: Sequence[_Group], body: BodyType) -> str:
    """Return the text in the largest type on the first page, letterhead aside, or ''."""
    large = [lines for group in groups if (lines := _lines(group)) and _is_title(lines, body)]
    largest = max(large, key=lambda lines: lines[0].size, default=[])
    return _paragraph(largest, body).text if len(largest) <= MAX_TITLE_LINES and largest else ""


def _is_title(lines: Sequence[Line], body: BodyType) -> bool:
    text = "".join(line.text for line in lines)
    known = is_letterhead(text) or doc_number(text)
    return lines[0].page == 1 and body.is_large(lines[0]) and not known


def _lines(group: _Group) -> list[Line]:
    return [item for item in group if isinstance(item, Line)]


def _goes_on(group: _Group, item: Line | _Grid, body: BodyType) -> bool:
    last = group[-1]
    if isinstance(last, Line) and isinstance(item, Line):
        return body.goes_on(_lines(group), item)
    if isinstance(last, _Grid) and isinstance(item, _Grid):
        return item.page == last.page + 1 and _same_columns(last.xs, item.xs)
    return False


def _same_columns(xs: Sequence[float], others: Sequence[float]) -> bool:
    return len(xs) == len(others) and all(
        abs(x - other) <= NEAR for x, other in zip(xs, others, strict=True)
    )


def _paragraph(lines: Sequence[Line], body: BodyType) -> Part:
    text = ""
    pages: list[tuple[int, int]] = []
    for line in lines:
        clean = tidy(line.text.replace("\t", " "))
        text = join(text, clean)
        if not pages or pages[-1][1] != line.page:
            pages.append((len(text) - len(clean), line.page))
    part = plain(text)
    letterhead = is_letterhead(text) and lines[0].page == 1
    if body.is_large(lines[0]) and width(text) <= MAX_HEADING and not letterhead:
        part = heading(text)
        part = replace(part, style=part.style if part.style != "plain" else f"{lines[0].size} pt")
    return replace(part, pages=tuple(pages))


def _table(grids: Sequence[_Grid]) -> Iterator[Part]:
    """Join the pieces of one table; drop the header repeated on each page."""
    rows, marks = list(grids[0].rows), [(0, grids[0].page)]
    for grid in grids[1:]:
        header = next(
            (n for n, pair in enumerate(zip(rows, grid.rows, strict=False)) if pair[0] != pair[1]),
            0,
        )
        marks.append((len(rows), grid.page))
        rows.extend(grid.rows[header:])
    parts = list(table(rows))
    if len(parts) == 1:
        lines = parts[0].text.split("\n")
        pages = ((sum(len(line) + 1 for line in lines[:row]), page) for row, page in marks)
        yield replace(parts[0], pages=tuple(pages))
    else:
        yield from (replace(part, pages=((0, marks[0][1]),)) for part in parts)
