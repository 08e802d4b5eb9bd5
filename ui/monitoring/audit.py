"""The audit log: who asked what, and which passages the answer cites; who signed in or changed what."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from index.errors import WenceError
from ui.access.caller import caller
from ui.access.events import Action, Detail
from ui.monitoring.journal import MB, Journal
from ui.monitoring.observer import Asked

if TYPE_CHECKING:
    from rag.settings import Settings

# API keys that people paste by mistake: our own and those of common services
SECRETS = re.compile(r"\b(?:wence_|sk-|gh[pousr]_|hf_)[\w-]{8,}|\bBearer\s+\S+", re.IGNORECASE)
SIGNING_IN: frozenset[Action] = frozenset(
    {"sign-in", "sign-in-failed", "sign-out", "password-changed"}
)

Kind = Literal["", "questions", "sign-in", "changes"]

log = logging.getLogger(__name__)


class AuditError(WenceError):
    """The audit cannot be read."""


class Audit:
    """Keeps one line of JSON per question, and one per act of signing in or changing something.

    A question is told by calling it, all else by `record`.
    """

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    @classmethod
    def of(cls, settings: Settings) -> Audit | None:
        """Return the audit that the settings ask for, or None."""
        if not settings.audit:
            return None
        return cls(Journal(settings.audit, settings.audit_mb * MB, settings.audit_days))

    def __call__(self, asked: Asked) -> None:
        """Write the line of a question."""
        self._write(asked.caller.name, asked.caller.address, _question(asked))

    def record(
        self, action: Action, what: str = "", *, user: str | None = None, **details: Detail
    ) -> None:
        """Write what the current caller did, see `ui.access.events.Record`."""
        who = caller()
        line = {"action": action, "what": _clean(what), **details}
        self._write(who.name if user is None else user, who.address, line)

    def latest(
        self, most: int, most_bytes: int, words: str = "", kind: Kind = ""
    ) -> Iterator[dict[str, Any]]:
        """Yield the last lines that hold these words, the newest first.

        Lines that are cut or not JSON are left out. Raises AuditError if the file cannot be read.
        """
        lines = (line for line in self.journal.backwards(most_bytes) if words in line)
        read = (found for found in map(_parsed, lines) if found and kind in ("", _kind(found)))
        try:
            yield from islice(read, most)
        except OSError as error:
            raise AuditError("审计文件无法读取，原因见服务的日志。") from error

    def _write(self, user: str, address: str, line: dict[str, Any]) -> None:
        """Write a line; if that fails, only log it, so that the question is still answered."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        whole = {"at": at, "user": _clean(user), "address": address, **line}
        try:
            self.journal.append(json.dumps(whole, ensure_ascii=False))
        except OSError:
            log.exception("the audit line could not be written")


def _parsed(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _kind(line: dict[str, Any]) -> Kind:
    action = line.get("action")
    if action is None:
        return "questions"
    return "sign-in" if action in SIGNING_IN else "changes"


def _question(asked: Asked) -> dict[str, Any]:
    answer = asked.answer
    line: dict[str, Any] = {
        "question": _clean(asked.question),
        "ms": round(1000 * asked.seconds, 1),
    }
    if answer is None:
        return line | {"error": type(asked.error).__name__}
    return line | {
        "engine": answer.engine,
        "abstained": answer.abstained,
        "citations": [citation.passage.id for citation in answer.citations],
    }


def _clean(text: str) -> str:
    """Return a text without keys, and without what cannot be written as UTF-8."""
    return SECRETS.sub("…", text).encode(errors="replace").decode()
