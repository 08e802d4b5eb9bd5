"""The routes that export: a conversation or one answer of it, and an article with its marks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from index.errors import QuestionError
from ui.export.building import conversation, marked_article
from ui.export.checking import Places
from ui.export.document import Document, Source
from ui.export.references import reference
from ui.export.request import ArticleGiven, ConversationGiven, Form
from ui.export.rich import html
from ui.export.text import markdown, plain
from ui.web.attachment import disposition
from ui.web.failures import FAILURES

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering
    from rag.settings import Settings

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "文件",
        "content": {media.partition(";")[0]: {} for media in MEDIA.values()},
    }
}
LARGEST_IN_WORD = 50_000  # blocks and cells: some ten seconds


def exports(pipeline: QuestionAnswering, settings: Settings) -> APIRouter:
    """Build the routes."""
    router = APIRouter(responses=FAILURES)

    def places(request: Request) -> Places:
        return Places(pipeline.store, settings.base_url or str(request.base_url).rstrip("/"))

    @router.post("/api/export", response_class=Response, responses=FILE)
    def export(wanted: ConversationGiven, request: Request) -> Response:
        """把问答存成 Word、Markdown、纯文本或网页格式；与原文对得上的引用各有一条脚注。"""
        wanted.check_size()
        return file_of(conversation(wanted.turns, places(request)), wanted)

    @router.post("/api/articles/{issue}/{n}/export", response_class=Response, responses=FILE)
    def export_article(issue: str, n: int, wanted: ArticleGiven, request: Request) -> Response:
        """把一篇文章连同标记存成文件。"""
        article = pipeline.store.article(f"{issue}/{n}")
        if article is None:
            raise HTTPException(404, "没有这篇文章。")
        passages = pipeline.store.passages_of(article.id) if wanted.passages else ()
        marks = [*wanted.marks, *((p.start, p.end) for p in passages if p.k in wanted.passages)]
        return file_of(marked_article(article, marks, places(request)), wanted)

    return router


def file_of(document: Document, form: Form) -> Response:
    """Write a document in the format asked for.

    Raises:
        QuestionError: it is too long for a Word file.
    """
    if form.format == "docx" and document.size > LARGEST_IN_WORD:
        raise QuestionError("这篇文章太长，请存成 Markdown 或纯文本。")
    today = date.today()

    def cite(source: Source) -> str:
        return reference(source.article, form.references, source.pages, today)

    headers = {"Content-Disposition": disposition(document.title, form.format)}
    return Response(_writer(form.format)(document, cite), 200, headers, MEDIA[form.format])


def _writer(format: str) -> Callable[[Document, Callable[[Source], str]], str | bytes]:
    if format == "docx":
        from ui.export.word import word

        return word
    return {"md": markdown, "txt": plain, "html": html}[format]
