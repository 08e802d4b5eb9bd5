"""The chat as part of an application that answers before Gradio has been imported."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import Headers
from starlette.routing import BaseRoute
from starlette.types import Message, Receive, Scope, Send

from ui.chat.importing import prepare_gradio
from ui.web.errors import MESSAGES, ErrorResponses
from ui.web.templating import CSP, Templates

if TYPE_CHECKING:
    from fastapi import FastAPI

    from rag.protocol import QuestionAnswering
    from ui.snapshots.model import Snapshot

OPENING, FAILED = "问答页正在打开…", "问答页打不开，原因见服务的日志。"
HEADERS = {"Retry-After": "1", "Cache-Control": "no-store"}
_log = logging.getLogger("wence")


class Chat:
    """The chat, once `load` has loaded it; until then 503, and a page that waits for it."""

    def __init__(
        self,
        pipeline: QuestionAnswering,
        templates: Templates,
        errors: ErrorResponses,
        seal: Callable[[Snapshot], str],
        alike: bool = True,
    ) -> None:
        self._pipeline, self._templates, self._errors = pipeline, templates, errors
        self._seal, self._alike = seal, alike
        self._loaded = Future["FastAPI"]()
        self._app: FastAPI | None = None

    @property
    def open(self) -> bool:
        """Whether the chat answers requests."""
        return self._app is not None

    @property
    def routes(self) -> list[BaseRoute]:
        """The routes of the chat."""
        return self._app.routes if self._app else []

    def load(self) -> None:
        """Import Gradio and lay out the chat, which takes seconds; log what goes wrong.

        To be called once, in any thread.
        """
        if not self._loaded.set_running_or_notify_cancel():
            return  # the application has ended
        try:
            prepare_gradio()
            from ui.chat.page import chat_app

            loaded = chat_app(self._pipeline, self._templates, self._seal, self._alike)
            self._loaded.set_result(loaded)
        except Exception as error:
            _log.exception("the chat could not be loaded")
            self._loaded.set_exception(error)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Open the chat when it is loaded, and close it at the end."""
        running = asyncio.create_task(self._run())
        yield
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    async def _run(self) -> None:
        try:
            app = await asyncio.wrap_future(self._loaded)
        except Exception:
            return  # `load` has logged it
        async with app.router.lifespan_context(app):
            self._app = app
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to the chat, or say that it is coming."""
        if self._app:
            await self._app(scope, receive, self._own_pages(scope, receive, send))
        else:
            await self._waiting(scope)(scope, receive, send)

    def _own_pages(self, scope: Scope, receive: Receive, send: Send) -> Send:
        """Return a `send` that puts our own page in place of Gradio's JSON for unknown pages."""
        if not _reads_pages(scope):
            return send
        missing = False

        async def own(message: Message) -> None:
            nonlocal missing
            if message["type"] == "http.response.start" and message["status"] == 404:
                missing = True
                page = self._errors.response(scope["path"], 404, MESSAGES[404])
                await page(scope, receive, send)
            elif not missing:
                await send(message)

        return own

    def _waiting(self, scope: Scope) -> Response:
        path = scope["path"]
        failed = self._loaded.done() and bool(self._loaded.exception())
        message = FAILED if failed else OPENING
        if path.rstrip("/"):
            return self._errors.response(path, 503, message, HEADERS)
        page = self._templates.render("waiting.html", message=message, failed=failed)
        # browsers report a page with 503 as an error in their console
        status = 503 if failed or not _reads_pages(scope) else 200
        return HTMLResponse(page, status, {**HEADERS, "Content-Security-Policy": CSP})


def _reads_pages(scope: Scope) -> bool:
    """Return whether a request comes from a browser that opens a page."""
    return scope["type"] == "http" and "text/html" in Headers(scope=scope).get("accept", "")
