"""Read OFD (GB/T 33190-2016), the fixed layout of Chinese offices: a zip of XML with placed text.

Lengths are millimetres; y grows downwards from the top of the page. Characters are put in lines
by their places, and lines in paragraphs: one that reaches the right margin goes on in the next,
unless that is indented. Wide gaps are the bounds of table cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from index.errors import DocumentError
from index.formats.office.package import Package, local, resolve
from index.layout.draft import MAX_TITLE_LINES, Draft
from index.layout.parts import Part, is_marked, plain, table
from index.text.lines import is_footer, join, tidy, width
from index.text.scripts import Script, write_scripts

MAX_PAGES = 3_000
LARGE = 1.15  # least size of titles, as a multiple of the body's
CELL = 1.5  # least gap between cells, in ems
WORD = 0.25  # least gap between words, in ems
NARROW = 12  # least width of a column of text, in ems
RAGGED = 2.5  # most ems between a full line and the margin


@dataclass(frozen=True, slots=True)
class _Char:
    text: str
    x: float
    y: float
    size: float

    @property
    def right(self) -> float:
        return self.x + self.size * width(self.text) / 2


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    left: float
    right: float
    size: float
    page: int


def read_ofd(data: bytes) -> Draft:
    """Return the paragraphs and tables of all pages, with their page numbers.

    Raises:
        DocumentError: the file is damaged, too long, or holds no text.
    """
    package = Package(data, "OFD")
    try:
        pages = list(_pages(package))
    except DocumentError:
        raise
    except Exception as error:  # lxml, zipfile and absurd values of a damaged file
        raise DocumentError("OFD 文件已损坏，无法读取") from error
    lines = [line for page in pages for line in page if not is_footer(line.text)]
    if not lines:
        raise DocumentError("OFD 没有文字，可能是扫描件，请先做文字识别")
    return Draft(list(_parts(lines)), _title(lines))


def _pages(package: Package) -> Iterator[list[_Line]]:
    """Yield the lines of each page."""
    number = 0
    for document in _targets(package, "OFD.xml", "DocRoot"):
        templates = {
            str(e.get("ID")): resolve(document, str(e.get("BaseLoc")))
            for e in _elements(package, document, "TemplatePage")
        }
        for page in _elements(package, document, "Page"):
            number += 1
            if number > MAX_PAGES:
                raise DocumentError(f"OFD 页数太多（超过 {MAX_PAGES} 页），请拆开后再读")
            name = resolve(document, str(page.get("BaseLoc")))
            used = [str(e.get("TemplateID")) for e in _elements(package, name, "Template")]
            names = [templates[identity] for identity in used if identity in templates]
            objects = [o for n in (*names, name) for o in _elements(package, n, "TextObject")]
            yield _lines([char for element in objects for char in _chars(element)], number)


def _targets(package: Package, name: str, tag: str) -> list[str]:
    found = _elements(package, name, tag)
    return [resolve(name, (element.text or "").strip()) for element in found]


def _elements(package: Package, name: str, tag: str) -> list[Any]:
    root = package.xml(name)
    return [] if root is None else list(root.iter(f"{{*}}{tag}", tag))


def _chars(element: Any) -> Iterator[_Char]:
    """Yield the characters of a `TextObject` at their places on the page."""
    left, top = _numbers(element.get("Boundary"), 4, (0, 0, 0, 0))[:2]
    a, b, c, d, e, f = _numbers(element.get("CTM"), 6, (1, 0, 0, 1, 0, 0))
    size = _numbers(element.get("Size"), 1, (1,))[0]
    x = y = 0.0
    for code in (child for child in element if local(child) == "TextCode"):
        x, y = _numbers(code.get("X"), 1, (x,))[0], _numbers(code.get("Y"), 1, (y,))[0]
        text = code.text or ""
        across, down = (
            _deltas(code.get("DeltaX"), len(text)),
            _deltas(code.get("DeltaY"), len(text)),
        )
        at_x, at_y = x, y
        for i, char in enumerate(text):
            place = (left + a * at_x + c * at_y + e, top + b * at_x + d * at_y + f)
            yield _Char(char, *place, size * (abs(d) or abs(b) or 1))
            at_x += across[i] if across else 0 if down else size * width(char) / 2
            at_y += down[i] if down else 0


def _numbers(text: str | None, count: int, default: Sequence[float]) -> list[float]:
    values = [float(value) for value in (text or "").split()]
    return values if len(values) == count else list(default)


def _deltas(text: str | None, count: int) -> list[float]:
    """Return the steps from character to character: `g 3 5.5` stands for 5.5 three times."""
    words = iter((text or "").split())
    steps: list[float] = []
    for word in words:
        times, step = (int(next(words)), next(words)) if word == "g" else (1, word)
        steps.extend([float(step)] * min(times, count))
        if len(steps) >= count:
            break
    return steps + [steps[-1]] * (count - len(steps)) if steps else []


def _lines(chars: list[_Char], page: int) -> list[_Line]:
    """Put the characters of a page in lines, from top to bottom."""
    rows: list[list[_Char]] = []
    for char in sorted(chars, key=lambda c: (c.y, c.x)):
        row = rows[-1] if rows else []
        if row and char.y - row[0].y < 0.5 * max(char.size, row[0].size):
            row.append(char)
        else:
            rows.append([char])
    lines = (_line(sorted(row, key=lambda c: c.x), page) for row in rows)
    return [line for line in lines if line.text.strip()]


def _line(row: list[_Char], page: int) -> _Line:
    size = Counter(round(c.size, 2) for c in row).most_common(1)[0][0]
    size = max(size, *(c.size for c in row)) if len(row) < 3 else size
    base = max(c.y for c in row if c.size >= 0.8 * size)
    runs: list[tuple[str, Script]] = []
    end = row[0].x
    for char in row:
        gap = char.x - end
        if gap > CELL * size:
            runs.append(("\t", ""))
        elif gap > WORD * size:
            runs.append((" ", ""))
        runs.append((char.text, _script(char, base, size)))
        end = char.right
    cells = [list(group) for tab, group in groupby(runs, lambda run: run[0] == "\t") if not tab]
    text = "\t".join(tidy(write_scripts(cell)) for cell in cells)
    return _Line(text, row[0].x, end, size, page)


def _script(char: _Char, base: float, size: float) -> Script:
    """Return whether a small character stands above or below the line."""
    if char.size > 0.8 * size or abs(char.y - base) < 0.1 * size:
        return ""
    return "sup" if char.y < base else "sub"


def _body_size(lines: Sequence[_Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def _title(lines: Sequence[_Line]) -> str:
    """Return the lines in the largest type of the first page, unless that is the body's."""
    first = [line for line in lines if line.page == lines[0].page]
    named = [line for line in first if not line.text.endswith("文件")]  # the head of a letter
    size = max((line.size for line in named), default=0.0)
    large = [line.text for line in named if line.size > 0.97 * size]
    if size < LARGE * _body_size(lines) or len(large) > MAX_TITLE_LINES:
        return ""
    return "".join(text.replace("\t", "") for text in large)


def _parts(lines: Sequence[_Line]) -> Iterator[Part]:
    """Yield paragraphs, and tables for rows of cells."""
    body = [line for line in lines if line.size == _body_size(lines)]
    left, right = min(line.left for line in body), max(line.right for line in body)
    for tabbed, group in groupby(lines, lambda line: "\t" in line.text):
        block = list(group)
        if tabbed and len(block) > 1:
            pages = ((0, block[0].page),)
            for part in table([line.text.split("\t") for line in block]):
                yield replace(part, pages=pages)
        else:
            yield from _paragraphs(block, left, right)


def _paragraphs(lines: Sequence[_Line], left: float, right: float) -> Iterator[Part]:
    pages: list[tuple[int, int]] = []
    text, last = "", lines[0]
    for printed in lines:
        line = replace(printed, text=printed.text.replace("\t", " "))
        if text and _goes_on(last, line, left, right):
            if line.page != last.page:
                pages.append((len(text), line.page))
            text = join(text, line.text)
        else:
            if text:
                yield replace(plain(text), pages=tuple(pages))
            text, pages = line.text, [(0, line.page)]
        last = line
    yield replace(plain(text), pages=tuple(pages))


def _goes_on(last: _Line, line: _Line, left: float, right: float) -> bool:
    full = last.right > max(right - RAGGED * last.size, left + NARROW * last.size)
    flush = line.left < left + 0.9 * line.size
    alike = abs(line.size - last.size) < 0.1 * last.size
    return full and flush and alike and not is_marked(line.text)
