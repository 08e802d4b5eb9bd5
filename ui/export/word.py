"""Exported documents as Word files, with a footnote for each citation that holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO

from docx import Document as new_document
from docx.document import Document as WordDocument
from docx.text.paragraph import Paragraph

from rag.blocks import Cell
from ui.export import styles
from ui.export.checking import bare
from ui.export.document import Block, Document, Section, Source
from ui.export.elements import Body, add_link, add_text, printable, shade
from ui.export.footnotes import Footnotes

MARK = "FFF1B8"  # background of what is marked in an article
TITLE_CHARS = 200  # of the file's properties
LARGEST_LEVEL = 4  # of headings

Cite = Callable[[Source], str]


def word(document: Document, cite: Cite) -> bytes:
    """Write a document as a .docx file; `cite` gives the reference to a source."""
    file = new_document()
    styles.apply(file)
    describe(file, document.title)
    body, notes = Body(file), Footnotes(file)
    if document.is_article:
        add_text(body.paragraph("Title"), document.title)
    for section in document.sections:
        _SectionWriter(body, notes, section, cite, document.is_article).write()
    _list_references(body, document, cite)
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


def describe(file: WordDocument, title: str) -> None:
    """Set the properties of a new file."""
    about = file.core_properties
    about.title, about.language = printable(title)[:TITLE_CHARS], "zh-CN"
    about.author = about.last_modified_by = "问策"
    about.comments = ""
    about.created = about.modified = datetime.now(UTC).replace(tzinfo=None)


def _list_references(body: Body, document: Document, cite: Cite) -> None:
    """List every article once, with the pages of all quotes from it."""
    merged: dict[str, Source] = {}
    for section in document.sections:
        for source in section.sources:
            known = merged.setdefault(source.article.id, Source(source.article, []))
            known.quotes.extend(source.quotes)
    if not merged:
        return
    title = "本文出处" if document.is_article else "参考文献"
    add_text(body.paragraph("Heading2"), title)
    for number, source in enumerate(merged.values(), 1):
        sign = "" if document.is_article else f"{number}. "
        add_text(body.paragraph("Reference"), sign + cite(source))


class _SectionWriter:
    """Write a section, whose citations have numbers of their own."""

    def __init__(
        self, body: Body, notes: Footnotes, section: Section, cite: Cite, is_article: bool
    ) -> None:
        self._body, self._notes, self._section, self._cite = body, notes, section, cite
        self._is_article = is_article
        self._quotes = {q.n: (s, q) for s in section.sources for q in s.quotes}
        self._numbers: dict[int, int] = {}  # of footnotes already written, by citation
        self._said = {n: said for block in section.blocks for n, said in _said(block).items()}

    def write(self) -> None:
        """Write the section's title, blocks and notes."""
        if self._section.title:
            add_text(self._body.paragraph("Heading1"), self._section.title)
        for block in self._section.blocks:
            self._block(block)
        for note in self._section.notes:
            add_text(self._body.paragraph(), note).italic = True

    def _block(self, block: Block) -> None:
        if block.rows:
            self._table(block)
            return
        paragraph = self._body.paragraph(_style_of(block))
        if block.sign:
            add_text(paragraph, block.sign.replace("- ", "•\t").replace(". ", ".\t"))
        self._spans(paragraph, block.spans, bold=block.kind == "source")

    def _table(self, block: Block) -> None:
        width = max(map(len, block.rows))
        table = self._body.table(len(block.rows), width)
        for at, (row, line) in enumerate(zip(block.rows, table.rows, strict=True)):
            for cell, place in zip(row, line.cells, strict=False):
                self._spans(place.paragraphs[0], cell, bold=at < block.header_rows)
        self._body.paragraph()

    def _spans(self, paragraph: Paragraph, spans: Cell, bold: bool = False) -> None:
        for span in spans:
            marked = self._is_article and span.bold
            run = add_text(paragraph, span.text, bold or (span.bold and not marked))
            if marked:
                shade(run, MARK)
            for n in span.cites:
                self._cited(paragraph, n)

    def _cited(self, paragraph: Paragraph, n: int) -> None:
        """Add the footnote of a citation, or refer again to it; a number that is lost is text."""
        if n in self._numbers:
            self._notes.repeat(paragraph, self._numbers[n])
        elif n in self._quotes:
            self._numbers[n] = self._notes.add(paragraph, lambda note: self._note(note, n))
        else:
            add_text(paragraph, f"[{n}]")

    def _note(self, note: Paragraph, n: int) -> None:
        """Write reference and link, and the quote where the text above does not hold it."""
        source, quote = self._quotes[n]
        add_text(note, " " + self._cite(Source(source.article, [quote])))
        if bare(quote.text) not in self._said.get(n, ""):
            add_text(note, f"“{' '.join(quote.text.split())}”")
        add_text(note, " ")
        add_link(note, "查看原文", quote.url)


def _style_of(block: Block) -> str:
    """Return the id of the style of a block's paragraph, empty for the usual one."""
    if block.kind == "heading":
        return f"Heading{min(block.level, LARGEST_LEVEL)}"
    if block.kind == "item":
        return "Item" if block.sign else "MarkedItem"
    return ""


def _said(block: Block) -> dict[int, str]:
    """Return the words of a block, without spaces, for each number that it cites."""
    cells: Sequence[Cell] = (block.spans, *(cell for row in block.rows for cell in row))
    words = bare(block.words)
    return {n: words for cell in cells for span in cell for n in span.cites}
