"""Turn a tree of HTML into parts: headings, paragraphs, list items, tables with headers.

What a browser shows is read, with the numbers of lists and with raised and lowered text written
out; struck text is left out, as it is no longer valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from index.errors import DocumentError
from index.formats.web.lists import is_numbered_so, item_marks
from index.formats.web.looks import is_block, is_hidden, is_struck, keeps_lines, script_of
from index.formats.web.tables import Rows, Source, grid, is_data, source_of
from index.layout.parts import MAX_HEADING, Part, heading, plain, table
from index.text.lines import join, tidy_text, width
from index.text.scripts import Script, write_scripts

MAX_NESTED = 5  # most tables inside each other that are read as tables
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = ("ol", "ul", "menu", "dir")
_BOLD = re.compile("b|strong")
_END = re.compile(r"</(?:body|html)\s*>", re.I)  # browsers read on behind it
_APART = "\ufdd0"  # stands for what keeps two texts apart without being text, such as a picture


def parse_html(text: str) -> Any:
    """Parse a page or a fragment; lxml limits its depth and loads nothing from outside.

    Raises:
        DocumentError: the text holds nothing, or is nested deeper than lxml allows.
    """
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    whole = _END.sub("", text.replace("\0", ""))
    try:
        page = html.document_fromstring(whole.encode("utf-8", "ignore"), parser=parser)
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


def text_of(element: Any) -> str:
    """Return the text inside an element in one line, as a heading has it."""
    walk = _Walk()
    walk.inside(element)
    walk.end_line()
    return _joined(line for part in walk.parts for line in part.text.split("\n"))


def lines_around(root: Any, main: Any) -> list[str]:
    """Return the lines of `root` outside `main`; tabs separate the texts of inline elements."""
    walk = _Walk(main, apart=True)
    walk.enter(root)
    walk.end_line()
    return [line for part in walk.parts for line in part.text.split("\n")]


class _Walk:
    """A walk through a tree in document order that collects its parts.

    A block element or a `br` ends the current line. With `apart`, tabs separate the texts of
    different inline elements in a line. The element `without` is left out. `depth` counts the
    tables around.
    """

    def __init__(self, without: Any = None, apart: bool = False, depth: int = 0) -> None:
        self.parts: list[Part] = []
        self._without, self._apart, self._depth = without, apart, depth
        self._line: list[tuple[str, Script, bool]] = []  # texts, and whether they are bold
        self._bold = self._listing = 0
        self._bullet = False
        self._marks: list[str] = []  # numbers of entries whose text has not begun

    def enter(self, element: Any) -> None:
        if element is self._without or is_hidden(element):
            return
        tag = element.tag
        if is_struck(element) or tag in ("img", "input"):
            self._add(_APART)
        elif tag in _HEADINGS:
            self._heading(element)
        elif tag in _LISTS:
            self._list(element)
        elif tag == "table":
            self._table(element, source_of(element))
        elif script := script_of(element):
            self._line.append((text_of(element), script, self._bold > 0))
        elif tag in ("msup", "msub", "mfrac") and len(element) == 2:
            self._formula(element)
        elif is_block(element):
            self._block(element)
        else:
            self._add("\t" * self._apart)
            self.inside(element)
            self._add("\t" * self._apart)

    def inside(self, element: Any) -> None:
        bold, listing = bool(_BOLD.fullmatch(element.tag)), keeps_lines(element)
        self._bold += bold
        self._listing += listing
        self._add(element.text)
        for child in element:
            self.enter(child)
            self._add(child.tail)
        self._bold -= bold
        self._listing -= listing

    def end_line(self) -> None:
        bold = all(bold for text, _, bold in self._line if text.strip())
        text = self._text()
        self._line.clear()
        if not text:
            return
        text = self._numbered(text)
        if bold and not self._bullet and width(text) <= MAX_HEADING and text[-1] not in "。；，":
            self.parts.append(heading(text))
        else:
            self.parts.append(plain(text, self._bullet))
        self._bullet = False

    def _add(self, text: str | None) -> None:
        if not text:
            return
        first, *more = text.split("\n") if self._listing else [text]
        self._line.append((first, "", self._bold > 0))
        for line in more:
            self.end_line()
            self._line.append((line, "", self._bold > 0))

    def _text(self) -> str:
        whole = write_scripts([(text, script) for text, script, _ in self._line])
        whole = re.sub(rf"(?<=[^\W_]){_APART}+(?=[^\W_])", " ", whole).replace(_APART, "")
        cells = whole.split("\t") if self._apart else [whole]
        return "\t".join(filter(None, (tidy_text(_flat(cell)) for cell in cells)))

    def _numbered(self, text: str) -> str:
        """Return the text with the numbers of the list entries that it begins."""
        marks = [mark for mark in self._marks if not is_numbered_so(text, mark)]
        self._marks.clear()
        return tidy_text(" ".join([*marks, text]))

    def _block(self, element: Any) -> None:
        self.end_line()
        self._bullet = self._bullet or element.tag == "li"
        self.inside(element)
        self.end_line()
        self._bullet = False

    def _heading(self, element: Any) -> None:
        self.end_line()
        if text := text_of(element):
            self.parts.append(heading(self._numbered(text), _HEADINGS[element.tag]))

    def _list(self, element: Any) -> None:
        self.end_line()
        marks = item_marks(element)
        self._add(element.text)
        for child in element:
            if child.tag == "li" and not is_hidden(child):
                mark = next(marks)
                self._marks += [mark] * bool(mark)
                self._block(child)
                self._marks.clear()
            else:
                self.enter(child)
            self._add(child.tail)
        self.end_line()

    def _formula(self, element: Any) -> None:
        base, other = element
        self.enter(base)
        if element.tag == "mfrac":
            self._add("÷")
            self.enter(other)
        else:
            mark = text_of(other)
            power = mark if re.fullmatch(r"[+\-−]?\d{1,3}|n", mark) else f"^{mark}"
            raised = element.tag == "msup"
            self._line.append((power, "power" if raised else "sub", self._bold > 0))

    def _table(self, element: Any, source: Source) -> None:
        if self._depth >= MAX_NESTED or not is_data(element, source):
            self._block(element)
            return
        self.end_line()
        for stray in source.strays:
            self._stray(stray)
            self.end_line()
        self.parts.extend(Part("caption", text) for text in map(text_of, source.captions) if text)
        rows, header = grid(source, self._rows)
        self._marks.clear()
        self.parts.extend(table(rows, header if 0 < header < len(rows) else None))

    def _stray(self, stray: Any) -> None:
        """Read a text or an element that stands in a table outside its cells."""
        if stray is None or isinstance(stray, str):
            self._add(stray)
        else:
            self.enter(stray)

    def _rows(self, cell: Any) -> Rows:
        """Return the rows inside a cell: its lines in one text, and those of tables in it."""
        walk = _Walk(depth=self._depth + 1)
        walk.inside(cell)
        walk.end_line()
        rows: Rows = []
        lines: list[str] = []
        for part in [*walk.parts, Part("table", "")]:
            if part.kind != "table":
                lines.append(part.text)
                continue
            rows.extend([["\n".join(lines)]] if lines else [])
            # a space in a cell that was read may part two lines, which `table` keeps apart
            inner = part.text.split("\n") if part.text else []
            rows.extend(row.replace(" ", "\n").split("\t") for row in inner)
            lines = []
        return rows or [[""]]


def _joined(lines: Iterable[str]) -> str:
    """Join the lines of a heading; two figures stay apart."""
    whole = ""
    for line in lines:
        figures = whole[-1:].isdigit() and line[:1].isdigit()
        whole = f"{whole} {line}" if figures else join(whole, line)
    return whole


def _flat(text: str) -> str:
    return " ".join(text.split())
