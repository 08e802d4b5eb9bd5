"""Word documents made by python-docx, and the article that is read from one."""

from __future__ import annotations

import io
from typing import Any

from docx import Document

from index.formats.word.reader import read_word
from index.loading.assembly import finish
from index.model import Article


def lines(*texts: str) -> Any:
    """Return a document of plain paragraphs."""
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    return document


def saved(document: Any) -> bytes:
    """Return the bytes of a document's file."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def article_of(document: Any) -> Article:
    """Return the article that is read from a document."""
    [article], warnings = finish(read_word(saved(document)), "说明")
    assert warnings == []
    return article
