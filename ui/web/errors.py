"""How a failure is said: JSON to programs, in OpenAI's form under /v1, a page to people."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from index.errors import EndpointError, QuestionError, WenceError
from ui.web.templating import templates
from ui.web.validation import FIELDS

PROGRAMS = ("/api/", "/v1/", "/mcp", "/gradio_api/", "/metrics", "/healthz", "/readyz")
# 400 without words of ours: the framework could not parse the body
MESSAGES = {400: "请求不是有效的 JSON。", 404: "没有这个页面。", 405: "不支持这种请求方法。"}
STATUS = ((QuestionError, 400), (EndpointError, 502))
OPENAI_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}
INTERNAL = "程序内部出错，请稍后再试。"


def error_response(
    path: str, status: int, message: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Say a failure in the form that suits the address asked for."""
    if path.startswith("/v1/"):
        return JSONResponse({"error": openai_error(status, message)}, status, headers)
    if path.startswith(PROGRAMS):
        return JSONResponse({"error": message}, status, headers)
    page = templates.get_template("error.html").render(message=message)
    return HTMLResponse(page, status, headers)


def openai_error(status: int, message: str) -> dict[str, str | None]:
    """Give the object that OpenAI's clients read an error from."""
    kind = OPENAI_TYPES.get(status, "invalid_request_error" if status < 500 else "server_error")
    code = "invalid_api_key" if status == 401 else None
    return {"message": message, "type": kind, "param": None, "code": code}


def status_of(error: WenceError) -> int:
    """Give the HTTP status of a failure that has a sentence of its own."""
    return next((code for kind, code in STATUS if isinstance(error, kind)), 503)


async def http_error(request: Request, error: Exception) -> Response:
    """Say an HTTPException, in Chinese."""
    assert isinstance(error, HTTPException)
    chinese = not error.detail.isascii()
    message = error.detail if chinese else MESSAGES.get(error.status_code, "请求有误。")
    return error_response(request.url.path, error.status_code, message, error.headers)


async def invalid(request: Request, error: Exception) -> Response:
    """Say which part of a request is wrong."""
    assert isinstance(error, RequestValidationError)
    status, message = _explain(error)
    return error_response(request.url.path, status, message)


async def wence_error(request: Request, error: Exception) -> Response:
    """Say a failure of ours in its own sentence."""
    assert isinstance(error, WenceError)
    return error_response(request.url.path, status_of(error), str(error))


def _explain(error: RequestValidationError) -> tuple[int, str]:
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
