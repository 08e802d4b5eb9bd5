"""Put the pages of a document together: paragraphs, headings and tables across pages.

Lines are joined by their position: a line that reaches the right margin continues in the next
one, unless that is indented, set apart or in other type. Running heads and page numbers are
dropped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from index.formats.pdf.open_tables import find_open_tables
from index.formats.pdf.page import Char, Line, Rule, lines_of
from index.formats.pdf.tables import NEAR, find_tables
from index.formats.pdf.typography import BodyType
from index.layout.draft import MAX_TITLE_LINES, Draft
from index.layout.parts import MAX_HEADING, Part, heading, plain, table
from index.metadata.numbers import doc_number
from index.metadata.recognition import is_letterhead
from index.text.lines import is_footer, join, tidy, width

_BLANK = Line("", 0, 0, 0, 0, 0)
_ANNEX = re.compile(r"附[件表录图]|第.{1,5}[章节编]")  # heads at the same place on many pages
_CONTINUED = re.compile(r"[（(]?\s*(?:续上?表|接上页|表.{0,8}[（(]\s*续\s*[）)])[^。]{0,30}")
_NUMBER = re.compile(r"\d{1,4}|第\s*\d+\s*页\s*[,，/]?\s*共\s*\d+\s*页")


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table on a page: its lower edge, the edges of its columns, its rows."""

    foot: float
    xs: tuple[float, ...]
    rows: list[list[str]]
    page: int


_Group = list[Line | _Grid]


@dataclass(frozen=True, slots=True)
class Page:
    """The lines and tables of a page."""

    lines: list[Line]
    grids: list[_Grid]

    def items(self) -> _Group:
        """Return lines and tables in reading order."""
        items: _Group = list(self.lines)
        for grid in self.grids:
            below = (i for i, x in enumerate(items) if isinstance(x, Line) and x.y < grid.foot)
            items.insert(next(below, len(items)), grid)
        return items


def page_of(chars: Iterable[Char], rules: Sequence[Rule], number: int) -> Page:
    """Return the lines and tables of a page, from its characters in reading order."""
    chars = list(chars)
    tables = find_tables(rules)
    free = [r for r in rules if not any(r in table.rules for table in tables)]
    tables = sorted([*tables, *find_open_tables(free, chars)], key=lambda t: -t.ys[0])
    grids = [_Grid(t.ys[-1], t.xs, t.rows(chars), number) for t in tables]
    around = [c for c in chars if not any(t.holds(*c.centre) for t in tables)]
    return Page(lines_of(around, number), grids)


def draft_of(pages: Sequence[Page]) -> Draft:
    """Return paragraphs, headings (set in larger type) and tables, with their pages."""
    pages = _without_running_heads(pages)
    body = BodyType.of([page.lines for page in pages])
    groups = _groups(pages, body)
    return Draft(list(_parts(groups, body)), _title(groups, body))


def _without_running_heads(pages: Sequence[Page]) -> list[Page]:
    """Drop the lines at top and bottom that repeat on other pages, ignoring their digits."""
    count = Counter(_place(line) for page in pages for line in set(_margins(page)))
    often = max(3, len(pages) * 0.3)
    small = 0.9 * median(line.size for page in pages for line in page.lines or [_BLANK])
    out = []
    for page in pages:
        running = {
            line
            for line in _margins(page)
            if is_footer(line.text)
            or (len(pages) > 1 and _NUMBER.fullmatch(line.text))
            or count[_place(line)] >= (2 if line.size < small else often)
        }
        out.append(replace(page, lines=[line for line in page.lines if line not in running]))
    return out


def _margins(page: Page) -> list[Line]:
    """Return the two topmost and the two lowest lines; one each of a short page."""
    by_height = sorted(page.lines, key=lambda line: line.y)
    at = 2 if len(by_height) > 4 else 1
    return [line for line in by_height[:at] + by_height[-at:] if not _ANNEX.match(line.text)]


def _place(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.y / 4)


def _groups(pages: Sequence[Page], body: BodyType) -> list[_Group]:
    """Group lines into paragraphs and pieces into tables, also across pages."""
    groups: list[_Group] = []
    for page in pages:
        items = page.items()
        if len(items) > 1 and isinstance(items[1], _Grid) and _is_continued(items[0]):
            items = items[1:]  # 续表 above the rest of a table
        for item in items:
            if groups and _goes_on(groups[-1], item, body):
                groups[-1].append(item)
            else:
                groups.append([item])
    return groups


def _is_continued(item: Line | _Grid) -> bool:
    return isinstance(item, Line) and bool(_CONTINUED.fullmatch(item.text))


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
    known = is_letterhead(text) or doc_number(text) or is_footer(text)
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


def _repeated(rows: Sequence[Sequence[str]], later: Sequence[Sequence[str]]) -> int:
    """Count the rows of the head that a later piece of a table repeats."""
    pairs = enumerate(zip(rows, later, strict=False))
    same = next((n for n, (row, other) in pairs if row != other), min(len(rows), len(later)))
    return same if same < len(later) else min(same, 1)


def _table(grids: Sequence[_Grid]) -> Iterator[Part]:
    """Join the pieces of one table; drop the header repeated on each page."""
    rows, marks = list(grids[0].rows), [(0, grids[0].page)]
    for grid in grids[1:]:
        header = _repeated(rows, grid.rows)
        marks.append((len(rows), grid.page))
        rows.extend(grid.rows[header:])
    parts = list(table(rows))
    if len(parts) == 1:
        lines = parts[0].text.split("\n")
        pages = ((sum(len(line) + 1 for line in lines[:row]), page) for row, page in marks)
        yield replace(parts[0], pages=tuple(pages))
    else:
        yield from (replace(part, pages=((0, marks[0][1]),)) for part in parts)
