"""Write the result of a check as a file: Word with comments, Markdown with notes, or CSV."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from fastapi.responses import Response

from ui.export.routes import MEDIA
from ui.verify.notes import noted
from ui.verify.remarks import Remark, remarks
from ui.verify.table import listed
from ui.web.attachment import disposition

if TYPE_CHECKING:
    from rag.protocol import ArticleStore
    from ui.verify.request import ResultGiven

UNNAMED = "核对"
PACKAGE = b"PK"  # first bytes of a Word document
_MEDIA = {**MEDIA, "csv": "text/csv; charset=utf-8"}


def file_of(
    given: ResultGiven, original: bytes | None, store: ArticleStore, base_url: str
) -> Response:
    """Return the file; `original` is the Word document that the draft was read from, if any.

    Raises:
        DocumentError: that document cannot be commented.
    """
    stem = PurePath(given.name.replace("\\", "/")).stem
    name = f"{stem}（{UNNAMED}）" if stem else UNNAMED
    found = remarks(given, store, base_url)
    content: str | bytes
    if given.format == "docx":
        content = _word(given, found, original, name)
    else:
        content = noted(given.text, found) if given.format == "md" else listed(found)
    headers = {"Content-Disposition": disposition(name, given.format)}
    return Response(content, 200, headers, _MEDIA[given.format])


def _word(given: ResultGiven, found: list[Remark], original: bytes | None, name: str) -> bytes:
    """Comment the document that was uploaded, or one written from the text."""
    if original is not None and original.startswith(PACKAGE):  # what is only called so was text
        from ui.verify.commenting import commented

        return commented(original, found)
    from ui.verify.comments import annotate
    from ui.verify.word import saved, written

    file = written(given.text, name)
    annotate(file, found)
    return saved(file)
