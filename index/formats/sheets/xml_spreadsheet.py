"""Read XML Spreadsheet 2003, which many systems export under the name .xls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from index.errors import DocumentError
from index.formats.sheets.sheet import Row, Sheet

MAX_COLUMNS = 16_384
_SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_NAME, _INDEX, _ACROSS = f"{{{_SPACE}}}Name", f"{{{_SPACE}}}Index", f"{{{_SPACE}}}MergeAcross"
_TYPE, _MIDNIGHT = f"{{{_SPACE}}}Type", "T00:00:00.000"


def is_xml_spreadsheet(data: bytes) -> bool:
    """Return whether the bytes begin as XML of this kind."""
    return b"<?xml" in data[:10] and _SPACE.encode() in data[:4000]


def read_xml_spreadsheet(data: bytes) -> list[Sheet]:
    """Return the sheets.

    Raises:
        DocumentError: the XML is not well formed.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
        return [
            Sheet(sheet.get(_NAME, ""), list(_rows(sheet)))
            for sheet in root.iter(f"{{{_SPACE}}}Worksheet")
        ]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError("表格文件已损坏，或格式不规范，无法读取") from error


def _rows(sheet: Any) -> Iterator[Row]:
    line = 0
    for row in sheet.iter(f"{{{_SPACE}}}Row"):
        line = int(row.get(_INDEX, line + 1))
        cells: list[str] = []
        for cell in row.iterchildren(f"{{{_SPACE}}}Cell"):
            gap = int(cell.get(_INDEX, len(cells) + 1)) - 1 - len(cells)
            cells.extend([""] * min(gap, MAX_COLUMNS))
            cells.append(_text(cell))
            cells.extend([""] * min(int(cell.get(_ACROSS, 0)), MAX_COLUMNS))
        yield Row(line, cells[:MAX_COLUMNS])


def _text(cell: Any) -> str:
    found = cell.find(f"{{{_SPACE}}}Data")
    if found is None:
        return ""
    text = "".join(found.itertext())
    if found.get(_TYPE) == "DateTime":
        return text.removesuffix(_MIDNIGHT).removesuffix(".000").replace("T", " ")
    return text
