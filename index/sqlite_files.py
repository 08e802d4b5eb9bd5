"""What the SQLite files beside the index have in common: they are their owner's, and bounded."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

WAIT_S = 2.0  # while another thread or process writes; then a person is told


def make_private(path: Path) -> None:
    """Create a file that only its owner can read, or make one so that former versions created.

    Raises:
        OSError: it cannot be written.
    """
    file = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        with suppress(OSError):  # it is another user's, who lets this one write
            os.fchmod(file, 0o600)
    finally:
        os.close(file)


def bytes_used(connection: sqlite3.Connection) -> int:
    """Return how many bytes of a file are in use, without looking at its rows."""
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)
