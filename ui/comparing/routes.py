"""The interface for comparing: JSON, or a Word file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from rag.comparing.choosing import MAX_NAME, named
from rag.comparing.comparer import Comparer
from ui.comparing.queueing import compared
from ui.comparing.schemas import CompareRequest, CompareResult, Format
from ui.export.routes import MEDIA
from ui.web.attachment import disposition
from ui.web.failures import FAILURES

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering
    from rag.settings import Settings

Name = Annotated[str, Query(min_length=1, max_length=MAX_NAME)]
ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "model": CompareResult,
        "description": "完成",
        "content": {MEDIA["docx"]: {}},
    }
}


def comparing(pipeline: QuestionAnswering, comparer: Comparer, settings: Settings) -> APIRouter:
    """Build the routes."""
    router = APIRouter(responses=FAILURES)

    @router.get("/api/compare", response_model=None, responses=ANSWER)
    def compare(request: Request, a: Name, b: Name, format: Format = "json") -> Response:
        """逐条比较两篇文章；a、b 是编号、标题或文号，format=docx 是 Word 文件。"""
        return answer(a, b, format, request)

    @router.post("/api/compare", response_model=None, responses=ANSWER)
    def compare_posted(wanted: CompareRequest, request: Request) -> Response:
        """逐条比较两篇文章。"""
        return answer(wanted.a, wanted.b, wanted.format, request)

    def answer(a: str, b: str, format: Format, request: Request) -> Response:
        found = compared(comparer, named(pipeline, a), named(pipeline, b))
        if format == "json":
            return JSONResponse(found.to_json(settings.base_url))
        from ui.comparing.word import TITLE, word

        file = word(found, settings.base_url or str(request.base_url).rstrip("/"))
        headers = {"Content-Disposition": disposition(TITLE + found.b.article.title, "docx")}
        return Response(file, 200, headers, MEDIA["docx"])

    return router
