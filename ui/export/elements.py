"""WordprocessingML elements that python-docx has no function for: hyperlinks, fields, shading."""

from __future__ import annotations

import re
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from ui.export.references import web_address

# what XML 1.0 cannot hold
_UNPRINTABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(tag: str, /, *children: BaseOxmlElement, **attributes: str) -> Any:
    """Make an element such as `w:p`, with attributes of the same namespace."""
    made = OxmlElement(tag, {qn(f"w:{key}"): value for key, value in attributes.items()})
    made.extend(children)
    return made


class Body:
    """The body of a document, to which paragraphs are added in the same time however long it is.

    python-docx looks through all that is there for the place of each new one.
    """

    def __init__(self, file: Document) -> None:
        self._file = file
        self._end = file.element.body.sectPr

    def paragraph(self, style_id: str = "") -> Paragraph:
        """Add a paragraph."""
        line = element("w:p")
        if style_id:
            line.append(element("w:pPr", element("w:pStyle", val=style_id)))
        self._end.addprevious(line)
        return Paragraph(line, self._file)

    def table(self, rows: int, columns: int) -> Table:
        """Add a table with lines around its cells."""
        table: Table = self._file.add_table(rows, columns, style="Table Grid")
        return table


def printable(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _UNPRINTABLE.sub("", text)


def add_text(paragraph: Paragraph, text: str, bold: bool = False) -> Run:
    """Add text to a paragraph; signs that both scripts have, such as “ and …, are Chinese."""
    run = paragraph.add_run(printable(text))
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
    if bold:
        run.bold = True
    return run


def add_link(paragraph: Paragraph, text: str, url: str) -> None:
    """Add a hyperlink to the web; an address of any other kind leaves the text alone."""
    run = add_text(paragraph, text)
    if not web_address(url):
        return
    run._r.get_or_add_rPr().insert(0, element("w:rStyle", val="Hyperlink"))
    link = element("w:hyperlink", history="1")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RT.HYPERLINK, is_external=True))
    run._r.addprevious(link)
    link.append(run._r)


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """Add a field such as PAGE, which shows a text until it is computed."""
    text = element("w:t")
    text.text = shown
    paragraph._p.append(element("w:fldSimple", element("w:r", text), instr=instruction))


def shade(run: Run, colour: str) -> None:
    """Colour the background of a run; `colour` is RRGGBB."""
    run._r.get_or_add_rPr().append(element("w:shd", val="clear", color="auto", fill=colour))
