"""A file of lines that only its owner can read, set aside in parts, and bounded in bytes and days.

Lines are appended to the file itself. Where that is large, or its first line a day old, it is
renamed to a part with the time at its end, and a new one begins. Any of them may be moved away
at any time, and several processes may append.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

MB = 1 << 20
PARTS = 10  # that the largest total is cut into
DAY_S = 86_400
BLOCK = 1 << 16
AT = re.compile(rb'\{"at": "(\d{4}-\d\d-\d\dT[\d:.]{8,12}\+00:00)"')
STAMP = re.compile(r"\.\d{8}T\d{12}")

log = logging.getLogger("wence")


class Journal:
    """The lines of one file and its parts: at most `most_bytes`, 0 for any number.

    Parts are deleted `days` days after their last line, 0 for never.
    """

    def __init__(self, path: Path, most_bytes: int = 0, days: int = 0) -> None:
        self._path, self._most, self._days = path, most_bytes, days

    def append(self, line: str) -> None:
        """Add a line; raises OSError if the disk refuses."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(self._path, "a", encoding="utf-8", opener=_open_for_owner) as file:
            file.write(f"{line}\n")
            full = self._most and file.tell() > self._most // PARTS
        if full:
            self._set_aside(lambda: self._path.stat().st_size > self._most // PARTS)

    def expire(self) -> None:
        """Delete what is too old; to be called once a day. Raises OSError if the disk refuses."""
        if not self._days:
            return
        if self._path.exists():
            self._set_aside(lambda: _first_written(self._path) < time.time() - DAY_S)
        for part in self._parts():
            if part.stat().st_mtime < time.time() - self._days * DAY_S:
                part.unlink(missing_ok=True)

    def backwards(self, most_bytes: int) -> Iterator[str]:
        """Yield the lines, the latest first, from the last bytes of all parts."""
        left = most_bytes
        for file in [self._path, *reversed(self._parts())]:
            if left <= 0 or not file.exists():
                continue
            for line in _backwards(file):
                left -= len(line) + 1
                if left < 0:
                    return
                yield line.decode(errors="replace")

    def _parts(self) -> list[Path]:
        """Return the parts set aside, the earliest first."""
        found = self._path.parent.glob(f"{self._path.name}.*")
        return sorted(p for p in found if STAMP.fullmatch(p.name[len(self._path.name) :]))

    def _set_aside(self, wanted: Callable[[], bool]) -> None:
        """Begin a new file, if that is wanted still; delete the earliest parts that are too many."""
        with FileLock(f"{self._path}.lock", mode=0o600):
            if not self._path.exists() or not wanted():
                return
            now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
            self._path.rename(f"{self._path}.{now}")
            if self._most:
                self._make_room()

    def _make_room(self) -> None:
        parts = self._parts()
        size = sum(part.stat().st_size for part in parts)
        for part in parts:
            if size <= self._most - self._most // PARTS:
                return
            log.warning("%s is full, its earliest part is deleted", self._path)
            size -= part.stat().st_size
            part.unlink(missing_ok=True)


def _open_for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _first_written(file: Path) -> float:
    """Return when the first line was written, in seconds since the epoch; now if it is not said.

    Its first field is the time, so that no line has to be parsed.
    """
    with open(file, "rb") as stream:
        found = AT.match(stream.read(BLOCK))
    return datetime.fromisoformat(found[1].decode()).timestamp() if found else time.time()


def _backwards(file: Path) -> Iterator[bytes]:
    """Yield the lines of a file, the last first; each is read but once."""
    with open(file, "rb") as stream:
        left, rest = stream.seek(0, os.SEEK_END), b""
        while left:
            start = max(0, left - BLOCK)
            stream.seek(start)
            first, *lines = (stream.read(left - start) + rest).split(b"\n")
            yield from reversed(lines)
            left, rest = start, first
        yield rest
