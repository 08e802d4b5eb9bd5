"""The page 核对, and the addresses that check a draft, read a file and export the result."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from index.errors import WenceError
from rag.drafts.checking import MAX_CHARS, MAX_STATEMENTS, DraftReport, check_statements, split
from rag.drafts.statements import Statement
from rag.drafts.verdicts import LABELS, Checked
from rag.filters import Filters
from ui.access.caller import caller
from ui.verify.files import file_of
from ui.verify.reading import KINDS, read_draft
from ui.verify.request import DraftGiven, result_given
from ui.verify.schemas import DraftResult
from ui.verify.turns import Turns
from ui.web.failures import FAILURES

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering
    from rag.settings import Settings
    from ui.web.templating import Templates

RESULT: dict[int | str, dict[str, Any]] = {
    200: {"model": DraftResult, "description": "完成", "content": {"text/event-stream": {}}}
}

Event = tuple[str, dict[str, Any]]


def verifying(pipeline: QuestionAnswering, settings: Settings, templates: Templates) -> APIRouter:
    """Build the routes."""
    router = APIRouter(responses=FAILURES)
    turns = Turns()

    @router.get("/verify", include_in_schema=False)
    def page() -> HTMLResponse:
        limits = {"most_chars": MAX_CHARS, "most_statements": MAX_STATEMENTS, "kinds": KINDS}
        return templates.page("verify.html", labels=LABELS, **limits)

    @router.post("/api/verify", response_model=None, responses=RESULT)
    def verify(wanted: DraftGiven, request: Request) -> Response:
        """逐句核对一篇稿件，附原文的句子；Accept 头为 text/event-stream 时逐句返回。"""
        filters, found = Filters.read(wanted.filters), split(wanted.text)
        who = caller().key
        turns.take(who)
        checked = check_statements(pipeline, found, filters)
        events = _events(checked, found, settings.base_url, lambda: turns.give_back(who))
        first = next(events)  # once they have begun, their end gives the turn back
        if "text/event-stream" in request.headers.get("accept", ""):
            return _Stream(first, events)
        *_, (_, result) = events
        return JSONResponse(result)

    @router.post("/api/verify/read", include_in_schema=False)
    async def read(file: Annotated[UploadFile, File()]) -> dict[str, str]:
        name = file.filename or ""
        text = await run_in_threadpool(read_draft, name, await file.read())
        return {"name": name, "text": text}

    @router.post("/api/verify/export", include_in_schema=False)
    async def export(
        request: Request,
        result: Annotated[str, Form()],
        file: Annotated[UploadFile | None, File()] = None,
    ) -> Response:
        base = settings.base_url or str(request.base_url).rstrip("/")
        original = await file.read() if file else None
        given = result_given(result)
        return await run_in_threadpool(file_of, given, original, pipeline.store, base)

    return router


class _Stream(StreamingResponse):
    """A response of events, which end where the client leaves: the check stops at once."""

    def __init__(self, first: Event, others: Generator[Event]) -> None:
        super().__init__(_written(first, others), media_type="text/event-stream")
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._others.close()


def _events(
    checked: Iterator[Checked],
    found: Sequence[Statement],
    base_url: str,
    at_the_end: Callable[[], None],
) -> Generator[Event]:
    """Yield `draft` with the places of all statements, a `finding` for each, and the `result`."""
    try:
        yield "draft", {"statements": [{"n": s.n, "start": s.start, "end": s.end} for s in found]}
        began, done = time.monotonic(), []
        for one in checked:
            done.append(one)
            yield "finding", one.to_json(base_url)
        yield "result", DraftReport(done, time.monotonic() - began).to_json(base_url)
    finally:
        at_the_end()


def _written(first: Event, others: Iterator[Event]) -> Iterator[str]:
    """Write events as a browser reads them; an error ends them with an event of its own."""
    yield _event(*first)
    try:
        for name, data in others:
            yield _event(name, data)
    except WenceError as error:
        yield _event("error", {"error": str(error)})


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
