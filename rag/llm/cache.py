"""Cache a model's answers in a file, so that no request is sent twice.

LangChain's own caches are not used: they do not serve streams, and their keys contain the
server's address.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

from index.errors import WenceError
from index.sqlite_files import bytes_used, make_private
from rag.llm.endpoint import Endpoint, Message

_TABLE = (
    "CREATE TABLE IF NOT EXISTS answers"
    " (request TEXT PRIMARY KEY, model TEXT NOT NULL, answer TEXT NOT NULL)"
)
# a tenth of the answers, the earliest; their room in the file is used again
_MAKE_ROOM = (
    "DELETE FROM answers WHERE rowid IN"
    " (SELECT rowid FROM answers ORDER BY rowid LIMIT (SELECT COUNT(*) / 10 + 1 FROM answers))"
)
MAX_BYTES = 1 << 30
log = logging.getLogger("wence")
WAIT_S = 30.0  # while another thread or process writes


class CachedEndpoint(Endpoint):
    """An endpoint that stores complete answers by model, messages and parameters.

    Neither the server's address nor the key is stored. Errors are not stored, so a failed request
    is sent again.

    Raises:
        WenceError: the file cannot be written, or is not a cache.
    """

    def __init__(self, *args: Any, file: Path, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._file = file
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            make_private(file)
            with self._opened() as connection, connection:
                connection.execute(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise WenceError(f"大模型回答的缓存 {file} 不能用，请删去它或换一个地方。") from error

    def stream(self, messages: Sequence[Message], within: float) -> Iterator[str]:
        """Yield the stored answer, or else the endpoint's, which is then stored."""
        request = self._digest(messages)
        if stored := self._stored(request):
            yield stored
            return
        pieces = []
        for piece in super().stream(messages, within):
            pieces.append(piece)
            yield piece
        self._store(request, "".join(pieces))

    def _stored(self, request: str) -> str:
        """Return the answer to a request, or "" where there is none, or the file cannot be read."""
        try:
            with self._opened() as connection:
                query = "SELECT answer FROM answers WHERE request = ?"
                return str((connection.execute(query, (request,)).fetchone() or [""])[0])
        except sqlite3.Error:
            log.warning("the cache of answers could not be read", exc_info=True)
            return ""

    def _store(self, request: str, answer: str) -> None:
        """Store an answer; the earliest give way if the file is full."""
        try:
            with self._opened() as connection, connection:
                row = (request, self.model, answer)
                connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", row)
                if bytes_used(connection) > MAX_BYTES:
                    connection.execute(_MAKE_ROOM)
        except sqlite3.Error:
            log.warning("an answer could not be cached", exc_info=True)

    def _digest(self, messages: Sequence[Message]) -> str:
        request = [self.model, self.parameters, messages]
        return sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()

    def _opened(self) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(self._file, timeout=WAIT_S))
