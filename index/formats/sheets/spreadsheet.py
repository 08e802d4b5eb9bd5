"""Read workbooks of Excel, WPS and LibreOffice into sheets of texts, as they are shown.

python-calamine reads the cells. How a number is shown stands in its format, which calamine
does not tell; it is read beside it (`index/formats/sheets/number_formats.py`).
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from index.errors import DocumentError
from index.formats.sheets.number_formats import EXACT, Format, sheet_formats, shown
from index.formats.sheets.sheet import Row, Sheet

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MAX_SHEETS, MAX_ROWS = 200, 100_000
MAX_MERGED = 100_000  # cells filled in one sheet since they are merged
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

Place = tuple[int, int]  # row and column, from 0


def is_workbook(data: bytes) -> bool:
    """Return whether the bytes begin like a workbook."""
    return data.startswith((_ZIP, _OLE))


def read_workbook(data: bytes) -> tuple[list[Sheet], list[str]]:
    """Return the visible sheets, and warnings about what was left out.

    Raises:
        DocumentError: the file is damaged or protected by a password.
    """
    from python_calamine import CalamineError, PasswordError, load_workbook

    try:
        book = load_workbook(io.BytesIO(data))
        return _read(book, sheet_formats(data))
    except PasswordError as error:
        raise DocumentError("表格有密码，请先去掉密码") from error
    except (CalamineError, ValueError, OSError) as error:
        raise DocumentError("表格文件已损坏，或格式不规范，无法读取") from error


def _read(
    book: CalamineWorkbook, formats: Mapping[str, Mapping[Place, Format]]
) -> tuple[list[Sheet], list[str]]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets: list[Sheet] = []
    notes: list[str] = []
    worksheets = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    for described in worksheets[:MAX_SHEETS]:
        if described.visible != SheetVisibleEnum.Visible:
            notes.append(f"工作表“{described.name}”是隐藏的，没有读")
            continue
        sheet = book.get_sheet_by_name(described.name)
        if sheet.start is None:
            continue
        rows = list(_rows(sheet, formats.get(described.name, {})))
        sheets.append(Sheet(described.name, rows))
        if sheet.height > MAX_ROWS and _goes_on(sheet):
            notes.append(
                f"工作表“{described.name}”太大，只读了前 {MAX_ROWS} 行，共 {sheet.height} 行"
            )
    if len(worksheets) > MAX_SHEETS:
        notes.append(f"工作表太多，只读了前 {MAX_SHEETS} 个，共 {len(worksheets)} 个")
    return sheets, notes


def _rows(sheet: CalamineSheet, formats: Mapping[Place, Format]) -> Iterator[Row]:
    merged = _merged(sheet)
    above, left = sheet.start or (0, 0)  # calamine yields the empty rows above, not the columns
    cells: dict[Place, str] = {}  # of the merged ranges that go on
    for y, values in enumerate(islice(sheet.iter_rows(), above + MAX_ROWS)):
        texts = [
            _text(value, formats.get((y, x))) if value != "" else ""
            for x, value in enumerate(values, left)
        ]
        firsts = [merged.get((y, left + at)) for at in range(len(texts))]
        for at, first in enumerate(firsts):
            if first == (y, left + at):
                cells[first] = texts[at]
            elif first:
                texts[at] = cells.get(first, "")
        yield Row(y + 1, _once(texts, firsts))


def _goes_on(sheet: CalamineSheet) -> bool:
    """Return whether there is anything below the rows that are read."""
    above = sheet.start[0] if sheet.start else 0
    below = islice(sheet.iter_rows(), above + MAX_ROWS, None)
    return any(value != "" for values in below for value in values)


def _once(texts: list[str], firsts: list[Place | None]) -> list[str]:
    """Return a row's texts, a merged one but once if there is no other."""
    held = [(first, at) for at, first in enumerate(firsts) if texts[at]]
    if len(held) > 1 and held[0][0] and all(first == held[0][0] for first, _ in held):
        return [text if at == held[0][1] else "" for at, text in enumerate(texts)]
    return texts


def _merged(sheet: CalamineSheet) -> dict[Place, Place]:
    """Map the cells of merged ranges to the first of each."""
    found: dict[Place, Place] = {}
    if sheet.start is None or sheet.end is None:
        return found
    (top, left), (bottom, right) = sheet.start, sheet.end
    for (first_y, first_x), (last_y, last_x) in sheet.merged_cell_ranges or ():
        for y in range(max(first_y, top), min(last_y, bottom) + 1):
            for x in range(max(first_x, left), min(last_x, right) + 1):
                if len(found) == MAX_MERGED:
                    return found
                found[y, x] = first_y, first_x
    return found


def _text(value: Any, form: Format | None) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return shown(value, form) if form else _number(value)
    if isinstance(value, datetime.datetime):
        if value.time() == datetime.time():
            return _text(value.date(), form)
        return value.isoformat(" ", "seconds" if value.second else "minutes")
    if isinstance(value, datetime.date):
        return shown(value, form) if form else value.isoformat()
    if isinstance(value, datetime.time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, datetime.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return str(value)


def _number(value: float) -> str:
    """Write a number without exponent; with the 15 digits that spreadsheets show of a fraction."""
    if value == int(value):
        return str(int(value)) if abs(value) < EXACT else f"{Decimal(repr(float(value))):f}"
    return f"{Decimal(f'{value:.15g}'):f}"
