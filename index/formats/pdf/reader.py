"""Read a PDF with PDFium: its text layer, and pages without one by recognition."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from index.errors import DocumentError
from index.formats.ocr.engine import INSTALL, Recogniser, recogniser
from index.formats.ocr.scan import Scan, scan
from index.formats.pdf.document import Page, draft_of, page_of
from index.formats.pdf.pdfium import image_of, picture_share, read_page
from index.formats.pdf.text_layer import GARBLED, MISSING, THIN, fault
from index.layout.draft import Draft, numbers, recognised
from index.text.lines import tidy

MAX_PAGES = 3_000  # of a file that is read
MAX_SCANNED = 500  # pages of a file that are recognised
MIN_CHARS = 10  # least characters a page on average; with fewer, the pages are scans
DPI = 200  # of the image of a page that is recognised
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_BY_PROGRAM = re.compile(r"^Microsoft \w+ - |\.(?:docx?|wps|pdf)$|^about:blank$", re.I)
_REMEDY = f"（请先做文字识别，或安装文字识别后再读：{INSTALL}）"


def read_pdf(data: bytes) -> Draft:
    """Return paragraphs, headings (set in larger type) and ruled tables, with their pages.

    Pages whose text layer is missing or garbled are recognised, if that is installed.

    Raises:
        DocumentError: the file is encrypted, damaged, too long, or has no usable text.
    """
    document = _open(data)
    reading = _Reading(recogniser())
    try:
        for page in document:
            reading.add(page)
        hint = _BY_PROGRAM.sub("", tidy(document.get_metadata_value("Title")))
    except RuntimeError as error:
        raise DocumentError("PDF 已损坏，无法读取") from error
    finally:
        document.close()
    reading.check()
    return replace(
        draft_of(reading.pages),
        hint=hint,
        notes=reading.notes(),
        recognised=recognised({n: s.confidence for n, s in reading.scans.items()}),
    )


class _Reading:
    """The pages of a file read so far, those recognised, and what was wrong with others."""

    def __init__(self, recognise: Recogniser | None) -> None:
        self.pages: list[Page] = []
        self.scans: dict[int, Scan] = {}
        self._recognise = recognise
        self._faults: dict[int, str] = {}
        self._chars = 0

    def add(self, page: Any) -> None:
        """Read the next page."""
        number = len(self.pages) + 1
        chars, rules = read_page(page)
        wrong = fault("".join(char.text for char in chars), picture_share(page))
        if wrong and (found := self._scan(page)):
            self.scans[number] = found
            chars, rules, wrong = list(found.chars), list(found.rules), ""
        elif wrong in (MISSING, GARBLED):
            chars = []
        if wrong:
            self._faults[number] = wrong
        page.close()
        self._chars += len(chars)
        self.pages.append(page_of(chars, rules, number))

    def _scan(self, page: Any) -> Scan | None:
        if self._recognise is None or len(self.scans) >= MAX_SCANNED:
            return None
        image, dpi = image_of(page, DPI)
        found = scan(image, dpi, self._recognise)
        return found if found.chars else None

    def check(self) -> None:
        """Raise DocumentError if pages could not be read, and the others have hardly any text."""
        if not self._faults or self._chars >= MIN_CHARS * min(len(self.pages), 10):
            return
        if self._recognise:
            raise DocumentError("PDF 没有文字层，也没有识别出文字")
        if GARBLED in self._faults.values():
            raise DocumentError(
                "PDF 的文字层没有字符编码或是乱码，无法读取，"
                f"请先做文字识别，或安装文字识别后再读：{INSTALL}"
            )
        raise DocumentError(
            f"PDF 没有文字层，可能是扫描件，请先做文字识别，或安装文字识别后再读：{INSTALL}"
        )

    def notes(self) -> list[str]:
        """Return notes on the pages that could not be read, and on those recognised."""
        remedy = "" if self._recognise else _REMEDY
        told = {
            MISSING: f"没有文字层，未收入{remedy}",
            GARBLED: f"的文字层是乱码，未收入{remedy}",
            THIN: f"可能是扫描件，只收入了少量文字{remedy}",
        }
        notes = [
            f"第 {numbers([n for n, found in self._faults.items() if found == kind])} 页{text}"
            for kind, text in told.items()
            if kind in self._faults.values()
        ]
        found = recognised({n: s.confidence for n, s in self.scans.items()})
        return [*notes, *([found] if found else [])]


def _open(data: bytes) -> Any:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise DocumentError("PDF 已加密，请先去掉打开密码") from error
        raise DocumentError("PDF 已损坏，无法读取") from error
    if len(document) > MAX_PAGES:
        raise DocumentError(f"PDF 页数太多（超过 {MAX_PAGES} 页），请拆开后再读")
    return document
