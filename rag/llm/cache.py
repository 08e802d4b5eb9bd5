"""An endpoint that asks nothing twice: what was answered is kept in a file.

LangChain's own caches serve whole answers alone, not streams, and their keys hold the
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
_WAIT_S = 30.0  # for another thread or process that writes


class CachedEndpoint(Endpoint):
    """An endpoint whose whole answers are kept, by model, messages and parameters.

    Neither address nor key is kept. Faults are not, so they are asked again.

    Raises:
        WenceError: the file cannot be written, or is something else.
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
        """Yield what was answered before, or else the endpoint's answer."""
        request = self._digest(messages)
        kept = self._run("SELECT answer FROM answers WHERE request = ?", request)
        if kept:
            yield str(kept[0][0])
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
