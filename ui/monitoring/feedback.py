"""Feedback on answers, stored in SQLite beside the index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from ui.web.validation import Text

FILE = "feedback.sqlite"
SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    at TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL,
    question TEXT NOT NULL, answer TEXT NOT NULL, passages TEXT NOT NULL
)
"""

Reason = Literal["", "答非所问", "引用错误", "数字错误", "已过时", "其他"]


class Feedback(BaseModel):
    """A verdict on one answer; `passages` are the URLs it cited."""

    verdict: Literal["like", "dislike"]
    reason: Reason = ""
    question: Annotated[Text, Field(max_length=5000)]
    answer: Annotated[Text, Field(max_length=50_000)]
    passages: list[Annotated[Text, Field(max_length=500)]] = Field(
        default_factory=list, max_length=50
    )


def save(store: Path, feedback: Feedback) -> None:
    """Add an entry to the feedback of a store."""
    with closing(sqlite3.connect(store / FILE, timeout=10)) as connection, connection:
        connection.execute(SCHEMA)
        connection.execute(
            "INSERT INTO feedback VALUES (?, ?, ?, ?, ?, ?)",
            (
                datetime.now(UTC).isoformat(timespec="seconds"),
                feedback.verdict,
                feedback.reason,
                feedback.question,
                feedback.answer,
                json.dumps(feedback.passages, ensure_ascii=False),
            ),
        )


def export(store: Path) -> Iterator[dict[str, Any]]:
    """Yield all feedback, oldest first."""
    yield from _rows(store, "SELECT * FROM feedback ORDER BY rowid")


def latest(store: Path, verdict: str, start: int, limit: int) -> list[dict[str, Any]]:
    """Return `limit` entries from the `start`-th on, newest first; of one verdict unless ""."""
    query = "SELECT * FROM feedback WHERE ? IN ('', verdict) ORDER BY rowid DESC LIMIT ? OFFSET ?"
    return list(_rows(store, query, verdict, limit, start))


def counts(store: Path) -> dict[str, int]:
    """Return how many entries there are of each verdict."""
    if not (store / FILE).exists():
        return {}
    with closing(sqlite3.connect(store / FILE)) as connection:
        return dict(connection.execute("SELECT verdict, COUNT(*) FROM feedback GROUP BY verdict"))


def _rows(store: Path, query: str, *values: str | int) -> Iterator[dict[str, Any]]:
    if not (store / FILE).exists():
        return
    with closing(sqlite3.connect(store / FILE)) as connection:
        connection.row_factory = sqlite3.Row
        for row in connection.execute(query, values):
            yield {**row, "passages": json.loads(row["passages"])}
