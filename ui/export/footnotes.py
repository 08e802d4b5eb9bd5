"""Footnotes of a Word document, which python-docx (1.2) does not write.

They stand in a part of their own, `word/footnotes.xml`, and are referred to by their ids. The
notes -1 and 0 are the lines above the footnotes of a page, which Word requires.
"""

from __future__ import annotations

from collections.abc import Callable

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from ui.export.elements import element

_SEPARATORS = f"""<w:footnotes {nsdecls("w", "r")}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>
</w:footnote></w:footnotes>"""
_SETTINGS = f"""<w:footnotePr {nsdecls("w")}>
<w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>"""


class Footnotes:
    """The footnotes of one document, numbered from 1 in the order in which they are added."""

    def __init__(self, document: Document) -> None:
        main = document.part
        assert main.package is not None
        self._root = parse_xml(_SEPARATORS)
        uri = PackURI("/word/footnotes.xml")
        self.part = XmlPart(uri, CT.WML_FOOTNOTES, self._root, main.package)
        main.relate_to(self.part, RT.FOOTNOTES)
        settings = document.settings.element
        settings.find(qn("w:compat")).addprevious(parse_xml(_SETTINGS))  # the schema's order
        self.count = 0

    def add(self, paragraph: Paragraph, write: Callable[[Paragraph], None]) -> int:
        """Add a footnote at a paragraph's end; `write` fills the note. Return its number."""
        self.count += 1
        line = element("w:p")
        line.append(element("w:pPr", element("w:pStyle", val="FootnoteText")))
        line.append(_mark("w:footnoteRef"))
        self._root.append(element("w:footnote", line, id=str(self.count)))
        write(Paragraph(line, self))  # type: ignore[arg-type]
        id, name = str(self.count), _bookmark(self.count)
        paragraph._p.append(element("w:bookmarkStart", id=id, name=name))
        paragraph._p.append(_mark("w:footnoteReference", id=id))
        paragraph._p.append(element("w:bookmarkEnd", id=id))
        return self.count

    def repeat(self, paragraph: Paragraph, number: int) -> None:
        """Refer once more to a footnote, with a field that follows its number."""
        text = element("w:t")
        text.text = str(number)
        field = element("w:fldSimple", _run(text), instr=f" NOTEREF {_bookmark(number)} \\f \\h ")
        paragraph._p.append(field)


def _bookmark(number: int) -> str:
    return f"note{number}"


def _mark(name: str, **attributes: str) -> BaseOxmlElement:
    return _run(element(name, **attributes))


def _run(content: BaseOxmlElement) -> BaseOxmlElement:
    """Return a run in the style of raised numbers."""
    style = element("w:rPr", element("w:rStyle", val="FootnoteReference"))
    run: BaseOxmlElement = element("w:r", style, content)
    return run
