"""The process that shows one document: commands on stdin, answers on stdout.

The document comes first. Each answer is a line of JSON, and the bytes whose number it tells.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from index.errors import DocumentError
from index.loading.limits import limit_memory, limit_time
from index.originals.documents import ShownDocument

MEMORY = 1_000_000_000  # bytes of address space, of which the program itself takes some 100 MB


def main() -> None:
    """Answer commands until stdin ends, or until one has used up the memory."""
    limit_memory(MEMORY, MEMORY)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not mix with the answers
    document: ShownDocument | None = None
    while header := sys.stdin.buffer.readline():
        command = json.loads(header)
        limit_time(command["seconds"])
        if document is None:
            data = sys.stdin.buffer.read(command["size"])
        try:
            document = document or ShownDocument(data, command["suffix"], command["member"])
            told, answer = _answer(document, command)
        except DocumentError as error:
            told, answer = {"error": str(error)}, b""
        except MemoryError:
            told, answer = {"memory": True}, b""
        except Exception:  # a parser may raise anything on a hostile file
            told, answer = {"damaged": True}, b""
        out.write(json.dumps(told).encode() + b"\n" + answer)
        out.flush()
        if "memory" in told:
            return


def _answer(document: ShownDocument, command: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    answer = document.answer(command)
    return {"size": len(answer)}, answer
