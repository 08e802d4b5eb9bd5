"""Write a draft that was pasted as a Word document, to be commented."""

from __future__ import annotations

from io import BytesIO

from docx import Document as new_document
from docx.document import Document

from rag.drafts.paragraphs import Paragraph, cells, paragraphs
from rag.drafts.statements import plain
from ui.export import styles
from ui.export.elements import Body, add_text
from ui.export.word import describe

LARGEST_LEVEL = 4  # of headings
MAX_CELLS, MAX_COLUMNS = 2000, 60  # of a table; a larger one is written line by line
_MARKS = "#>*+-•·▪●○ \t\u3000"


def written(draft: str, name: str) -> Document:
    """Return a Word document with the lines of a draft: headings, items, tables, paragraphs."""
    file = new_document()
    styles.apply(file)
    describe(file, name)
    body, rows = Body(file), list[Paragraph]()
    for line in paragraphs(draft):
        if rows and (line.kind != "row" or not line.header):
            _table(body, draft, rows)
            rows = []
        if line.kind == "row":
            rows.append(line)
        else:
            _line(body, draft, line)
    if rows:
        _table(body, draft, rows)
    return file


def saved(file: Document) -> bytes:
    """Return a document as the bytes of a .docx file."""
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


def _line(body: Body, draft: str, line: Paragraph) -> None:
    before = draft[draft.rfind("\n", 0, line.start) + 1 : line.start].strip(_MARKS)
    words = plain(draft[line.start : line.end])
    if line.kind == "heading":
        add_text(body.paragraph(f"Heading{min(line.level, LARGEST_LEVEL)}"), before + words)
    elif line.kind == "item":
        paragraph = body.paragraph("Item")
        add_text(paragraph, f"{before or '•'}\t")
        add_text(paragraph, words)
    else:
        add_text(body.paragraph(), before + words)


def _table(body: Body, draft: str, rows: list[Paragraph]) -> None:
    lines = [[text for text, _, _ in cells(draft[row.start : row.end])] for row in rows]
    width = max(map(len, lines))
    if len(lines) * width > MAX_CELLS or width > MAX_COLUMNS:
        for line in lines:
            add_text(body.paragraph(), " ｜ ".join(map(plain, line)))
        return
    table = body.table(len(lines), width)
    for n, (line, place) in enumerate(zip(lines, table.rows, strict=True)):
        for text, cell in zip(line, place.cells, strict=False):
            add_text(cell.paragraphs[0], plain(text), bold=n == 0)
    body.paragraph()
