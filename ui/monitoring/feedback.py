"""Feedback on answers, stored in SQLite beside the index, in a file that only its owner can read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from index.errors import WenceError
from index.sqlite_files import WAIT_S, bytes_used, make_private
from ui.web.validation import Text

FILE = "feedback.sqlite"
SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    at TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL,
    question TEXT NOT NULL, answer TEXT NOT NULL, passages TEXT NOT NULL
)
"""
EACH_DAY = 100  # entries of one caller
MOST_BYTES = 200 << 20  # of all

Reason = Literal["", "答非所问", "引用错误", "数字错误", "已过时", "其他"]


class FeedbackError(WenceError):
    """Feedback cannot be read or written."""


class FeedbackRefused(FeedbackError):
    """There is no room for more feedback."""


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
    """Add an entry to the feedback of a store.

    Raises:
        FeedbackRefused: the file is full.
        FeedbackError: it cannot be written.
    """
    with _writing(store) as connection:
        if bytes_used(connection) > MOST_BYTES:
            raise FeedbackRefused("反馈已经存满，请管理员导出后清理。")
        connection.execute(
            "INSERT INTO feedback VALUES (?, ?, ?, ?, ?, ?)",
            (
                _written(datetime.now(UTC)),
                feedback.verdict,
                feedback.reason,
                feedback.question,
                feedback.answer,
                json.dumps(feedback.passages, ensure_ascii=False),
            ),
        )


def expire(store: Path, days: int) -> None:
    """Delete what is older than some days.

    Raises:
        FeedbackError: it cannot be written.
    """
    if (store / FILE).exists():
        with _writing(store) as connection:
            oldest = _written(datetime.now(UTC) - timedelta(days=days))
            connection.execute("DELETE FROM feedback WHERE at < ?", (oldest,))


def export(store: Path) -> Iterator[dict[str, Any]]:
    """Yield all feedback, oldest first.

    Raises:
        FeedbackError: it cannot be read. So do `latest` and `counts`.
    """
    yield from _rows(store, "SELECT * FROM feedback ORDER BY rowid")


def latest(store: Path, verdict: str, start: int, limit: int) -> list[dict[str, Any]]:
    """Return `limit` entries from the `start`-th on, newest first; of one verdict unless ""."""
    query = "SELECT * FROM feedback WHERE ? IN ('', verdict) ORDER BY rowid DESC LIMIT ? OFFSET ?"
    return list(_rows(store, query, verdict, limit, start))


def counts(store: Path) -> dict[str, int]:
    """Return how many entries there are of each verdict."""
    with _reading(store) as connection:
        found = connection.execute("SELECT verdict, COUNT(*) FROM feedback GROUP BY verdict")
        return dict(found.fetchall())


def _rows(store: Path, query: str, *values: str | int) -> Iterator[dict[str, Any]]:
    with _reading(store) as connection:
        for row in connection.execute(query, values):
            yield {**row, "passages": json.loads(row["passages"])}


@contextmanager
def _writing(store: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection; what is done with it is one transaction."""
    try:
        make_private(store / FILE)
        with closing(sqlite3.connect(store / FILE, timeout=WAIT_S)) as connection:
            connection.executescript(f"PRAGMA secure_delete = ON; {SCHEMA}")
            with connection:
                yield connection
    except (OSError, sqlite3.Error) as error:
        raise FeedbackError("反馈暂时存不下来，原因见服务的日志。") from error


@contextmanager
def _reading(store: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection for reading, of an empty table where there is no feedback.

    It may write, to take back what was half written when a process was killed.
    """
    file = store / FILE
    where = f"{file.absolute().as_uri()}?mode=rw" if file.exists() else ":memory:"
    try:
        with closing(sqlite3.connect(where, timeout=WAIT_S, uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                connection.execute(SCHEMA.replace("CREATE TABLE", "CREATE TEMP TABLE"))
            yield connection
    except (OSError, ValueError, sqlite3.Error) as error:
        raise FeedbackError("反馈无法读取，原因见服务的日志。") from error


def _written(time: datetime) -> str:
    return time.isoformat(timespec="seconds")
