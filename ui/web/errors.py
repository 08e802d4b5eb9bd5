"""Error responses: JSON for programs, OpenAI's form under /v1, a page for people."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from index.errors import (
    CorrectionError,
    DocumentError,
    EndpointError,
    QuestionError,
    QuestionSetError,
    WenceError,
)
from ui.web.templating import Templates
from ui.web.validation import FIELDS

PROGRAMS = ("/api/", "/v1/", "/mcp", "/gradio_api/", "/embed/", "/metrics", "/healthz", "/readyz")
# for errors that the framework raises, in English: 400 is a body that it could not parse
MESSAGES = {400: "请求不是有效的 JSON。", 404: "没有这个页面。", 405: "不支持这种请求方法。"}
STATUS = (
    (QuestionError, 400),
    (DocumentError, 400),
    (QuestionSetError, 400),
    (EndpointError, 502),
)
OPENAI_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}
log = logging.getLogger("wence")
INTERNAL = "程序内部出错，请稍后再试。"


class ErrorResponses:
    """The error responses of one application, whose error page is one of its templates."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    def response(
        self, path: str, status: int, message: str, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Return an error in the form that clients of the requested path expect."""
        if path.startswith("/v1/"):
            return JSONResponse({"error": openai_error(status, message)}, status, headers)
        if path.startswith(PROGRAMS):
            return JSONResponse({"error": message}, status, headers)
        page = self._templates.render("error.html", message=message)
        return HTMLResponse(page, status, headers)

    def handle_in(self, app: FastAPI) -> None:
        """Register handlers for the exceptions that routes raise."""
        app.add_exception_handler(HTTPException, self._http_error)
        app.add_exception_handler(RequestValidationError, self._invalid_request)
        app.add_exception_handler(WenceError, self._wence_error)

    async def _http_error(self, request: Request, error: Exception) -> Response:
        """Answer with the exception's own message if it is in Chinese."""
        assert isinstance(error, HTTPException)
        chinese = not error.detail.isascii()
        message = error.detail if chinese else MESSAGES.get(error.status_code, "请求有误。")
        return self.response(request.url.path, error.status_code, message, error.headers)

    async def _invalid_request(self, request: Request, error: Exception) -> Response:
        """Name the first part of the request that is invalid."""
        assert isinstance(error, RequestValidationError)
        status, message = _explain(error)
        return self.response(request.url.path, status, message)

    async def _wence_error(self, request: Request, error: Exception) -> Response:
        """Answer with the error's own sentence; name the field that a correction got wrong."""
        assert isinstance(error, WenceError)
        if status_of(error) >= 500:
            log.warning("%s", error, exc_info=error.__cause__)
        if isinstance(error, CorrectionError):
            return JSONResponse({"error": str(error), "field": error.field}, status_of(error))
        return self.response(request.url.path, status_of(error), str(error))


def openai_error(status: int, message: str) -> dict[str, str | None]:
    """Return the error object that OpenAI's clients read."""
    kind = OPENAI_TYPES.get(status, "invalid_request_error" if status < 500 else "server_error")
    code = "invalid_api_key" if status == 401 else None
    return {"message": message, "type": kind, "param": None, "code": code}


def status_of(error: WenceError) -> int:
    """Return the HTTP status for an error."""
    return next((code for kind, code in STATUS if isinstance(error, kind)), 503)


def _explain(error: RequestValidationError) -> tuple[int, str]:
    """Return status and Chinese message for the first invalid part of a request."""
    first = error.errors()[0]
    where, *names = first["loc"]
    if where == "path":
        return 404, "没有这篇文章。"
    if where == "query":
        return 400, f"参数 {names[0]} 有误。"
    if first["type"] == "json_invalid":
        return 400, "请求不是有效的 JSON。"
    if not names:
        return 400, "请求应是 JSON 对象，并带上 Content-Type: application/json。"
    return 400, f"请求有误：{FIELDS.get(str(names[0]), f'{names[0]} 的值无效')}。"
