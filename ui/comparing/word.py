"""A comparison as a Word file: a table of figures and one of clauses, on pages laid crosswise."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from docx import Document as new_document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from index.model import Article
from rag.comparing.comparison import Compared, Comparison, Row, Side, pieces
from rag.comparing.figures import Figure
from rag.comparing.wording import REASONS
from ui.export import styles
from ui.export.elements import Body, add_link, add_text, element, printable

TITLE = "对照 "
MOST_ROWS = 1000  # of the table of clauses: the weightiest, some ten seconds
MOST_FIGURES = 200
DELETED, INSERTED = RGBColor(0x9C, 0x2B, 0x1B), RGBColor(0x0A, 0x55, 0x52)
FIGURE_WIDTHS, ROW_WIDTHS = (9.4, 9.4, 3.4, 2.6), (1.1, 2.9, 10.4, 10.4)  # cm, together 24.8
SMALL = Pt(9)


def word(found: Comparison, base_url: str) -> bytes:
    """Write a comparison as a .docx file; links lead to `base_url`."""
    return _Writer(found, base_url).write()


class _Writer:
    def __init__(self, found: Comparison, base_url: str) -> None:
        self._found, self._base_url = found, base_url
        self._file = new_document()
        styles.apply(self._file)
        _lay_crosswise(self._file)
        self._body = Body(self._file)

    def write(self) -> bytes:
        """Write title, summary and both tables."""
        self._head()
        self._figures()
        self._rows()
        stream = BytesIO()
        self._file.save(stream)
        return stream.getvalue()

    def _head(self) -> None:
        found = self._found
        about = self._file.core_properties
        about.title, about.language = "对照", "zh-CN"
        about.author = about.last_modified_by = "问策"
        about.comments = ""
        add_text(
            self._body.paragraph("Title"),
            "两个版本对照" if found.kind == "versions" else "两篇文章对照",
        )
        for name, one in (("前一篇", found.a), ("后一篇", found.b)):
            line = self._body.paragraph()
            add_text(line, f"{name}：", bold=True)
            address = f"{self._base_url}/articles/{one.article.id}"
            add_link(line, printable(f"《{one.article.title}》"), address)
            add_text(line, _facts(one.article))
        add_text(self._body.paragraph(), found.summary)

    def _figures(self) -> None:
        differing = [one for one in self._found.figures if one[1].verdict == "changed"]
        if not differing:
            return
        add_text(self._body.paragraph("Heading2"), "不同的数字")
        numbers = self._numbers()
        table = self._table(
            ("前一篇", "后一篇", "相差", "序号"), len(differing[:MOST_FIGURES]), FIGURE_WIDTHS
        )
        for line, (row, pair) in zip(table.rows[1:], differing[:MOST_FIGURES], strict=True):
            cells = [cell.paragraphs[0] for cell in line.cells]
            self._figure(cells[0], self._found.a, pair.a)
            self._figure(cells[1], self._found.b, pair.b)
            _small(cells[2], pair.difference or "—")
            _small(cells[3], str(numbers.get(row, "")))

    def _figure(self, place: Paragraph, compared: Compared, figure: Figure | None) -> None:
        if figure is None:
            return
        text, (start, end) = compared.article.text, figure.phrase
        _small(place, text[start : figure.start])
        _small(place, figure.written, bold=True)
        _small(place, text[figure.end : end])

    def _numbers(self) -> dict[int, int]:
        """Return the number that each row of the comparison has in the table of clauses."""
        places = [n for n, row in enumerate(self._found.rows) if row.status != "same"]
        return {place: n for n, place in enumerate(places, 1)}

    def _rows(self) -> None:
        numbers = self._numbers()
        add_text(self._body.paragraph("Heading2"), "逐条对照")
        same = len(self._found.rows) - len(numbers)
        notes = [f"内容没有变化的 {same} 处没有列出。"] if same else []
        kept = self._weightiest(list(numbers))
        if len(kept) < len(numbers):
            notes.append(f"共 {len(numbers)} 处，这里是最重要的 {len(kept)} 处。")
        if notes:
            add_text(self._body.paragraph(), "".join(notes))
        table = self._table(("序号", "改动", "前一篇", "后一篇"), len(kept), ROW_WIDTHS)
        for line, place in zip(table.rows[1:], kept, strict=True):
            cells = [cell.paragraphs[0] for cell in line.cells]
            self._row(cells, numbers[place], self._found.rows[place])

    def _weightiest(self, places: Sequence[int]) -> list[int]:
        if len(places) <= MOST_ROWS:
            return list(places)
        rows = self._found.rows
        return sorted(sorted(places, key=lambda n: -rows[n].importance)[:MOST_ROWS])

    def _row(self, cells: Sequence[Paragraph], number: int, row: Row) -> None:
        _small(cells[0], str(number))
        _small(cells[1], self._found.label(row), bold=True)
        told = "、".join(REASONS[reason] for reason in row.reasons)
        parts = {"": "", "split": "拆分", "merged": "合并"}[row.parts]
        why = "" if row.is_heading else told
        _small(cells[1], "\n" + "；".join(filter(None, ("移动" if row.moved else "", parts, why))))
        self._side(cells[2], self._found.a, row, row.a, deleted=True)
        self._side(cells[3], self._found.b, row, row.b, deleted=False)

    def _side(
        self, place: Paragraph, compared: Compared, row: Row, side: Side | None, deleted: bool
    ) -> None:
        if side is None:
            return
        if side.place:
            _small(place, side.place + "\n").font.color.rgb = RGBColor(0x55, 0x55, 0x55)
        for text, differs in pieces(row, "a" if deleted else "b"):
            run = _small(place, text, bold=row.is_heading)
            if differs:
                run.font.color.rgb = DELETED if deleted else INSERTED
                run.font.strike = True if deleted else None
                run.font.underline = None if deleted else True
        _small(place, " ")
        add_link(place, "原文", compared.url(side.start, side.end, self._base_url))
        for link in place.hyperlinks:
            for run in link.runs:
                run.font.size = SMALL

    def _table(self, heads: Sequence[str], rows: int, widths: Sequence[float]) -> Table:
        """Add a table whose head is repeated on each page."""
        table = self._body.table(rows + 1, len(heads))
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for row in table.rows:
            row._tr.get_or_add_trPr().append(element("w:cantSplit"))
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Cm(width)
                cell.paragraphs[0].paragraph_format.space_after = Pt(2)
                cell.paragraphs[0].paragraph_format.line_spacing = 1.2
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            _small(cell.paragraphs[0], head, bold=True)
        table.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader"))
        return table


def _small(place: Paragraph, text: str, bold: bool = False) -> Run:
    run = add_text(place, text, bold)
    run.font.size = SMALL
    return run


def _facts(article: Article) -> str:
    facts = "，".join(
        filter(None, (article.number, article.issuer or article.source, article.known_date))
    )
    return f"（{facts}）" if facts else ""


def _lay_crosswise(file: WordDocument) -> None:
    section = file.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin = section.bottom_margin = Cm(2)
