"""What goes wrong with a language model, each fault in words of our own.

What a server or a library says may repeat the key, and is never passed on.
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


class ContextTooLong(EndpointError):
    """The prompt doesn't fit the model's window."""


class Busy(EndpointError):
    """Worth another attempt, after `wait` seconds where the server says so."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


def explained(error: Exception, host: str) -> EndpointError:
    """Say in a sentence what an error of the client library, or of its transport, means."""
    if isinstance(error, EndpointError):
        return error
    if isinstance(error, openai.APIStatusError):
        return _refused(error)
    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
        return EndpointError("大模型接口没有及时响应。")
    if isinstance(error, openai.APIConnectionError):
        return Busy(f"连不上大模型接口 {host}，请检查地址和服务是否启动。")
    if isinstance(error, httpx2.HTTPError):
        return EndpointError(BROKEN)
    if isinstance(error, openai.APIError) and error.body:  # told inside the stream
        return _told(error) or EndpointError("大模型服务在回答时报错。")
    return EndpointError("大模型接口返回的内容无法解析。")


def _refused(error: openai.APIStatusError) -> EndpointError:
    """Say what an HTTP status means; the server's own words decide, and stay inside."""
    status = int(error.status_code)
    if status in (400, 413, 422, 500) and (told := _told(error)):
        return told
    reason = _REASONS.get(status) or ("服务端出错" if status >= 500 else "请求未被接受")
    message = f"大模型接口返回 {status}：{reason}。"
    if status not in _BUSY:
        return EndpointError(message)
    return Busy(message, _seconds(error.response.headers.get("retry-after")))


def _told(error: openai.APIError) -> ContextTooLong | None:
    too_long = _TOO_LONG.search(str(error.body or error.message))
    return ContextTooLong("资料超出了大模型的上下文长度。") if too_long else None


def _seconds(retry_after: str | None) -> float | None:
    """Seconds of a Retry-After header; its other form, a date, is left to our own pace."""
    try:
        return max(0.0, float(retry_after or ""))
    except ValueError:
        return None
