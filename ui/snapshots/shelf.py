"""Keep snapshots in a file beside the index that only its owner can read."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from index.errors import WenceError
from index.sqlite_files import WAIT_S, bytes_used, make_private
from ui.snapshots.model import Snapshot

FILE = "snapshots.sqlite"
SCHEMA = """
CREATE TABLE IF NOT EXISTS secret (id INTEGER PRIMARY KEY CHECK (id = 1), value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS snapshots (
    id TEXT PRIMARY KEY, maker TEXT NOT NULL, at TEXT NOT NULL, content TEXT NOT NULL,
    digest TEXT NOT NULL, UNIQUE (maker, digest)
);
"""
EACH, ALL = 500, 20_000  # snapshots of one maker, and of all
ALL_BYTES = 1 << 30
MAX_BYTES = 200_000


class SnapshotError(WenceError):
    """Snapshots cannot be read or written."""


class SnapshotRefused(SnapshotError):
    """A snapshot is too large, or there is no room for another."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A snapshot on the shelf; `maker` is who had it kept, `kept` when."""

    id: str
    maker: str
    kept: datetime
    snapshot: Snapshot


class Shelf:
    """The snapshots of one store. Safe for several threads and processes.

    They are deleted `days` days after they were kept; 0 keeps them until a person deletes them.
    """

    def __init__(self, store: Path, days: int = 0) -> None:
        self._path, self.days = store / FILE, days

    @cached_property
    def secret(self) -> str:
        """The key that snapshots are signed with before they are kept; made when first read.

        Raises:
            SnapshotError: the file cannot be written, as where there is no store.
        """
        with self._open() as connection:
            made = (secrets.token_urlsafe(32),)
            connection.execute("INSERT OR IGNORE INTO secret VALUES (1, ?)", made)
            return str(connection.execute("SELECT value FROM secret").fetchone()[0])

    def keep(self, snapshot: Snapshot, maker: str) -> str:
        """Keep a snapshot and return its id, which nobody can guess; the same one if kept already.

        Raises:
            SnapshotRefused: it is too large, or the shelf is full.
            SnapshotError: it cannot be written.
        """
        content = snapshot.model_dump_json(exclude_defaults=True)
        if len(content.encode()) > MAX_BYTES:
            raise SnapshotRefused("这个回答太长，不能存成快照。")
        digest = hashlib.sha256(content.encode()).hexdigest()
        with self._open() as connection:
            self._forget_old(connection)
            known = connection.execute(
                "SELECT id FROM snapshots WHERE maker = ? AND digest = ?", (maker, digest)
            ).fetchone()
            if known:
                return str(known[0])
            _refuse_full(connection, maker)
            id = secrets.token_urlsafe(16)
            row = (id, maker, _written(datetime.now(UTC)), content, digest)
            connection.execute("INSERT INTO snapshots VALUES (?, ?, ?, ?, ?)", row)
        return id

    def find(self, id: str) -> Shelved | None:
        """Return a snapshot, or None if there is none, or it is too old.

        Raises:
            SnapshotError: it cannot be read.
        """
        return next((_shelved(*row) for row in self._rows("WHERE id = ?", id)), None)

    def of(self, maker: str) -> Iterator[Shelved]:
        """Yield what one maker had kept, the latest first; what is damaged is left out."""
        for row in self._rows("WHERE maker = ? ORDER BY at DESC, rowid DESC", maker):
            with suppress(SnapshotError):
                yield _shelved(*row)

    def delete(self, id: str) -> None:
        """Delete a snapshot; its content is overwritten."""
        with self._open() as connection:
            connection.execute("DELETE FROM snapshots WHERE id = ?", (id,))

    def expire(self) -> None:
        """Delete what is too old, also where nobody looks at any; raises SnapshotError if it fails."""
        if self._path.exists():
            with self._open() as connection:
                self._forget_old(connection)

    def _rows(self, condition: str, *values: str) -> list[tuple[str, str, str, str]]:
        if not self._path.exists():
            return []
        with self._open() as connection:
            self._forget_old(connection)
            query = f"SELECT id, maker, at, content FROM snapshots {condition}"  # noqa: S608
            return connection.execute(query, values).fetchall()

    def _forget_old(self, connection: sqlite3.Connection) -> None:
        if self.days:
            oldest = datetime.now(UTC) - timedelta(days=self.days)
            connection.execute("DELETE FROM snapshots WHERE at < ?", (_written(oldest),))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection; what is done with it is one transaction."""
        try:
            make_private(self._path)
            with closing(sqlite3.connect(self._path, timeout=WAIT_S)) as connection:
                connection.executescript(f"PRAGMA secure_delete = ON; {SCHEMA}")
                with connection:
                    connection.execute("BEGIN IMMEDIATE")
                    yield connection
        except (OSError, sqlite3.Error) as error:
            raise SnapshotError("快照无法读写，原因见服务的日志。") from error


def _refuse_full(connection: sqlite3.Connection, maker: str) -> None:
    def count(condition: str, *values: str) -> int:
        query = f"SELECT COUNT(*) FROM snapshots {condition}"  # noqa: S608
        return int(connection.execute(query, values).fetchone()[0])

    if count("WHERE maker = ?", maker) >= EACH:
        raise SnapshotRefused(f"快照已有 {EACH} 个，请先在“我的快照”里删除一些。")
    if count("") >= ALL or bytes_used(connection) > ALL_BYTES:
        raise SnapshotRefused("这里的快照已满，请管理员删除一些。")


def _written(time: datetime) -> str:
    return time.isoformat(timespec="seconds")


def _shelved(id: str, maker: str, at: str, content: str) -> Shelved:
    try:
        snapshot = Snapshot.model_validate_json(content)
        return Shelved(id, maker, datetime.fromisoformat(at), snapshot)
    except (ValidationError, ValueError) as error:
        raise SnapshotError("这个快照已损坏，无法读取。") from error
