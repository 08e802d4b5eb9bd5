"""Turn a Word document into the blocks in which it is shown."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from index.errors import DocumentError
from index.formats.office.package import check_archive, local, parse_xml
from index.formats.word.formula import formula_text
from index.formats.word.looks import Looks
from index.formats.word.names import M, W, switch, value, whole
from index.formats.word.notes import Notes
from index.formats.word.numbering import Numbers
from index.formats.word.plain_tree import simplify
from index.formats.word.reader import outline_level, style_level
from index.formats.word.runs import art, boxes
from index.formats.word.symbols import from_symbol_font, symbol
from index.originals.blocks import Block, Cell, Run

if TYPE_CHECKING:
    from docx.document import Document

MAX_TABLES = 3  # tables inside each other
MAX_STYLES = 10  # a style may be based on another, and by mistake in a circle
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_PICTURES = ("drawing", "pict", "object")


def word_blocks(data: bytes) -> list[Block]:
    """Return the blocks of a document, its notes last.

    Raises:
        DocumentError: the file is damaged, or unpacks to an absurd size.
    """
    check_archive(data, "Word")
    from docx import Document as open_document

    try:
        return list(_Word(open_document(io.BytesIO(data))).blocks())
    except Exception as error:  # python-docx does not wrap what a damaged part raises
        raise DocumentError("Word 文件已损坏，无法读取") from error


class _Styles:
    """The styles of paragraphs: whether one is bold, centred or of headings."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[str, tuple[Any, int, bool, bool]] = {}

    def of(self, identity: str) -> tuple[Any, int, bool, bool]:
        """Return a style of python-docx, the level of its headings, and if it is bold, centred."""
        if identity not in self._known:
            from docx.enum.style import WD_STYLE_TYPE

            style = self._document.part.get_style(identity or None, WD_STYLE_TYPE.PARAGRAPH)
            chain = list(_chain(style))
            bold = (switch(element.find(f"{W}rPr"), "b") for element in chain)
            centred = (value(element.find(f"{W}pPr"), "jc") for element in chain)
            self._known[identity] = (
                style,
                style_level(style) or int(_is_title(style)),
                bool(next((one for one in bold if one is not None), False)),
                next(filter(None, centred), "") == "center",
            )
        return self._known[identity]


class _Word:
    """One pass through a document's body."""

    def __init__(self, document: Document) -> None:
        linked = {
            link.reltype.rpartition("/")[2]: link.target_part.blob
            for link in document.part.rels.values()
            if not link.is_external
        }
        roots = {
            kind: parse_xml(linked[kind])
            for kind in ("footnotes", "endnotes", "settings", "styles")
            if kind in linked
        }
        stories = [roots[kind] for kind in ("footnotes", "endnotes") if kind in roots]
        self._body = document.element.body
        self._numbers = Numbers(document)
        self._styles = _Styles(document)
        for root in (self._body, *stories):
            simplify(root)
        self._notes = Notes(stories, roots.get("settings"))
        self._looks = Looks(roots.get("styles"))

    def blocks(self) -> Iterator[Block]:
        yield from self._story(self._body, 0)
        for mark, note in self._notes.take():
            for n, block in enumerate(self._story(note, 0)):
                yield block.model_copy(update={"kind": "note", "mark": mark if n == 0 else ""})

    def _story(self, parent: Any, depth: int) -> Iterator[Block]:
        """Yield the blocks of a body, a text box, a note or a cell."""
        for element in parent.iterchildren(f"{W}p", f"{W}tbl"):
            if element.tag == f"{W}p":
                yield from self._paragraph(element)
                for box in boxes(element):
                    yield from self._story(box, depth)
            elif depth < MAX_TABLES:
                yield Block(kind="table", rows=self._rows(element, depth + 1))

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:
        properties = paragraph.find(f"{W}pPr")
        style, level, bold, centred = self._styles.of(value(properties, "pStyle"))
        number = self._numbers.next(properties, style)
        level = min(outline_level(properties) or level, 9)
        if own := value(properties, "jc"):
            centred = own == "center"
        heading = Block(kind="heading", level=level, centred=centred)
        block = heading if level else Block(kind="paragraph", centred=centred)
        if number is not None and not level:
            listed = properties.find(f"{W}numPr") if properties is not None else None
            block = Block(kind="item", level=whole(listed, "ilvl", 0, 8) + 1)
        block.mark = number or ("•" if number == "" else "")
        walk = _Walk(self, value(properties, "pStyle"), bold and not level)
        block.runs = list(walk.runs(paragraph))
        block.runs[:0] = [Run(text=f"{line}\n") for line in art(paragraph)]
        if block.text.strip():
            yield block
        if not boxes(paragraph) and any(local(one) in _PICTURES for one in paragraph.iter()):
            yield Block(kind="picture", runs=[Run(text="图")])

    def _rows(self, table: Any, depth: int) -> list[list[Cell]]:
        """Return the cells of a table; one that goes on in the rows below it fills them."""
        rows: list[list[Cell]] = []
        above: dict[int, Cell] = {}  # by column
        for row in table.iterchildren(f"{W}tr"):
            header = row.find(f"{W}trPr/{W}tblHeader") is not None
            cells: list[Cell] = []
            column = whole(row.find(f"{W}trPr"), "gridBefore", 0, 100)
            for element in row.iterchildren(f"{W}tc"):
                properties = element.find(f"{W}tcPr")
                across = max(1, whole(properties, "gridSpan", 1, 100))
                merge = properties.find(f"{W}vMerge") if properties is not None else None
                goes_on = merge is not None and merge.get(f"{W}val") != "restart"
                if goes_on and column in above and above[column].down < 1000:
                    above[column].down += 1
                else:
                    own = list(self._story(element, depth))
                    cells.append(Cell(blocks=own, across=across, header=header))
                    above[column] = cells[-1]
                column += across
            rows.append(cells)
        return rows

    def look(self, run: Any, style: str) -> Any:
        """Return whether a run is shown, raised or lowered, and its symbol font."""
        return self._looks.look(run, style)

    def note(self, reference: Any) -> str:
        """Return the mark of a note."""
        return self._notes.mark(reference)


class _Walk:
    """A walk through the runs of one paragraph."""

    def __init__(self, word: _Word, style: str, bold: bool) -> None:
        self._word, self._style, self._bold = word, style, bold
        self._fields: list[bool] = []  # of each field that has begun, if its result has

    def runs(self, parent: Any) -> Iterator[Run]:
        for child in parent:
            if child.tag == f"{W}r":
                yield from self._run(child)
            elif child.tag in (f"{M}oMath", f"{M}oMathPara"):
                yield Run(text=formula_text(child))

    def _run(self, run: Any) -> Iterator[Run]:
        properties, look = run.find(f"{W}rPr"), self._word.look(run, self._style)
        struck = any(switch(properties, name) for name in ("strike", "dstrike"))
        bold = switch(properties, "b")
        set_so = {
            "bold": self._bold if bold is None else bold,
            "italic": bool(switch(properties, "i")),
            "underlined": value(properties, "u", "none") != "none",
            "struck": struck,
            "script": look.script if look.script in ("sup", "sub") else "",
        }
        for child in run:
            name = local(child)
            if name == "fldChar":
                self._field(str(child.get(f"{W}fldCharType")))
            elif not all(self._fields) or not (look.shown or struck):
                continue
            elif name in ("footnoteReference", "endnoteReference"):
                yield Run(text=self._word.note(child), script="sup")
            elif child.tag == f"{W}r":
                yield from self._run(child)
            elif text := _text(child, look.font):
                yield Run(text=text, **set_so)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()


def _text(element: Any, font: str) -> str:
    """Return the text of a run's child; '' for drawings and the like."""
    name = local(element)
    if name == "t":
        text = str(element.text or "")
        return from_symbol_font(font, text) if font else text
    if name == "sym":
        code = str(element.get(f"{W}char", ""))
        known = 0 < len(code) <= 6 and all(c in "0123456789abcdefABCDEF" for c in code)
        return symbol(str(element.get(f"{W}font", "")), int(code, 16)) if known else ""
    return _BREAKS.get(name, "")


def _is_title(style: Any) -> bool:
    return style is not None and (style.name or "").lower() in ("title", "标题")


def _chain(style: Any) -> Iterator[Any]:
    """Yield the elements of a style and of those that it is based on."""
    for _ in range(MAX_STYLES):
        if style is None:
            return
        yield style.element
        style = style.base_style
