"""The embedded chat's page, its script for other websites, and the questions asked in it.

There are no such routes unless `WENCE_EMBED_ORIGINS` lists websites.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, Response, StreamingResponse

from index.errors import QuestionError
from rag.filters import Filters
from rag.question.understanding import MAX_CHARS
from ui.access.caller import caller
from ui.chat.answer_view import waiting_html
from ui.chat.welcome import reads_english
from ui.embed.answering import KEEP_ALIVE, EmbeddedQuestion, events
from ui.embed.origins import framing_policy, read_origins
from ui.embed.quota import Quota
from ui.web.query_params import filters_in
from ui.web.templating import HERE, Templates

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering
    from rag.settings import Settings

EXAMPLES = 3
THEMES = ("light", "dark")
SCRIPT_S = 3600  # for which browsers may keep the script


def embedding(pipeline: QuestionAnswering, settings: Settings, templates: Templates) -> APIRouter:
    """Return the routes; none where no website may embed the chat.

    Raises:
        OriginError: the setting names something that is no origin.
    """
    router = APIRouter(include_in_schema=False)
    origins = read_origins(settings.embed_origins)
    quota = Quota(settings.embed_rate_limit)
    if not origins:
        return router

    @router.get("/embed")
    def page(request: Request) -> HTMLResponse:
        # cookies come along only where both websites belong to one domain
        signed_out = bool(settings.users) and not caller().name
        context = _wanted(request)
        free = not (signed_out or context["limits"] or context["problem"])
        examples = _examples(pipeline, context["english"]) if free else []
        html = templates.page(
            "embed.html",
            **context,
            examples=examples,
            signed_out=signed_out,
            waiting=waiting_html(),
        )
        html.headers["Content-Security-Policy"] = framing_policy(origins)
        html.headers["Cache-Control"] = "no-store"
        return html

    @router.get("/embed.js")
    def script() -> FileResponse:
        kept = {
            "Cache-Control": f"max-age={SCRIPT_S}",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        return FileResponse(HERE / "static/embed.js", headers=kept, media_type="text/javascript")

    @router.post("/embed/ask")
    async def ask(asked: EmbeddedQuestion) -> Response:
        if wait := quota.take(caller().key):
            message = f"请求过于频繁，请 {wait} 秒后再试。"
            raise HTTPException(429, message, {"Retry-After": str(wait)})

        async def in_turn() -> AsyncIterator[str]:
            yield KEEP_ALIVE
            async with quota.turn:
                async for event in events(pipeline, asked):
                    yield event

        return StreamingResponse(in_turn(), media_type="text/event-stream")

    return router


def _wanted(request: Request) -> dict[str, Any]:
    """Read what the website wants of the page: the language, colours, a question, filters."""
    given = request.query_params
    language = given.get("language", "")
    english = language == "en" or (language != "zh" and reads_english(request.cookies))
    try:
        filters, problem = filters_in(given), ""
    except QuestionError as error:
        filters, problem = Filters(), str(error)
    others = [(name, value) for name, value in given.multi_items() if name != "language"]
    return {
        "english": english,
        "other_language": "?" + urlencode([*others, ("language", "zh" if english else "en")]),
        "theme": given.get("theme") if given.get("theme") in THEMES else "",
        "question": given.get("q", "")[:MAX_CHARS],
        "filters": json.dumps(filters.to_json(), ensure_ascii=False),
        "limits": filters.describe(),
        "problem": problem,
    }


def _examples(pipeline: QuestionAnswering, english: bool) -> list[tuple[str, str]]:
    """Return questions to start with, each with its language."""
    found = [(text, "en") for text in pipeline.examples("en")] if english else []
    return [*found, *((text, "zh-CN") for text in pipeline.examples())][:EXAMPLES]
