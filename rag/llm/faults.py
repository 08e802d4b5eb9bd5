"""Turn the errors of a language model's server into messages of our own.

A message of a server or library may repeat the key, so none is ever passed on.
"""

from __future__ import annotations

import re

import httpx2
import openai

from index.errors import EndpointError

BROKEN = "大模型的回答中途断开。"
EMPTY = "大模型返回了空的回答；会思考的模型请关闭思考，或调大 WENCE_LLM_MAX_TOKENS。"
_BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_TOO_LONG = re.compile(
    r"context|too long|too many tokens|maximum.{0,20}length|input length|上下文|超长|过长", re.I
)
_REASONS = {
    401: "密钥无效，请检查 WENCE_LLM_API_KEY",
    402: "账户余额不足",
    403: "密钥没有权限，请检查 WENCE_LLM_API_KEY",
    404: "没有这个地址或模型，请检查 WENCE_LLM_BASE_URL 和 WENCE_LLM_MODEL",
    429: "请求过于频繁或额度已用完",
}
_ELSEWHERE = "接口要转到别的地址，没有照办，请检查 WENCE_LLM_BASE_URL"


class ContextTooLong(EndpointError):
    """The prompt is too long for the model's context window."""


class ServerBusy(EndpointError):
    """A failure that may pass: try again, after `wait` seconds if the server names them."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


def to_endpoint_error(error: Exception, host: str) -> EndpointError:
    """Return the `EndpointError` for an error of the client library or its transport."""
    if isinstance(error, EndpointError):
        return error
    if isinstance(error, openai.APIStatusError):
        return _status_error(error)
    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
        return EndpointError("大模型接口没有及时响应。")
    if isinstance(error, openai.APIConnectionError):
        return ServerBusy(f"连不上大模型接口 {host}，请检查地址和服务是否启动。")
    if isinstance(error, httpx2.HTTPError):
        return EndpointError(BROKEN)
    if isinstance(error, openai.APIError) and error.body:  # sent inside the stream
        return _too_long(error) or EndpointError("大模型服务在回答时报错。")
    return EndpointError("大模型接口返回的内容无法解析。")


def _status_error(error: openai.APIStatusError) -> EndpointError:
    """Return the error for an HTTP status; the server's message is read, but not passed on."""
    status = int(error.status_code)
    if status in (400, 413, 422, 500) and (too_long := _too_long(error)):
        return too_long
    other = "服务端出错" if status >= 500 else "请求未被接受"
    reason = _ELSEWHERE if 300 <= status < 400 else _REASONS.get(status, other)
    message = f"大模型接口返回 {status}：{reason}。"
    if status not in _BUSY:
        return EndpointError(message)
    return ServerBusy(message, _seconds(error.response.headers.get("retry-after")))


def _too_long(error: openai.APIError) -> ContextTooLong | None:
    """Return an error if the server's message says that the prompt is too long."""
    found = _TOO_LONG.search(str(error.body or error.message))
    return ContextTooLong("资料超出了大模型的上下文长度。") if found else None


def _seconds(retry_after: str | None) -> float | None:
    """Return the seconds of a Retry-After header; None for its other form, a date."""
    try:
        return max(0.0, float(retry_after or ""))
    except ValueError:
        return None
