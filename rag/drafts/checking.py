"""Check a whole draft, statement by statement, within limits of size and time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.errors import QuestionError
from rag.drafts.judging import Judge
from rag.drafts.statements import Statement, statements
from rag.drafts.verdicts import Checked, counts
from rag.filters import Filters
from rag.protocol import QuestionAnswering

MAX_CHARS = 20_000  # of a draft
MAX_STATEMENTS = 200
MAX_SECONDS = 180.0  # after which the rest is left unchecked, and said to be


@dataclass(frozen=True, slots=True)
class DraftReport:
    """The statements of a draft with their verdicts, in order."""

    checked: Sequence[Checked]
    seconds: float = 0.0

    def to_json(self, base_url: str = "") -> dict[str, Any]:
        """Return the JSON object of `wence verify --json`."""
        return {
            "statements": [one.to_json(base_url) for one in self.checked],
            "counts": counts(self.checked),
            "took_ms": round(1000 * self.seconds, 1),
        }


def split(draft: str) -> list[Statement]:
    """Return the statements of a draft.

    Raises:
        QuestionError: the draft is empty, states nothing, or is too long.
    """
    if not draft.strip():
        raise QuestionError("稿件是空的，请粘贴要核对的文字。")
    if len(draft) > MAX_CHARS:
        raise QuestionError(f"稿件太长（{len(draft)}字），一次最多{MAX_CHARS}字，请分几次核对。")
    found = statements(draft)
    if not found:
        raise QuestionError("稿件里没有可以核对的句子。")
    if len(found) > MAX_STATEMENTS:
        raise QuestionError(f"稿件有{len(found)}句，一次最多{MAX_STATEMENTS}句，请分几次核对。")
    return found


def check_statements(
    pipeline: QuestionAnswering,
    found: Sequence[Statement],
    filters: Filters | None = None,
    seconds: float = MAX_SECONDS,
) -> Iterator[Checked]:
    """Yield each statement with its verdict, as soon as there is one; a few a second at least."""
    judge, until = Judge(pipeline, filters), time.monotonic() + seconds
    for statement in found:
        if time.monotonic() > until:
            yield Checked(statement, "unchecked", "时间用完，没有核对到这一句")
        else:
            yield judge.judge(statement)


def check_draft(
    pipeline: QuestionAnswering, draft: str, filters: Filters | None = None
) -> DraftReport:
    """Check every statement of a draft, plain or in Markdown, against the corpus.

    Raises:
        QuestionError: as `split`.
    """
    began = time.monotonic()
    checked = list(check_statements(pipeline, split(draft), filters))
    return DraftReport(checked, time.monotonic() - began)
