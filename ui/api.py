"""The HTTP interface of CONTRACT.md."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from index.errors import QuestionError
from rag.answer import Answer
from ui.feedback import Feedback, keep
from ui.requests import ask_request
from ui.serialize import article_json, search_json

if TYPE_CHECKING:
    from rag.pipeline import Pipeline
    from rag.settings import Settings

MAX_BODY = 1 << 20
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n](?:\s*\[\d+\])*\n*|.+", re.DOTALL)


def sentences(text: str) -> list[str]:
    """Split an answer where it may be shown bit by bit; marks stay with their sentence."""
    return SENTENCE.findall(text)


def api(pipeline: Pipeline, settings: Settings) -> APIRouter:
    """Routes under /api, and the two probes."""
    router = APIRouter()

    @router.post("/api/ask")
    async def ask(request: Request) -> Response:
        wanted = ask_request(await _body(request))
        answer = await run_in_threadpool(
            pipeline.ask, wanted.question, wanted.turns(), wanted.k, wanted.engine
        )
        if "text/event-stream" in request.headers.get("accept", ""):
            events = _events(answer, settings.base_url)
            return StreamingResponse(events, media_type="text/event-stream")
        return JSONResponse(answer.to_json(settings.base_url))

    @router.post("/api/feedback")
    async def feedback(request: Request) -> dict[str, str]:
        given = Feedback.read(await _body(request))
        await run_in_threadpool(keep, settings.store, given)
        return {"status": "ok"}

    @router.get("/api/search")
    def search(q: str, k: int = Query(10, ge=1, le=50)) -> dict[str, Any]:
        return search_json(pipeline, q, k, settings.base_url)

    @router.get("/api/articles")
    def articles() -> list[dict[str, Any]]:
        return [article_json(article) for article in pipeline.store.articles()]

    @router.get("/api/articles/{issue}/{n}")
    def article(issue: str, n: int) -> dict[str, Any]:
        found = pipeline.store.article(f"{issue}/{n}")
        if found is None:
            raise HTTPException(404, "没有这篇文章。")
        return article_json(found, text=True)

    @router.api_route("/api/{rest:path}", methods=METHODS, include_in_schema=False)
    def nothing(rest: str) -> None:
        raise HTTPException(404, "没有这个接口。")

    @router.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    def readyz() -> dict[str, Any]:
        return {"status": "ready", "articles": sum(1 for _ in pipeline.store.articles())}

    return router


async def _body(request: Request) -> Any:
    """Read a JSON body of bounded size. Raises QuestionError, HTTPException 413."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise HTTPException(413, "请求太大，最多 1 MB。")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise QuestionError("请求不是有效的 JSON。") from error


async def _events(answer: Answer, base_url: str) -> AsyncIterator[str]:
    """Send the answer sentence by sentence, then whole."""
    for sentence in sentences(answer.text):
        yield _event("delta", {"text": sentence})
    yield _event("result", answer.to_json(base_url))


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
