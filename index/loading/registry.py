"""Read one file's bytes into articles, with the reader for its kind."""

from __future__ import annotations

from collections.abc import Callable

from index.formats.magazine import is_magazine
from index.formats.plaintext import read_plaintext
from index.loading.assembly import finish
from index.loading.sheets import Found, read_json, read_sheets
from index.text.encoding import decode


def read_bytes(data: bytes, suffix: str, name: str) -> Found:
    """Return articles whose ids start with `name`, and warnings; `suffix` is one of `KINDS`.

    Raises:
        DocumentError: the file cannot be read; the message does not name it.
    """
    return KINDS[suffix](data, name)


def _plaintext(data: bytes, name: str) -> Found:
    return read_plaintext(decode(data), name)


def _markdown(data: bytes, name: str) -> Found:
    from index.formats.markdown.reader import read_markdown

    text = decode(data)
    # A magazine in Markdown has headings of random level, so it is read as plain text.
    return read_plaintext(text, name) if is_magazine(text) else finish(read_markdown(text), name)


def _webpage(data: bytes, name: str) -> Found:
    from index.formats.web.webpage import decode_page, read_webpage

    return finish(read_webpage(decode_page(data) or decode(data)), name)


def _mhtml(data: bytes, name: str) -> Found:
    from index.formats.web.mhtml import read_mhtml

    return finish(read_mhtml(data), name)


def _pdf(data: bytes, name: str) -> Found:
    from index.formats.pdf.reader import read_pdf

    return finish(read_pdf(data), name)


def _picture(data: bytes, name: str) -> Found:
    from index.formats.ocr.pictures import read_picture

    return finish(read_picture(data), name)


def _word(data: bytes, name: str) -> Found:
    from index.formats.word.reader import read_word

    return finish(read_word(data), name)


def _workbook(data: bytes, name: str) -> Found:
    from index.formats.sheets.spreadsheet import is_workbook, read_workbook
    from index.formats.sheets.xml_spreadsheet import is_xml_spreadsheet, read_xml_spreadsheet

    if is_xml_spreadsheet(data):
        return read_sheets(read_xml_spreadsheet(data), name)
    if not is_workbook(data):  # programs of offices also call web pages and CSV .xls
        page = data[:50].lstrip(b"\xef\xbb\xbf\xff\xfe\0\r\n\t ").startswith(b"<")
        return _webpage(data, name) if page else _csv(data, name)
    sheets, notes = read_workbook(data)
    return read_sheets(sheets, name, notes)


def _slides(data: bytes, name: str) -> Found:
    from index.formats.office.slides import read_slides

    return finish(read_slides(data), name)


def _ofd(data: bytes, name: str) -> Found:
    from index.formats.office.ofd import read_ofd

    return finish(read_ofd(data), name)


def _office(suffix: str) -> Callable[[bytes, str], Found]:
    """Return a reader for an office kind that is told by a file's bytes, and converted if old."""

    def read(data: bytes, name: str) -> Found:
        from index.formats.office.converted import convert, real_kind

        kind = real_kind(data, suffix)
        if kind not in _READ_AS_IS:
            data, kind = convert(data, kind)
        return _READ_AS_IS[kind](data, name)

    return read


def _csv(data: bytes, name: str) -> Found:
    from index.formats.sheets.delimited import read_rows
    from index.formats.sheets.sheet import Sheet

    return read_sheets([Sheet("", read_rows(decode(data)))], name)


def _json(data: bytes, name: str) -> Found:
    return read_json(decode(data), name, lines=False)


def _jsonl(data: bytes, name: str) -> Found:
    return read_json(decode(data), name, lines=True)


_READ_AS_IS = {
    ".docx": _word,
    ".pptx": _slides,
    ".html": _webpage,
    ".mhtml": _mhtml,
    ".txt": _plaintext,
}

PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
KINDS: dict[str, Callable[[bytes, str], Found]] = {
    ".txt": _plaintext,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _webpage,
    ".htm": _webpage,
    ".mht": _mhtml,
    ".mhtml": _mhtml,
    ".pdf": _pdf,
    ".docx": _office(".docx"),
    ".doc": _office(".doc"),
    ".wps": _office(".wps"),
    ".rtf": _office(".rtf"),
    ".odt": _office(".odt"),
    ".pptx": _office(".pptx"),
    ".ppt": _office(".ppt"),
    ".ofd": _ofd,
    ".xlsx": _workbook,
    ".xlsm": _workbook,
    ".xls": _workbook,
    ".xlsb": _workbook,
    ".et": _workbook,
    ".ods": _workbook,
    **dict.fromkeys(PICTURES, _picture),
    ".csv": _csv,
    ".tsv": _csv,
    ".json": _json,
    ".jsonl": _jsonl,
}
