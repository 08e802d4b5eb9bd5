"""The service's log: one line per request, as text or JSON, without the question asked."""

from __future__ import annotations

import json
import logging
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.access.caller import Caller
from ui.web.errors import INTERNAL, ErrorResponses

if TYPE_CHECKING:
    from rag.settings import Settings
    from ui.monitoring.metrics import Metrics

# other methods are counted as one, so that a client cannot create labels
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
LONGEST_PATH = 500
log = logging.getLogger("wence.requests")


LINES, REFUSED = 6000, 300  # a minute of one kind: all, and warnings or refused requests
LONGEST, LONGEST_TRACE = 2000, 8000  # characters of a message, and of the end of a trace


class LogLimit(logging.Filter):
    """A filter that cuts long messages, and lets few lines of one kind through each minute.

    The first line of the next minute tells how many were left out.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._clock, self._lock = clock, Lock()
        self._since, self._counts = clock(), Counter[tuple[str, int, int]]()
        self._left_out = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether to write the line."""
        status = getattr(record, "fields", {}).get("status", 0)
        kind = (record.name, record.levelno, status)
        refused = record.levelno >= logging.WARNING or status >= 400
        with self._lock:
            left_out = self._begin_minute()
            self._counts[kind] += 1
            if self._counts[kind] > (REFUSED if refused else LINES):
                self._left_out += 1
                return False
        record.msg, record.args = record.getMessage()[:LONGEST], ()
        if left_out:
            record.msg += f" ({left_out} similar lines were left out)"
        return True

    def _begin_minute(self) -> int:
        """Return how many lines the last minute left out, once it is over."""
        if self._clock() - self._since < 60:
            return 0
        left_out, self._left_out = self._left_out, 0
        self._since = self._clock()
        self._counts.clear()
        return left_out


class TextFormatter(logging.Formatter):
    """A formatter that writes only the end of a long trace."""

    def formatException(self, ei: Any) -> str:  # noqa: D102
        return super().formatException(ei)[-LONGEST_TRACE:]


class JsonFormatter(TextFormatter):
    """A formatter that writes one JSON object per line; `extra={"fields": …}` adds fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up_logs(settings: Settings) -> None:
    """Write all logs to stderr, as the settings say."""
    handler = logging.StreamHandler(sys.stderr)
    text = TextFormatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler.setFormatter(JsonFormatter() if settings.log_format == "json" else text)
    handler.addFilter(LogLimit())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    # these log every request, or addresses
    for name in ("httpx", "httpx2", "mcp", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)


class RequestLog:
    """Middleware that times, counts and logs every request, and answers 500 to an exception."""

    def __init__(self, app: ASGIApp, errors: ErrorResponses, metrics: Metrics) -> None:
        self._app, self._errors, self._metrics = app, errors, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; every response carries the request's id in X-Request-ID."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        id, status, began = uuid4().hex[:12], 0, perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception:
            logging.getLogger("wence").exception("request failed", extra={"fields": {"id": id}})
            if status:
                raise
            failed = self._errors.response(scope["path"], 500, INTERNAL)
            await failed(scope, receive, send_with_id)
        finally:
            self._record(scope, id, status, perf_counter() - began)

    def _record(self, scope: Scope, id: str, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._metrics.request(method, _route(scope), status, seconds)
        caller = scope.get("state", {}).get("caller") or Caller()
        client = scope.get("client")
        fields = {
            "id": id,
            "method": scope["method"],
            "path": scope["path"][:LONGEST_PATH],
            "status": status,
            "ms": round(1000 * seconds, 1),
            "user": caller.name,
            "address": client[0] if client else "",
        }
        message = f"{scope['method']} {fields['path']!r} {status} {fields['ms']}ms"
        log.info(message, extra={"fields": fields})


def _route(scope: Scope) -> str:
    """Return the route's path pattern, so that metrics have few distinct labels."""
    fallback = scope.get("root_path") or ("/mcp" if scope["path"] == "/mcp" else "other")
    return str(getattr(scope.get("route"), "path", fallback))
