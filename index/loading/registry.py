"""Read one file's bytes into articles, with the reader for its kind."""

from __future__ import annotations

from collections.abc import Callable

from index.formats.magazine import is_magazine
from index.formats.plaintext import read_plaintext
from index.formats.records import read_records
from index.loading.assembly import finish
from index.model import Article
from index.text.encoding import decode

Found = tuple[list[Article], list[str]]  # articles, warnings


def read_bytes(data: bytes, suffix: str, name: str) -> Found:
    """Return articles whose ids start with `name`, and warnings; `suffix` is one of `KINDS`.

    Raises:
        DocumentError: the file cannot be read; the message does not name it.
    """
    return KINDS[suffix](data, name)


def _plaintext(data: bytes, name: str) -> Found:
    return read_plaintext(decode(data), name)


def _markdown(data: bytes, name: str) -> Found:
    from index.formats.markdown import read_markdown

    text = decode(data)
    # A magazine in Markdown has headings of random level, so it is read as plain text.
    return read_plaintext(text, name) if is_magazine(text) else finish(read_markdown(text), name)


def _webpage(data: bytes, name: str) -> Found:
    from index.formats.webpage import decode_page, read_webpage

    return finish(read_webpage(decode_page(data) or decode(data)), name)


def _pdf(data: bytes, name: str) -> Found:
    from index.formats.pdf.reader import read_pdf

    return finish(read_pdf(data), name)


def _picture(data: bytes, name: str) -> Found:
    from index.formats.ocr.pictures import read_picture

    return finish(read_picture(data), name)


def _word(data: bytes, name: str) -> Found:
    from index.formats.word.reader import read_word

    return finish(read_word(data), name)


def _csv(data: bytes, name: str) -> Found:
    return read_records(decode(data), name, is_csv=True)


def _jsonl(data: bytes, name: str) -> Found:
    return read_records(decode(data), name, is_csv=False)


KINDS: dict[str, Callable[[bytes, str], Found]] = {
    ".txt": _plaintext,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _webpage,
    ".htm": _webpage,
    ".pdf": _pdf,
    ".docx": _word,
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"), _picture),
    ".csv": _csv,
    ".jsonl": _jsonl,
}
