"""Keep finished runs in a file beside the index that only its owner can read.

The number and the bytes of all runs are bounded: the earliest give way to the latest, those
that a person has named last.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import WenceError
from index.sqlite_files import make_private

if TYPE_CHECKING:
    from eval.run import Run

FILE = "evaluations.sqlite"
# `brief` is what the list of runs shows; the rest is read where one run is opened
SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
    id TEXT PRIMARY KEY, at TEXT NOT NULL, maker TEXT NOT NULL, name TEXT NOT NULL DEFAULT '',
    version TEXT NOT NULL, brief TEXT NOT NULL, whole BLOB NOT NULL, bytes INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS records (
    run TEXT NOT NULL, n INTEGER NOT NULL, record BLOB NOT NULL, PRIMARY KEY (run, n)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS uploads (
    run TEXT NOT NULL, n INTEGER NOT NULL, name TEXT NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (run, n)
) WITHOUT ROWID;
"""
MOST, MOST_BYTES = 200, 200 << 20
MAX_NAME = 60
DAMAGED = "这次评测的记录已损坏，无法读取。"
COLUMNS = "id, at, maker, name, version, brief"

Upload = tuple[str, bytes]
"""The name and the bytes of a question set that a person sent."""


class ArchiveError(WenceError):
    """Runs cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a run asks: shipped sets by name, uploaded ones, and whether baselines are asked too."""

    shipped: tuple[str, ...] = ()
    uploads: tuple[Upload, ...] = ()
    baselines: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A run as lists show it.

    `maker` is who started it, `version` the version of the index, `sets` the names of the
    question sets and `digests` their hashes, `shipped` the names of those that come with the
    program, `means` the mean of each metric.
    """

    id: str
    at: datetime
    maker: str
    name: str
    version: str
    questions: int
    answerable: int
    took_s: float
    program: str
    sets: list[str]
    digests: list[str]
    shipped: list[str]
    baselines: bool
    means: dict[str, float]
    changed: bool = False


class Archive:
    """The runs of one store. Safe for several threads and processes."""

    def __init__(self, store: Path, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._path, self._most, self._most_bytes = store / FILE, most, most_bytes

    def check(self) -> None:
        """Raise ArchiveError if no run could be kept, before a person waits for one."""
        with self._open():
            pass

    def keep(
        self, run: Run, chosen: Chosen, maker: str, version: str, changed: bool = False
    ) -> str:
        """Keep a run and return its id, which nobody can guess.

        `changed` says that the index became another one while the run asked.

        Raises:
            ArchiveError: it cannot be written.
        """
        id, whole = secrets.token_urlsafe(9), _packed({"meta": run.meta, "summary": run.summary})
        records = [(id, n, _packed(record)) for n, record in enumerate(run.records)]
        uploads = [
            (id, n, name, zlib.compress(content))
            for n, (name, content) in enumerate(chosen.uploads)
        ]
        kept = [whole, *(row[-1] for row in records), *(row[-1] for row in uploads)]
        size = sum(map(len, kept))
        brief = json.dumps(_brief(run, chosen, changed), ensure_ascii=False)
        row = (id, run.meta["date"], maker, version, brief, whole, size)
        with self._open() as connection:
            connection.execute(
                "INSERT INTO runs (id, at, maker, version, brief, whole, bytes)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            connection.executemany("INSERT INTO records VALUES (?, ?, ?)", records)
            connection.executemany("INSERT INTO uploads VALUES (?, ?, ?, ?)", uploads)
            self._make_room(connection, id)
        return id

    def entries(self) -> list[Entry]:
        """Return all runs, the latest first.

        Raises:
            ArchiveError: they cannot be read.
        """
        return self._entries("ORDER BY at DESC, rowid DESC")

    def entry(self, id: str) -> Entry | None:
        """Return a run as lists show it, or None if there is none."""
        return next(iter(self._entries("WHERE id = ?", id)), None)

    def run(self, id: str) -> Run:
        """Return a whole run.

        Raises:
            ArchiveError: it cannot be read, or there is none.
        """
        from eval.run import Run

        [(whole,)] = self._rows("SELECT whole FROM runs WHERE id = ?", id) or [(b"",)]
        records = self._rows("SELECT record FROM records WHERE run = ? ORDER BY n", id)
        head = _unpacked(whole)
        return Run(head["meta"], head["summary"], [_unpacked(record) for (record,) in records])

    def record(self, id: str, n: int) -> dict[str, Any] | None:
        """Return the n-th question of a run, from 0, or None if there is none."""
        found = self._rows("SELECT record FROM records WHERE run = ? AND n = ?", id, n)
        return next((_unpacked(record) for (record,) in found), None)

    def chosen(self, entry: Entry) -> Chosen:
        """Return what a run asked, to be asked again."""
        rows = self._rows("SELECT name, content FROM uploads WHERE run = ? ORDER BY n", entry.id)
        uploads = tuple((name, _inflated(content)) for name, content in rows)
        return Chosen(tuple(entry.shipped), uploads, entry.baselines)

    def rename(self, id: str, name: str) -> None:
        """Give a run a name; "" takes it away."""
        with self._open() as connection:
            connection.execute("UPDATE runs SET name = ? WHERE id = ?", (name[:MAX_NAME], id))

    def delete(self, id: str) -> None:
        """Delete a run and all that belongs to it."""
        with self._open() as connection:
            _delete(connection, id)

    def expire(self, days: int) -> None:
        """Delete the runs that are older than some days, whatever their names.

        Raises:
            ArchiveError: they cannot be deleted.
        """
        oldest = datetime.now(UTC) - timedelta(days=days)
        for entry in self.entries():
            if entry.at < oldest:
                self.delete(entry.id)

    def _make_room(self, connection: sqlite3.Connection, kept: str) -> None:
        """Delete runs until the others fit, but never the one just kept."""
        order = "SELECT id, bytes FROM runs ORDER BY id = ?, name != '', at, rowid"
        runs = connection.execute(order, (kept,)).fetchall()
        count, size = len(runs), sum(size for _, size in runs)
        for id, bytes_ in runs[:-1]:
            if count <= self._most and size <= self._most_bytes:
                return
            _delete(connection, id)
            count, size = count - 1, size - bytes_

    def _entries(self, condition: str, *values: str) -> list[Entry]:
        entries = []
        for row in self._rows(f"SELECT {COLUMNS} FROM runs {condition}", *values):  # noqa: S608
            with suppress(ArchiveError):  # one that is damaged does not hide the others
                entries.append(_entry(*row))
        return entries

    def _rows(self, query: str, *values: str | int) -> Sequence[Any]:
        if not self._path.exists():
            return []
        with self._open() as connection:
            return connection.execute(query, values).fetchall()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection; what is done with it is one transaction."""
        try:
            make_private(self._path)
            with closing(sqlite3.connect(self._path, timeout=10)) as connection:
                # what is deleted leaves the disk too
                connection.executescript(f"PRAGMA auto_vacuum = FULL; {SCHEMA}")
                with connection:
                    yield connection
        except (OSError, sqlite3.Error) as error:
            raise ArchiveError("评测记录无法读写，原因见服务的日志。") from error


def _delete(connection: sqlite3.Connection, id: str) -> None:
    connection.execute("DELETE FROM runs WHERE id = ?", (id,))
    for table in ("records", "uploads"):
        connection.execute(f"DELETE FROM {table} WHERE run = ?", (id,))  # noqa: S608


def _brief(run: Run, chosen: Chosen, changed: bool) -> dict[str, Any]:
    return {
        "questions": run.summary["questions"],
        "answerable": run.summary["answerable"],
        "took_s": run.meta["took_s"],
        "program": run.meta["versions"]["wence"],
        "sets": [one["file"] for one in run.meta["sets"]],
        "digests": sorted(one["sha256"] for one in run.meta["sets"]),
        "shipped": list(chosen.shipped),
        "baselines": chosen.baselines,
        "means": {name: found["mean"] for name, found in run.summary["metrics"].items()},
        "changed": changed,
    }


def _entry(id: str, at: str, maker: str, name: str, version: str, brief: str) -> Entry:
    try:
        return Entry(id, datetime.fromisoformat(at), maker, name, version, **json.loads(brief))
    except (ValueError, TypeError) as error:
        raise ArchiveError(DAMAGED) from error


def _packed(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False).encode(errors="replace"))


def _unpacked(packed: bytes) -> Any:
    return json.loads(_inflated(packed))


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompress(packed)
    except zlib.error as error:
        raise ArchiveError(DAMAGED) from error
