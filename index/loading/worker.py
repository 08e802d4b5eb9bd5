"""The reading process of `index/loading/sandbox.py`: requests on stdin, answers on stdout."""

from __future__ import annotations

import json
import os
import sys
from typing import IO, Any

from index.errors import DocumentError
from index.formats.ocr.engine import before_page
from index.loading.limits import limit_memory, limit_time
from index.loading.registry import read_bytes
from index.loading.sandbox import ANOTHER_PAGE, SECONDS_PER_PAGE, article_to_json

MEMORY = 512_000_000  # bytes of address space; the program itself takes some 100 MB
RECOGNITION_MEMORY = 8_000_000_000  # address space; a sixth of it is used


def main() -> None:
    """Answer requests until stdin ends, or until one has used up the memory."""
    limit_memory(MEMORY, RECOGNITION_MEMORY)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not mix with the answers
    before_page.set(lambda: _allow_page(out))
    while header := sys.stdin.buffer.readline():
        request = json.loads(header)
        limit_time(request["seconds"])
        data = sys.stdin.buffer.read(request["size"])
        answer = _answer(data, request)
        out.write(json.dumps(answer).encode() + b"\n")
        out.flush()
        if "last" in answer:
            return


def _answer(data: bytes, request: dict[str, Any]) -> dict[str, Any]:
    try:
        articles, warnings = read_bytes(data, request["suffix"], request["name"])
    except DocumentError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": "读取这个文件需要的内存太多，已停止读取", "last": True}
    except Exception:  # a parser may raise anything on a hostile file
        return {"error": "文件已损坏，或格式不规范，无法读取"}
    return {"articles": [article_to_json(a) for a in articles], "warnings": warnings}


def _allow_page(out: IO[bytes]) -> None:
    """Give this process the memory and time to recognise one more page, and tell the other."""
    limit_memory(RECOGNITION_MEMORY, RECOGNITION_MEMORY)
    limit_time(SECONDS_PER_PAGE, further=True)
    out.write(ANOTHER_PAGE)
    out.flush()
