"""An OpenAI-compatible endpoint: text as it arrives, or one clear sentence, within the time given.

Every fault becomes an `EndpointError` in words of our own: what a server or a library says
may repeat the key, and is never passed on.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from queue import Empty, SimpleQueue
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
import openai
from langchain_openai.chat_models.base import BaseChatOpenAI
from pydantic import SecretStr

from index.errors import EndpointError

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk

    from rag.settings import Settings

Message = tuple[str, str]  # role (system, user, assistant) and content

ATTEMPTS = 3
BACKOFF_S = 0.5  # doubles with each attempt; a server's Retry-After goes before it
CHARS_PER_TOKEN = 4  # an answer longer than so many characters a token ignores its limit
_BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_TOO_LONG = re.compile(
    r"context|too long|too many tokens|maximum.{0,20}length|上下文|超长|过长", re.I
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


class _Busy(EndpointError):
    """Worth another attempt, after `wait` seconds where the server says so."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class Endpoint:
    """A chat model behind an address. Safe for many threads at once.

    Raises:
        EndpointError: the address or the model's name cannot be one.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: SecretStr | None = None,
        *,
        timeout: float = 60,
        temperature: float = 0,
        max_tokens: int = 1024,
    ) -> None:
        self.host = urlsplit(base_url.strip()).hostname or ""
        self.model, self.max_tokens = model.strip(), max_tokens
        if urlsplit(base_url.strip()).scheme not in ("http", "https") or not self.host:
            raise EndpointError(
                "大模型接口的地址不对，WENCE_LLM_BASE_URL 应形如 http://127.0.0.1:8080/v1。"
            )
        if not self.model:
            raise EndpointError("没有指定大模型名称，请设置 WENCE_LLM_MODEL。")
        for name in ("openai", "httpx2", "httpcore2"):
            logging.getLogger(name).setLevel(logging.WARNING)  # they log addresses and requests
        # The base class, for ChatOpenAI renames max_tokens to what only OpenAI understands.
        self._chat = BaseChatOpenAI(
            model=self.model,
            base_url=base_url.strip(),
            # Never the library's own choice: OPENAI_API_KEY is not for this server.
            api_key=api_key or SecretStr("none"),
            timeout=timeout,
            temperature=temperature,
            max_tokens=max_tokens,
            max_retries=0,
            stream_usage=False,
        )

    @classmethod
    def from_settings(cls, settings: Settings) -> Endpoint:
        """Take the `llm_…` settings."""
        return cls(
            settings.llm_base_url,
            settings.llm_model,
            settings.llm_api_key,
            timeout=settings.llm_timeout,
            temperature=settings.llm_temperature,
            max_tokens=settings.llm_max_tokens,
        )

    @property
    def chat(self) -> BaseChatOpenAI:
        """The model as LangChain knows it."""
        return self._chat

    def stream(self, messages: Sequence[Message], within: float) -> Iterator[str]:
        """Yield the answer as it arrives, without a reasoning model's thoughts.

        A busy or broken server is asked again while nothing has arrived and time is left.
        Closing the iterator stops the server too.

        Raises:
            ContextTooLong: fewer passages may help.
            EndpointError: no whole answer within `within` seconds, for the reason it says.
        """
        deadline = monotonic() + within
        for attempt in range(1, ATTEMPTS + 1):
            begun = False
            try:
                for piece in without_thoughts(self._attempt(messages, deadline)):
                    begun = True
                    yield piece
                return
            except _Busy as error:
                wait = error.wait if error.wait is not None else BACKOFF_S * 2 ** (attempt - 1)
                if begun:
                    raise EndpointError("大模型的回答中途断开。") from None
                if attempt == ATTEMPTS or monotonic() + wait >= deadline:
                    raise EndpointError(str(error)) from None
                sleep(wait)

    def _attempt(self, messages: Sequence[Message], deadline: float) -> Iterator[str]:
        arrived: SimpleQueue[AIMessageChunk | EndpointError | None] = SimpleQueue()
        stopped = threading.Event()
        # A thread of its own: a silent server must not hold the caller beyond the deadline.
        threading.Thread(
            target=self._read, args=(list(messages), arrived, stopped), daemon=True
        ).start()
        try:
            yield from self._checked(_until(deadline, arrived))
        finally:
            stopped.set()

    def _read(
        self, messages: list[Message], arrived: SimpleQueue[Any], stopped: threading.Event
    ) -> None:
        try:
            for chunk in self._chat.stream(messages):
                if stopped.is_set():
                    return
                arrived.put(chunk)
            arrived.put(None)
        except Exception as error:  # what a broken server causes has no one type
            arrived.put(self._explain(error))

    def _checked(self, chunks: Iterable[AIMessageChunk]) -> Iterator[str]:
        """Text of the chunks, of an answer that has an end and isn't endless."""
        finish, length = "", 0
        for chunk in chunks:
            finish = chunk.response_metadata.get("finish_reason") or finish
            text = chunk.text
            length += len(text)
            if length > self.max_tokens * CHARS_PER_TOKEN:
                raise EndpointError("大模型的回答超出长度上限，没有停下。")
            if text:
                yield text
        if finish == "content_filter":
            raise EndpointError("大模型服务的内容过滤拦下了这个回答。")
        if not length:
            raise EndpointError("大模型返回了空的回答。")
        if not finish:
            raise EndpointError("大模型的回答中途断开。")

    def _explain(self, error: Exception) -> EndpointError:
        if isinstance(error, EndpointError):
            return error
        if isinstance(error, openai.APIStatusError):
            return _refused(error)
        if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
            return EndpointError("大模型接口没有及时响应。")
        if isinstance(error, openai.APIConnectionError):
            return _Busy(f"连不上大模型接口 {self.host}，请检查地址和服务是否启动。")
        if isinstance(error, httpx2.HTTPError):
            return EndpointError("大模型的回答中途断开。")
        return EndpointError("大模型接口返回的内容无法解析。")


def _refused(error: Any) -> EndpointError:
    """Say what an HTTP status means; the server's own words decide, and stay inside."""
    status = int(error.status_code)
    if status in (400, 413, 422, 500) and _TOO_LONG.search(str(error.body or error.message)):
        return ContextTooLong("资料超出了大模型的上下文长度。")
    reason = _REASONS.get(status) or ("服务端出错" if status >= 500 else "请求未被接受")
    message = f"大模型接口返回 {status}：{reason}。"
    if status not in _BUSY:
        return EndpointError(message)
    return _Busy(message, _seconds(error.response.headers.get("retry-after")))


def _seconds(retry_after: str | None) -> float | None:
    """Seconds of a Retry-After header; its other form, a date, is left to our own pace."""
    try:
        return max(0.0, float(retry_after or ""))
    except ValueError:
        return None


def _until(deadline: float, arrived: SimpleQueue[Any]) -> Iterator[AIMessageChunk]:
    while True:
        try:
            item = arrived.get(timeout=max(0.0, deadline - monotonic()))
        except Empty:
            raise EndpointError("大模型没有在规定的时间内答完。") from None
        if item is None:
            return
        if isinstance(item, EndpointError):
            raise item
        if monotonic() > deadline:
            raise EndpointError("大模型没有在规定的时间内答完。")
        yield item


def without_thoughts(pieces: Iterable[str]) -> Iterator[str]:
    """Drop a leading <think>…</think>, however the stream cuts it."""
    head, settled = "", False
    for piece in pieces:
        if settled:
            yield piece
            continue
        head += piece
        opening = head.lstrip()
        if opening.startswith("<think>"):
            _, closed, head_rest = opening.partition("</think>")
            if closed:
                settled, opening = True, head_rest.lstrip()
        else:
            settled = not "<think>".startswith(opening)
        if settled and opening:
            yield opening
    if not settled and not head.lstrip().startswith("<think>") and head.strip():
        yield head
