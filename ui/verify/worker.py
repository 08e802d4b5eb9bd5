"""The process that comments an uploaded Word document: request on stdin, the file on stdout."""

from __future__ import annotations

import json
import os
import sys
from io import BytesIO

from index.errors import DocumentError
from index.formats.office.package import check_archive
from index.loading.limits import limit_memory, limit_time

MEMORY = 1_000_000_000  # bytes of address space, of which the program itself takes some 150 MB
SECONDS = 30  # processor time


def main() -> None:
    """Comment one document; a line of JSON tells an error, or the sentences not found."""
    limit_memory(MEMORY, MEMORY)
    limit_time(SECONDS)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not mix with the answer
    given = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        told, answer = _commented(data, given)
    except DocumentError as error:
        told, answer = {"error": str(error)}, b""
    except Exception:  # a parser may raise anything on a hostile file
        told, answer = {"damaged": True}, b""
    out.write(json.dumps(told).encode() + b"\n" + answer)
    out.flush()


def _commented(data: bytes, given: list[dict[str, object]]) -> tuple[dict[str, object], bytes]:
    check_archive(data, "Word")
    from docx import Document as open_document

    from ui.verify.comments import annotate
    from ui.verify.remarks import Remark
    from ui.verify.word import saved

    file = open_document(BytesIO(data))
    lost = annotate(file, [Remark.from_json(values) for values in given])
    return {"lost": lost}, saved(file)
