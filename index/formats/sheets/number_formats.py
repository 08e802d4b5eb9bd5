"""How the numbers of a workbook are shown: percents, decimals, leading zeros, months.

A cell names a style, a style a number format (ECMA-376, 18.8.30). Only formats that change
digits are read: `0.0%` shows .155 as 15.5%, `0.00` shows 12.5 as 12.50, `0000` shows 12 as 0012;
others are General. In .ods a percent stands beside its number, as text.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from posixpath import join, normpath
from typing import Any
from zipfile import BadZipFile, ZipFile

MAX_XML = 200_000_000  # bytes of one unpacked part
MAX_XLS = 20_000_000  # bytes of an .xls file
EXACT = 2**53  # below this, whole numbers are exact
MAX_CELLS = 500_000  # cells with such a format, in one sheet
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_PERCENT = re.compile(r"-?\d+(\.\d+)?%")
_BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 57: "yyyy年m月"}
_CODE = re.compile(r"(#,##)?(0+)(\.0+)?(%?)")
_UNSHOWN = re.compile(r'\[[^\]]*\]|[_*].|\\|"')
_MONTH = re.compile(r"y{4}(?:(年)m{1,2}月|([/.-])m{1,2})", re.IGNORECASE)
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")

Place = tuple[int, int]  # row and column, from 0


@dataclass(frozen=True, slots=True)
class Format:
    """The decimals, and digits before them at least, that are shown, of a percent or not.

    `month` stands between year and month.
    """

    decimals: int = 0
    digits: int = 1
    percent: bool = False
    thousands: bool = False
    month: str = ""


def shown(value: float | datetime.date, form: Format) -> str:
    """Return a number or date as its format shows it."""
    if isinstance(value, datetime.date):
        if not form.month:
            return value.isoformat()
        month = f"{value.month}月" if form.month == "年" else f"{value.month:02}"
        return f"{value.year}{form.month}{month}"
    exact = value == int(value) and abs(value) < EXACT
    number = Decimal(int(value)) if exact else Decimal(f"{value:.15g}")
    number *= 100 if form.percent else 1
    number = number.quantize(Decimal(1).scaleb(-form.decimals), ROUND_HALF_UP)
    if form.thousands:
        return f"{number:,f}"
    width = form.digits + form.decimals + bool(form.decimals) + (number < 0)
    return f"{number:f}".zfill(width) + "%" * form.percent


def sheet_formats(data: bytes) -> dict[str, dict[Place, Format]]:
    """Return the formats of each sheet's cells; none in other kinds of files, or broken ones."""
    from lxml import etree

    if not data.startswith(b"PK"):
        return _of_xls(data)
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            if "content.xml" in archive.namelist():
                return _of_ods(archive)
            if not (styles := _styles(archive)):
                return {}
            return {name: dict(_cells(archive, part, styles)) for name, part in _sheets(archive)}
    except (BadZipFile, KeyError, ValueError, OSError, RuntimeError, etree.XMLSyntaxError):
        return {}


def _of_xls(data: bytes) -> dict[str, dict[Place, Format]]:
    from xlrd import open_workbook

    if len(data) > MAX_XLS:
        return {}
    try:
        book = open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        codes = [book.format_map[style.format_key].format_str for style in book.xf_list]
        styles = {n: form for n, code in enumerate(codes) if (form := read_format(code))}
        return {
            sheet.name: {
                (y, x): styles[style]
                for y in range(sheet.nrows)
                for x in range(sheet.row_len(y))
                if (style := sheet.cell_xf_index(y, x)) in styles
            }
            for sheet in book.sheets()
        }
    except Exception:  # xlrd raises anything on a broken file; its numbers are General then
        return {}


def _of_ods(archive: ZipFile) -> dict[str, dict[Place, Format]]:
    """Return the percents of an OpenDocument file: cells of that type, with their text."""
    found: dict[str, dict[Place, Format]] = {}
    name, y = "", 0
    for event, element in _elements(archive, "content.xml", ("start", "end")):
        if event == "start" and element.tag == f"{_TABLE}table":
            name, y = element.get(f"{_TABLE}name", ""), 0
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            percents = found.setdefault(name, {})
            x = 0
            for cell in element:
                text = _PERCENT.fullmatch("".join(cell.itertext()).strip())
                if text and len(percents) < MAX_CELLS:
                    percents[y, x] = Format(len(text[1] or ".") - 1, percent=True)
                x += int(cell.get(f"{_TABLE}number-columns-repeated", 1))
            y += int(element.get(f"{_TABLE}number-rows-repeated", 1))
            element.clear()
    return found


def read_format(code: str) -> Format | None:
    """Return what a format code shows; None where it shows a number as General does."""
    plain = _UNSHOWN.sub("", code.split(";")[0]).strip()
    if match := _CODE.fullmatch(plain):
        thousands, zeros, decimals, percent = match.groups()
        return Format(len(decimals or ".") - 1, len(zeros), bool(percent), bool(thousands))
    if match := _MONTH.fullmatch(plain):
        return Format(month=match[1] or match[2])
    return None


def _styles(archive: ZipFile) -> dict[int, Format]:
    """Return the formats of the styles that cells name by number."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    codes = dict(_BUILT_IN)
    found: dict[int, Format] = {}
    styles = 0
    inside = False
    for event, element in _elements(archive, "xl/styles.xml", ("start", "end")):
        if element.tag == f"{_MAIN}cellXfs":
            inside = event == "start"
        elif event == "end" and element.tag == f"{_MAIN}numFmt":
            codes[int(element.get("numFmtId"))] = element.get("formatCode", "")
        elif event == "end" and inside and element.tag == f"{_MAIN}xf":
            if form := read_format(codes.get(int(element.get("numFmtId", 0)), "")):
                found[styles] = form
            styles += 1
    return found


def _sheets(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name of each sheet, and of the part of the file that holds it."""
    parts = {
        element.get("Id"): normpath(join("/xl", element.get("Target", ""))).lstrip("/")
        for _, element in _elements(archive, "xl/_rels/workbook.xml.rels", ("end",))
        if element.get("Id")
    }
    for _, element in _elements(archive, "xl/workbook.xml", ("end",)):
        if element.tag == f"{_MAIN}sheet" and element.get(_LINK) in parts:
            yield element.get("name", ""), parts[element.get(_LINK)]


def _cells(
    archive: ZipFile, part: str, styles: Mapping[int, Format]
) -> Iterator[tuple[Place, Format]]:
    count = 0
    for _, element in _elements(archive, part, ("end",), f"{_MAIN}c"):
        style, where = element.get("s", ""), _REFERENCE.fullmatch(element.get("r", ""))
        if style.isdecimal() and where and (form := styles.get(int(style))):
            yield (int(where[2]) - 1, _column(where[1])), form
            count += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
        if count == MAX_CELLS:
            return


def _elements(
    archive: ZipFile, part: str, events: tuple[str, ...], tag: str | None = None
) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    if archive.getinfo(part).file_size > MAX_XML:
        return
    with archive.open(part) as file:
        yield from etree.iterparse(
            file, events, tag=tag, resolve_entities=False, no_network=True, huge_tree=False
        )


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
