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


def _word(data: bytes, name: str) -> Found:
    from index.formats.word.reader import read_word

    return finish(read_word(data), name)


def _slides(data: bytes, name: str) -> Found:
    from index.formats.slides import read_slides

    return finish(read_slides(data), name)


def _ofd(data: bytes, name: str) -> Found:
    from index.formats.ofd import read_ofd

    return finish(read_ofd(data), name)


def _office(suffix: str) -> Callable[[bytes, str], Found]:
    """Return a reader for an office kind that is told by a file's bytes, and converted if old."""

    def read(data: bytes, name: str) -> Found:
        from index.formats.converted import convert, real_kind

        kind = real_kind(data, suffix)
        if kind not in _READ_AS_IS:
            data, kind = convert(data, kind)
        return _READ_AS_IS[kind](data, name)

    return read


def _csv(data: bytes, name: str) -> Found:
    return read_records(decode(data), name, is_csv=True)


def _jsonl(data: bytes, name: str) -> Found:
    return read_records(decode(data), name, is_csv=False)


_READ_AS_IS = {".docx": _word, ".pptx": _slides, ".html": _webpage, ".txt": _plaintext}

KINDS: dict[str, Callable[[bytes, str], Found]] = {
    ".txt": _plaintext,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _webpage,
    ".htm": _webpage,
    ".pdf": _pdf,
    ".docx": _office(".docx"),
    ".doc": _office(".doc"),
    ".wps": _office(".wps"),
    ".rtf": _office(".rtf"),
    ".odt": _office(".odt"),
    ".pptx": _office(".pptx"),
    ".ppt": _office(".ppt"),
    ".ofd": _ofd,
    ".csv": _csv,
    ".jsonl": _jsonl,
}
