"""The HTTP interface under /api, and the health probes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from index.errors import WenceError
from rag.answer import Answer
from rag.blocks import cited_chunks
from rag.filters import Filters
from rag.question.understanding import MAX_CHARS
from ui.access.caller import caller
from ui.access.quota import Daily
from ui.api.schemas import (
    ArticleInfo,
    ArticleText,
    AskResult,
    Ready,
    SearchResult,
    Status,
)
from ui.library.catalogue import Catalogue
from ui.monitoring.feedback import EACH_DAY, Feedback, save
from ui.web.failures import FAILURES
from ui.web.query_params import Chosen
from ui.web.serialize import article_json, search_json
from ui.web.streaming import last_answer, stream
from ui.web.validation import AskRequest

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering
    from rag.settings import Settings

EVENTS: dict[str, Any] = {"text/event-stream": {}}
KEEP_ALIVE = ": \n\n"


def api(
    pipeline: QuestionAnswering,
    settings: Settings,
    catalogue: Catalogue,
    ready: Callable[[], bool] = lambda: True,
) -> APIRouter:
    """Return the routes under /api, /healthz and /readyz; the latter asks `ready`."""
    router, today = APIRouter(responses=FAILURES), Daily(EACH_DAY)

    @router.post("/api/ask", **_gives(AskResult, EVENTS))
    async def ask(wanted: AskRequest, request: Request) -> Response:
        """回答一个问题，附出处；Accept 头为 text/event-stream 时逐句返回。"""
        filters = Filters.read(wanted.filters)
        items = stream(
            lambda on_token: pipeline.ask(
                wanted.question,
                wanted.past_messages(),
                k=wanted.k,
                engine=wanted.engine,
                on_token=on_token,
                filters=filters,
            )
        )
        if "text/event-stream" in request.headers.get("accept", ""):
            # an invalid question is answered with a status of its own
            first = await anext(items)
            events = _events(first, items, settings.base_url)
            return StreamingResponse(events, media_type="text/event-stream")
        return JSONResponse((await last_answer(items)).to_json(settings.base_url))

    @router.post("/api/feedback", **_gives(Status))
    def feedback(given: Feedback) -> dict[str, str]:
        """记下对一个答案的评价。"""
        if not today.take(caller().key):
            raise HTTPException(429, f"今天已经收到您的 {EACH_DAY} 条反馈，请明天再试。")
        save(settings.store, given)
        return {"status": "ok"}

    @router.get("/api/search", **_gives(SearchResult))
    def search(
        chosen: Chosen,
        q: str = Query(min_length=1, max_length=MAX_CHARS),
        k: int = Query(10, ge=1, le=50),
    ) -> dict[str, Any]:
        """找出相关的段落。"""
        return search_json(pipeline, q, k, settings.base_url, chosen)

    @router.get("/api/articles", **_gives(list[ArticleInfo]))
    def articles() -> list[dict[str, Any]]:
        """列出文章。"""
        return [article_json(article) for article in catalogue.articles()]

    @router.get("/api/articles/{issue}/{n}", **_gives(ArticleText))
    def article(issue: str, n: int) -> dict[str, Any]:
        """取一篇文章，连同正文。"""
        found = pipeline.store.article(f"{issue}/{n}")
        if found is None:
            raise HTTPException(404, "没有这篇文章。")
        return article_json(found, text=True)

    @router.get("/healthz", **_gives(Status))
    async def healthz() -> dict[str, str]:  # in the event loop: threads may all be busy
        """进程活着。"""
        return {"status": "ok"}

    @router.get("/readyz", **_gives(Ready))
    def readyz() -> dict[str, Any]:
        """能够回答。`integrity`：索引的文件是否与写入时相同，打开之后在后台核对。"""
        if not ready():
            raise HTTPException(503, "模型还没有打开。", {"Retry-After": "1"})
        store = pipeline.store
        if store.integrity == "missing":
            raise HTTPException(503, "索引已不在磁盘上，请检查 WENCE_STORE。")
        return {
            "status": "ready",
            "articles": len(catalogue.articles()),
            "integrity": store.integrity,
        }

    return router


def _gives(model: Any, other: dict[str, Any] | None = None) -> dict[str, Any]:
    """Describe a route's response in OpenAPI, without converting what the route returns."""
    answer: dict[str, Any] = {"model": model, "description": "完成"}
    if other:
        answer["content"] = other
    return {"response_model": None, "responses": {200: answer}}


async def _events(
    item: str | Answer, items: AsyncIterator[str | Answer], base_url: str
) -> AsyncIterator[str]:
    """Yield `delta` events with text as it is written, then one `result` with the whole answer.

    A language model's text is sent before it is verified; only the result counts. Extracted
    answers are sent sentence by sentence.
    """
    drafted = False
    try:
        while not isinstance(item, Answer):
            drafted = drafted or bool(item)
            yield _event("delta", {"text": item, "checked": False}) if item else KEEP_ALIVE
            item = await anext(items)
    except WenceError as error:
        yield _event("error", {"error": str(error)})
        return
    for chunk in cited_chunks(item.blocks) if not drafted else ():
        yield _event("delta", {"text": chunk, "checked": True})
    yield _event("result", item.to_json(base_url))


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
