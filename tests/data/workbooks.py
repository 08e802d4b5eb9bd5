"""Make small .xlsx workbooks in tests, with styles, merged cells and hidden sheets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"""
ROOT = f"""<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
DAY = "yyyy-mm-dd"

Value = str | int | float | date | None


@dataclass
class Styled:
    """A cell's value with the code of its number format."""

    value: Value
    code: str


@dataclass
class Sheet:
    """Rows of cells, from A1 or the cell below and right of it by `offset`."""

    name: str
    rows: Sequence[Sequence[Value | Styled]]
    merged: Sequence[str] = ()
    hidden: bool = False
    offset: tuple[int, int] = (0, 0)


@dataclass
class _Styles:
    codes: list[str] = field(default_factory=lambda: ["General", DAY])

    def number(self, code: str) -> int:
        if code not in self.codes:
            self.codes.append(code)
        return self.codes.index(code)

    def xml(self) -> str:
        formats = "".join(
            f'<numFmt numFmtId="{200 + n}" formatCode="{escape(code)}"/>'
            for n, code in enumerate(self.codes)
        )
        styles = "".join(f'<xf numFmtId="{200 + n if n else 0}"/>' for n in range(len(self.codes)))
        return (
            f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
            f'<cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>'
        )


def make_xlsx(*sheets: Sheet) -> bytes:
    """Return the bytes of a workbook."""
    styles = _Styles()
    files: dict[str, str] = {
        f"xl/worksheets/sheet{n}.xml": _sheet(sheet, styles) for n, sheet in enumerate(sheets, 1)
    }
    entries = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{n}" r:id="r{n}"'
        + (' state="hidden"/>' if sheet.hidden else "/>")
        for n, sheet in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    links += f'<Relationship Id="s" Type="{LINKS}/styles" Target="styles.xml"/>'
    files |= {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        "xl/styles.xml": styles.xml(),
    }
    return _zipped(files)


def _zipped(files: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name, text in files.items():
            written.writestr(name, text)
    return out.getvalue()


def _sheet(sheet: Sheet, styles: _Styles) -> str:
    down, right = sheet.offset
    rows = "".join(
        f'<row r="{y}">'
        + "".join(_cell(cell, f"{_letter(x)}{y}", styles) for x, cell in enumerate(row, right))
        + "</row>"
        for y, row in enumerate(sheet.rows, down + 1)
    )
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in sheet.merged)
    merged = f"<mergeCells>{merged}</mergeCells>" if merged else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{merged}</worksheet>'


def _cell(cell: Value | Styled, place: str, styles: _Styles) -> str:
    value, code = (cell.value, cell.code) if isinstance(cell, Styled) else (cell, "General")
    if value is None:
        return ""
    if isinstance(value, str):
        return (
            f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        )
    if isinstance(value, date):
        code = DAY if code == "General" else code
        days = datetime(value.year, value.month, value.day) - datetime(1899, 12, 30)
        hours = value.hour + value.minute / 60 if isinstance(value, datetime) else 0
        value = days.days + hours / 24
    return f'<c r="{place}" s="{styles.number(code)}"><v>{value!r}</v></c>'


def _letter(column: int) -> str:
    return chr(ord("A") + column)
