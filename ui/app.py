"""One web application: the chat, the reading room, the HTTP interface."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import EndpointError, QuestionError, WenceError
from ui.api import api
from ui.pages import HERE, pages, templates

if TYPE_CHECKING:
    from rag.pipeline import Pipeline
    from rag.settings import Settings

MESSAGES = {404: "没有这个页面。", 405: "不支持这种请求方法。"}
STATUS = ((QuestionError, 400), (EndpointError, 502))
# Gradio's page evaluates inline scripts and its own templates; nothing may leave this host
CHAT_CSP = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": CHAT_CSP,
}

log = logging.getLogger(__name__)


def create_app(pipeline: Pipeline, settings: Settings) -> FastAPI:
    """Put the application together; the chat is mounted at `/`."""
    app = FastAPI(title="问策", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.mount("/site", StaticFiles(directory=HERE / "static"))
    app.include_router(api(pipeline, settings))
    app.include_router(pages(pipeline))
    app.add_middleware(SafeHeaders)
    app.exception_handler(HTTPException)(_http_error)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(WenceError)(_wence_error)
    app.exception_handler(Exception)(_unexpected)
    from ui.chat import mount_chat

    return mount_chat(app, pipeline)


class SafeHeaders:
    """Adds HEADERS to every response that doesn't set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _error(request: Request, status: int, message: str) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": message}, status)
    page = templates.get_template("error.html").render(message=message)
    return HTMLResponse(page, status)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    chinese = not error.detail.isascii()
    message = error.detail if chinese else MESSAGES.get(error.status_code, "请求有误。")
    return _error(request, error.status_code, message)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    name = error.errors()[0]["loc"][-1]
    in_path = error.errors()[0]["loc"][0] == "path"
    return _error(request, *((404, "没有这篇文章。") if in_path else (400, f"参数 {name} 有误。")))


async def _wence_error(request: Request, error: Exception) -> Response:
    status = next((code for kind, code in STATUS if isinstance(error, kind)), 503)
    return _error(request, status, str(error))


async def _unexpected(request: Request, error: Exception) -> Response:
    log.error("request failed", exc_info=error)
    return _error(request, 500, "程序内部出错，请稍后再试。")
