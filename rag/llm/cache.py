"""Cache a model's answers in a file, so that no request is sent twice.

LangChain's own caches are not used: they do not serve streams, and their keys contain the
server's address.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

from index.errors import WenceError
from rag.llm.endpoint import Endpoint, Message

_TABLE = (
    "CREATE TABLE IF NOT EXISTS answers"
    " (request TEXT PRIMARY KEY, model TEXT NOT NULL, answer TEXT NOT NULL)"
)
_WAIT_S = 30.0  # while another thread or process writes


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
            self._run(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise WenceError(f"大模型回答的缓存 {file} 不能用，请删去它或换一个地方。") from error

    def stream(self, messages: Sequence[Message], within: float) -> Iterator[str]:
        """Yield the stored answer, or else the endpoint's, which is then stored."""
        request = self._digest(messages)
        stored = self._run("SELECT answer FROM answers WHERE request = ?", request)
        if stored:
            yield str(stored[0][0])
            return
        pieces = []
        for piece in super().stream(messages, within):
            pieces.append(piece)
            yield piece
        row = (request, self.model, "".join(pieces))
        self._run("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", *row)

    def _digest(self, messages: Sequence[Message]) -> str:
        request = [self.model, self.parameters, messages]
        return sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()

    def _run(self, statement: str, *values: str) -> list[Any]:
        with closing(sqlite3.connect(self._file, timeout=_WAIT_S)) as connection, connection:
            return connection.execute(statement, values).fetchall()
