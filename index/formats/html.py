"""Turn a tree of HTML into parts: headings, paragraphs, list items, tables with headers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from index.errors import DocumentError
from index.layout.parts import MAX_HEADING, Part, heading, plain, table
from index.text.lines import tidy, width

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCK = re.compile(
    "address|article|blockquote|body|br|center|dd|details|div|dl|dt|figure|footer|header|hr|html|li"
    "|main|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_BOLD = re.compile("b|strong")
_SILENT = re.compile("script|style|head|template|noscript")
MAX_SPAN = 100  # most rows or columns of one cell


def parse_html(text: str) -> Any:
    """Parse a page or a fragment; lxml limits its depth and loads nothing from outside.

    Raises:
        DocumentError: the text holds nothing, or is nested deeper than lxml allows.
    """
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        page = html.document_fromstring(text.replace("\0", "").encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise DocumentError("文件是空的") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise DocumentError("网页的标签嵌套太深，无法读取")
    return page


def parts_of(root: Any) -> list[Part]:
    """Return the parts inside an lxml element."""
    walk = _Walk()
    walk.enter(root)
    walk.end_line()
    return walk.parts


def lines_around(root: Any, main: Any) -> list[str]:
    """Return the lines of `root` outside `main`; tabs separate the texts of inline elements."""
    walk = _Walk(main, apart=True)
    walk.enter(root)
    walk.end_line()
    return [line for part in walk.parts for line in part.text.split("\n")]


class _Walk:
    """A walk through a tree in document order that collects its parts.

    A block element or a `br` ends the current line. With `apart`, tabs separate the texts of
    different inline elements in a line. The element `without` is left out.
    """

    def __init__(self, without: Any = None, apart: bool = False) -> None:
        self.parts: list[Part] = []
        self._without, self._apart = without, apart
        self._line: list[tuple[str, bool]] = []  # texts, and whether they are bold
        self._bold = 0
        self._bullet = False

    def enter(self, element: Any) -> None:
        tag = element.tag
        if element is self._without or not isinstance(tag, str) or _SILENT.fullmatch(tag):
            return
        if tag in _HEADINGS:
            self.end_line()
            if text := tidy(_flat(element.text_content())):
                self.parts.append(heading(text, _HEADINGS[tag]))
        elif tag == "table" and _is_data(element):
            self.end_line()
            self._table(element)
        elif _BLOCK.fullmatch(tag):
            self.end_line()
            self._bullet = self._bullet or tag == "li"
            self._inside(element)
            self.end_line()
            self._bullet = False
        else:
            self._add("\t" * self._apart)
            self._inside(element)
            self._add("\t" * self._apart)

    def _inside(self, element: Any) -> None:
        bold = bool(_BOLD.fullmatch(element.tag))
        self._bold += bold
        self._add(element.text)
        for child in element:
            self.enter(child)
            self._add(child.tail)
        self._bold -= bold

    def _add(self, text: str | None) -> None:
        if text:
            self._line.append((text, self._bold > 0))

    def end_line(self) -> None:
        whole = "".join(text for text, _ in self._line)
        cells = whole.split("\t") if self._apart else [whole]
        text = tidy("\t".join(filter(None, map(_flat, cells))))
        bold = all(is_bold for text, is_bold in self._line if text.strip())
        self._line.clear()
        if not text:
            return
        if bold and not self._bullet and width(text) <= MAX_HEADING and text[-1] not in "。；，":
            self.parts.append(heading(text))
        else:
            self.parts.append(plain(text, self._bullet))
        self._bullet = False

    def _table(self, element: Any) -> None:
        for caption in element.iter("caption"):
            if text := tidy(_flat(caption.text_content())):
                self.parts.append(Part("caption", text))
        rows = list(element.iter("tr"))
        header = 0
        while header < len(rows) and _is_header(rows[header]):
            header += 1
        self.parts.extend(table(_grid(rows), header or None))


def _is_data(element: Any) -> bool:
    """Return whether a table holds data, rather than laying out the page."""
    rows = list(element.iter("tr"))
    nested = next(element.iterdescendants("table"), None) is not None
    return not nested and len(rows) > 1 and any(len(row) > 1 for row in rows)


def _is_header(row: Any) -> bool:
    cells = [cell.tag for cell in row.iterchildren("td", "th")]
    return row.getparent().tag == "thead" or set(cells) == {"th"}


def _grid(rows: Sequence[Any]) -> list[list[str]]:
    """Return the texts of the cells; spanning cells are repeated, unless one fills its row."""
    taken: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in row.iterchildren("td", "th"):
            while (y, x) in taken:
                x += 1
            text = _flat(" ".join(cell.itertext()))
            columns = 1 if len(row) == 1 else _span(cell, "colspan")
            for down in range(min(_span(cell, "rowspan"), len(rows) - y)):
                for right in range(columns):
                    taken[y + down, x + right] = text
    lines: list[list[str]] = [[] for _ in rows]
    for (y, _), text in sorted(taken.items()):
        lines[y].append(text)
    return lines


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1")
    return max(1, min(int(value), MAX_SPAN)) if value.isascii() and value.isdigit() else 1


def _flat(text: str) -> str:
    return " ".join(text.split())
