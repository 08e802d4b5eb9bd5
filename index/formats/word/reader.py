"""Read a Word document (.docx) into parts, with python-docx.

Headings are recognised by style or outline level, and in a document without any, by their
looks, as in plain text. Automatic numbers (`一、` `第三条`) are not stored in the text; they
are counted as Word counts them.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from index.errors import DocumentError
from index.formats.word.numbering import Numbers, W
from index.layout.draft import MAX_TITLE_LINES, Draft
from index.layout.parts import MAX_HEADING, Part, heading, plain, table
from index.metadata.numbers import doc_number
from index.metadata.recognition import is_letterhead
from index.text.lines import tidy, width

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

MAX_XML = 40_000_000  # bytes of uncompressed XML: about a thousand pages
MAX_UNPACKED = 300_000_000  # bytes of all uncompressed members, pictures included
MAX_MEMBERS = 5_000

_HEADING = re.compile(r"(?:heading|标题)\s?(\d)", re.I)
_CONTENTS = re.compile(r"(?:toc|目录)\s?\d?", re.I)
_BAD_ARCHIVE = (  # raised by zipfile for files that are not archives, damaged, or encrypted
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError),
    *(OSError, ValueError, EOFError),
)
_CHUNK = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0"
_RUNS = ".//w:t|.//w:tab|.//w:br|.//w:cr|.//w:noBreakHyphen|.//*[local-name()='t' and contains(namespace-uri(), '/math')]"


def read_word(data: bytes) -> Draft:
    """Return headings, paragraphs, list items and tables in order, and the title.

    Raises:
        DocumentError: the file is encrypted, damaged, or unpacks to an absurd size.
    """
    check_archive(data)
    from docx import Document as open_document

    try:
        document = open_document(io.BytesIO(data))
    except Exception as error:  # python-docx does not wrap what a damaged part raises
        raise DocumentError("Word 文件已损坏，无法读取") from error
    reader = _Reader(document)
    parts = list(reader.parts())
    return Draft(parts, reader.title(), hint=tidy(document.core_properties.title or ""))


def check_archive(data: bytes) -> None:
    """Check that a file is a sound archive of permitted size.

    Raises:
        DocumentError: it is not an archive, or its members are too many, too large, or not of
            the sizes they declare.
    """
    if data.startswith(_OLE):
        raise DocumentError("文件已加密，或是旧版 Word 格式，请去掉密码并另存为 .docx")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            xml = sum(m.file_size for m in members if m.filename.endswith((".xml", ".rels")))
            unpacked = sum(m.file_size for m in members)
            if xml > MAX_XML or unpacked > MAX_UNPACKED or len(members) > MAX_MEMBERS:
                raise DocumentError("Word 文件展开后太大，已拒绝读取")
            for member in members:
                with archive.open(member) as stream:
                    while stream.read(_CHUNK):  # raises if a member is larger than it declares
                        pass
    except _BAD_ARCHIVE as error:
        raise DocumentError("Word 文件已损坏，无法读取") from error


class _Reader:
    """One pass through a document's body."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._numbers = Numbers(document)
        self._styles: dict[str | None, tuple[Any, int]] = {}
        self._title: list[str] = []
        self._centred: list[str] | None = []  # lines at the top, until one is not centred

    def title(self) -> str:
        """Return the paragraphs in style Title joined, or else the centred lines at the top."""
        lines = self._title or self._centred or []
        return "".join(lines) if len(lines) <= MAX_TITLE_LINES else ""

    def parts(self) -> Iterator[Part]:
        from docx.text.paragraph import Paragraph

        for element in _body(self._document.element.body):
            if element.tag == f"{W}tbl":
                self._end_title()
                yield from self._table(element)
            else:
                yield from self._paragraph(Paragraph(element, self._document))

    def _paragraph(self, paragraph: Paragraph) -> Iterator[Part]:
        style, level = self._style(paragraph._p.style)
        name = style.name or "" if style is not None else ""
        number = self._numbers.next(paragraph._p.pPr, style)
        lines = [tidy(line) for line in _text(paragraph._p).split("\n")]
        lines = [line for line in lines if line]
        if not lines or _CONTENTS.fullmatch(name):
            return
        lines[0] = tidy(f"{number} {lines[0]}") if number else lines[0]
        self._note_title(paragraph, name, lines)
        level = _outline(paragraph._p.pPr) or level
        for line in lines:
            if level or (_is_bold(paragraph) and _is_short(line)):
                yield heading(line, level)
            else:
                yield plain(line, bullet=number == "")

    def _note_title(self, paragraph: Paragraph, style: str, lines: Sequence[str]) -> None:
        if style.lower() in ("title", "标题"):
            self._title.extend(lines)
        if self._centred is None:
            return
        line = "".join(lines)
        if is_letterhead(line) or (doc_number(line) and not self._centred):
            return
        if paragraph.alignment == 1 and not doc_number(line) and _is_short(line):  # centred
            self._centred.append(line)
        else:
            self._end_title()

    def _end_title(self) -> None:
        """Stop collecting a title: centred lines further down are not part of it."""
        if self._centred is not None:
            self._title, self._centred = self._title or self._centred, None

    def _style(self, identity: str | None) -> tuple[Any, int]:
        """Return a paragraph style and its heading level, cached: python-docx is slow here."""
        if identity not in self._styles:
            from docx.enum.style import WD_STYLE_TYPE

            style = self._document.part.get_style(identity, WD_STYLE_TYPE.PARAGRAPH)
            self._styles[identity] = (style, _style_level(style))
        return self._styles[identity]

    def _table(self, element: Any) -> Iterator[Part]:
        rows = element.tr_lst
        header = 0
        while header < len(rows) and rows[header].xpath("./w:trPr/w:tblHeader"):
            header += 1
        yield from table(_grid(rows), header or None)


def _body(parent: Any) -> Iterator[Any]:
    """Yield paragraphs and tables in order, also inside content controls; skip contents lists."""
    for element in parent:
        if element.tag in (f"{W}p", f"{W}tbl"):
            yield element
        elif element.tag == f"{W}sdt" and element.find(f"./{W}sdtPr/{W}docPartObj") is None:
            for content in element.iterchildren(f"{W}sdtContent"):
                yield from _body(content)


def _text(element: Any) -> str:
    """Return the text with formulas and tracked insertions, without tracked deletions."""
    out = []
    for run in element.xpath(_RUNS):
        if any(a.tag.endswith("}Fallback") for a in run.iterancestors()):
            continue  # a copy of a text box for old versions of Word
        name = run.tag.rpartition("}")[2]
        out.append({"t": run.text or "", "tab": " ", "noBreakHyphen": "-"}.get(name, "\n"))
    return "".join(out)


def _is_bold(paragraph: Paragraph) -> bool:
    runs = [run for run in paragraph.runs if run.text.strip()]
    return bool(runs) and all(run.bold for run in runs)


def _is_short(line: str) -> bool:
    return width(line) <= MAX_HEADING and line[-1] not in "。；，"


def _outline(properties: Any) -> int:
    found = properties.xpath("./w:outlineLvl/@w:val") if properties is not None else []
    return int(found[0]) + 1 if found and found[0] in "012345678" else 0


def _style_level(style: Any) -> int:
    for _ in range(10):  # bounded: styles may be based on each other in a circle
        if style is None:
            return 0
        if match := _HEADING.match(style.name or ""):
            return int(match[1])
        if level := _outline(style.element.pPr):
            return level
        style = style.base_style
    return 0


def _grid(rows: Sequence[Any]) -> list[list[str]]:
    """Return the texts of the cells; merged cells are repeated, unless one fills its row."""
    above: list[str] = []
    grid = []
    for row in rows:
        cells: list[str] = []
        for cell in row.tc_lst:
            merged = cell.vMerge == "continue" and len(cells) < len(above)
            text = above[len(cells)] if merged else " ".join(_text(cell).split())
            cells.extend([text] * (1 if len(row.tc_lst) == 1 else min(cell.grid_span, 100)))
        grid.append(cells)
        above = cells
    return grid
