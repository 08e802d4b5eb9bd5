"""Read a Word document (.docx) into parts, with python-docx.

Headings are recognised by style or outline level, and in a document without any, by their
looks, as in plain text. Automatic numbers (`一、` `第三条`) are not stored in the text; they
are counted as Word counts them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from index.errors import DocumentError
from index.formats.office.package import check_archive, parse_xml
from index.formats.word.looks import Looks
from index.formats.word.names import W, value
from index.formats.word.notes import Notes
from index.formats.word.numbering import Numbers
from index.formats.word.plain_tree import simplify
from index.formats.word.runs import RunReader, art, boxes
from index.formats.word.tables import Content, grid, header_count, is_frame
from index.layout.draft import MAX_TITLE_LINES, Draft
from index.layout.parts import MAX_HEADING, Part, heading, plain, table
from index.metadata.numbers import doc_number
from index.metadata.recognition import is_letterhead
from index.text.lines import tidy, width

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_HEADING = re.compile(r"(?:heading|标题)\s?(\d)", re.I)
_CONTENTS = re.compile(r"(?:toc|目录)\s?\d?", re.I)


def read_word(data: bytes) -> Draft:
    """Return headings, paragraphs, list items, tables and notes in order, and the title.

    Raises:
        DocumentError: the file is damaged, or unpacks to an absurd size.
    """
    check_archive(data, "Word")
    from docx import Document as open_document

    try:
        document = open_document(io.BytesIO(data))
        reader = _Reader(document)
    except Exception as error:  # python-docx does not wrap what a damaged part raises
        raise DocumentError("Word 文件已损坏，无法读取") from error
    parts = list(reader.parts())
    return Draft(parts, reader.title(), hint=tidy(document.core_properties.title or ""))


def _linked(document: Document, *kinds: str) -> list[Any]:
    """Return the roots of the members that the document links to by these kinds of links."""
    links = document.part.rels.values()
    blobs = {
        link.reltype.rpartition("/")[2]: link.target_part.blob
        for link in links
        if not link.is_external
    }
    return [parse_xml(blobs[kind]) for kind in kinds if kind in blobs]


class _Reader:
    """One pass through a document's body."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._numbers = Numbers(document)
        self._styles: dict[str | None, tuple[Any, int]] = {}
        self._title: list[str] = []
        self._centred: list[str] | None = []  # lines at the top, until one is not centred
        stories = _linked(document, "footnotes", "endnotes")
        for root in (document.element.body, *stories):
            simplify(root)
        self._notes = Notes(stories, next(iter(_linked(document, "settings")), None))
        self._runs = RunReader(Looks(next(iter(_linked(document, "styles")), None)), self._notes)

    def title(self) -> str:
        """Return the paragraphs in style Title joined, or else the centred lines at the top."""
        lines = self._title or self._centred or []
        return "".join(lines) if len(lines) <= MAX_TITLE_LINES else ""

    def parts(self) -> Iterator[Part]:
        yield from self._story(self._document.element.body)

    def _story(self, parent: Any) -> Iterator[Part]:
        """Yield the parts of a body, a text box, or the cell of a frame; notes after their mark."""
        from docx.text.paragraph import Paragraph

        for element in parent.iterchildren(f"{W}p", f"{W}tbl"):
            if element.tag == f"{W}p":
                yield from self._paragraph(Paragraph(element, self._document))
                for box in boxes(element):
                    yield from self._story(box)
            elif is_frame(element):
                for cell in element.iterfind(f"{W}tr/{W}tc"):
                    yield from self._story(cell)
            else:
                self._end_title()
                rows = grid(element, self._cell)
                yield from table(rows, header_count(element) or None)
            yield from self._referred()

    def _paragraph(self, paragraph: Paragraph) -> Iterator[Part]:
        style, level = self._style(paragraph._p.style)
        name = style.name or "" if style is not None else ""
        number = self._numbers.next(paragraph._p.pPr, style)
        level = outline_level(paragraph._p.pPr) or level
        is_title = level > 0 or bool(self._centred is not None and paragraph.alignment == 1)
        text = self._runs.text(paragraph._p, marks=not is_title)
        lines = [tidy(line.replace("\t", " ")) for line in [*art(paragraph._p), *text.split("\n")]]
        lines = [line for line in lines if line]
        if not lines or _CONTENTS.fullmatch(name):
            return
        lines[0] = tidy(f"{number} {lines[0]}") if number else lines[0]
        self._note_title(paragraph, name, lines)
        for line in lines:
            if level or (_is_bold(paragraph) and _is_short(line)):
                yield heading(line, level)
            else:
                yield plain(line, bullet=number == "")

    def _referred(self) -> Iterator[Part]:
        """Yield the notes whose marks were read, each behind its mark."""
        for mark, note in self._notes.take():
            lines = self._lines(note)
            if lines and mark:
                lines[0] = f"[{mark}]{lines[0]}"
            yield from (Part("paragraph", line) for line in lines)

    def _lines(self, parent: Any) -> list[str]:
        """Return the lines of the paragraphs, text boxes and tables inside an element."""
        lines = [line for content in self._cell(parent) for line in _flat(content)]
        return [line for line in map(tidy, lines) if line]

    def _cell(self, cell: Any) -> Iterator[Content]:
        """Yield the content of a cell: its lines, and inner tables as their rows."""
        for element in cell.iterchildren(f"{W}p", f"{W}tbl"):
            if element.tag == f"{W}tbl":
                yield grid(element, self._cell)
                continue
            yield self._cell_text(element)
            for box in boxes(element):
                yield from self._cell(box)

    def _cell_text(self, paragraph: Any) -> str:
        """Return the text of a paragraph in a cell, with its automatic number."""
        properties = paragraph.find(f"{W}pPr")
        style, _ = self._style(value(properties, "pStyle") or None)
        number = self._numbers.next(properties, style)
        text = self._runs.text(paragraph).replace("\t", "\n")
        return f"{number} {text}".strip() if number else text

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
            self._styles[identity] = (style, style_level(style))
        return self._styles[identity]


def _flat(content: Content) -> list[str]:
    """Return a cell's content as lines; the cells of an inner table are kept apart."""
    if isinstance(content, str):
        return content.split("\n")
    return ["，".join(cell.replace("\n", " ") for cell in row if cell) for row in content]


def _is_bold(paragraph: Paragraph) -> bool:
    runs = [run for run in paragraph.runs if run.text.strip()]
    return bool(runs) and all(run.bold for run in runs)


def _is_short(line: str) -> bool:
    return width(line) <= MAX_HEADING and line[-1] not in "。；，"


def outline_level(properties: Any) -> int:
    """Return the level that paragraph properties give a heading, 0 for none."""
    found = properties.xpath("./w:outlineLvl/@w:val") if properties is not None else []
    return int(found[0]) + 1 if found and found[0] in "012345678" else 0


def style_level(style: Any) -> int:
    """Return the level of the headings in a style, 0 where it is not one of headings."""
    for _ in range(10):  # bounded: styles may be based on each other in a circle
        if style is None:
            return 0
        if match := _HEADING.match(style.name or ""):
            return int(match[1])
        if level := outline_level(style.element.pPr):
            return level
        style = style.base_style
    return 0
