"""The audit log: who asked what, when, and which passages the answer cites."""

from __future__ import annotations

import json
import logging
import os
import re
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

from ui.monitoring.observer import Asked

# API keys that people paste by mistake: our own and those of common services
SECRETS = re.compile(r"\b(?:wence_|sk-|gh[pousr]_|hf_)[\w-]{8,}|\bBearer\s+\S+", re.IGNORECASE)

TAIL_BYTES, LATEST = 1 << 20, 200

log = logging.getLogger(__name__)


class Audit:
    """An observer that appends one line of JSON per question to a file only its owner can read.

    The file may be moved away at any time.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, Lock()

    def __call__(self, asked: Asked) -> None:
        """Write the line; if that fails, only log it, so that the question is still answered."""
        line = json.dumps(_line(asked), ensure_ascii=False) + "\n"
        try:
            with (
                self._lock,
                open(self._path, "a", encoding="utf-8", opener=_open_for_owner) as file,
            ):
                file.write(line)
        except OSError:
            log.exception("the audit line could not be written")


def latest(path: Path, words: str = "") -> list[dict[str, Any]]:
    """Return the last lines that hold these words, newest first, from the end of the file.

    Lines that are cut or not JSON are left out.
    """
    try:
        with open(path, "rb") as file:
            file.seek(-min(TAIL_BYTES, file.seek(0, os.SEEK_END)), os.SEEK_END)
            lines = file.read(TAIL_BYTES).decode(errors="replace").splitlines()
    except FileNotFoundError:
        return []
    read = (_parsed(line) for line in reversed(lines) if words in line)
    return list(islice((line for line in read if line), LATEST))


def _parsed(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _open_for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _line(asked: Asked) -> dict[str, Any]:
    answer = asked.answer
    line: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "user": asked.caller.name,
        "address": asked.caller.address,
        "question": _printable(SECRETS.sub("…", asked.question)),
        "ms": round(1000 * asked.seconds, 1),
    }
    if answer is None:
        return line | {"error": type(asked.error).__name__}
    return line | {
        "engine": answer.engine,
        "abstained": answer.abstained,
        "citations": [citation.passage.id for citation in answer.citations],
    }


def _printable(text: str) -> str:
    return text.encode(errors="replace").decode()
