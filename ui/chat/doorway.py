"""Let only those requests through to Gradio that the chat's page sends.

Gradio has other addresses, which write files, read from elsewhere or show what was asked, and
it answers what it cannot read with an internal error, whose trace fills the log.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Annotated, Any, NoReturn

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.web.errors import MESSAGES, ErrorResponses

PAGES = re.compile(
    r"/(?:config|theme\.css|favicon\.ico|robots\.txt|manifest\.json|pwa_icon(?:/\d{1,4})?)?/?"
    r"|/(?:static|assets|svelte)/.+"
    r"|/gradio_api/(?:queue/(?:join|data|status)|heartbeat/\w+|cancel|reset|info|app_id|"
    r"startup-events|theme\.css)/?"
)
MAX_NAME = 255  # bytes of a file's name on any disk
JOIN = "/gradio_api/queue/join"


class Event(BaseModel):
    """What Gradio has to find in an event; it may have more."""

    model_config = ConfigDict(extra="allow", strict=True)

    fn_index: int
    data: list[Any]
    session_hash: Annotated[str, StringConstraints(max_length=100)]
    trigger_id: int | None = None


class Doorway:
    """Middleware that answers 404 to other paths than `PAGES`, and 400 to events that are none.

    `events` are the numbers of those that the page sends.
    """

    def __init__(self, app: ASGIApp, errors: ErrorResponses, events: Collection[int]) -> None:
        self._app, self._errors, self._events = app, errors, frozenset(events)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        path = scope["path"]
        if not _leads_somewhere(path):
            reads_pages = "text/html" in Headers(scope=scope).get("accept", "")
            asked = path if reads_pages else "/api/"  # JSON for programs, whatever they ask for
            return await self._errors.response(asked, 404, MESSAGES[404])(scope, receive, send)
        if scope["method"] == "POST":
            body = await Request(scope, receive).body()
            if not self._is_event(path.rstrip("/"), body):
                return await self._errors.response(path, 400, MESSAGES[400])(scope, receive, send)
            receive = _again(body, receive)
        await self._app(scope, receive, send)

    def _is_event(self, path: str, body: bytes) -> bool:
        try:
            sent = json.loads(body, parse_constant=_refuse)
            json.dumps(sent, ensure_ascii=False, allow_nan=False).encode()  # no lone surrogates
            return path != JOIN or Event.model_validate(sent).fn_index in self._events
        except (ValueError, RecursionError, ValidationError):
            return False


def _leads_somewhere(path: str) -> bool:
    names = path.split("/")
    return (
        bool(PAGES.fullmatch(path))
        and path.isprintable()
        and all(len(name.encode(errors="replace")) <= MAX_NAME for name in names)
    )


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives a body that was read already, then what comes after it."""
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once
