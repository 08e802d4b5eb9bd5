"""Stream answers from an OpenAI-compatible endpoint within a time limit.

Every failure becomes an `EndpointError` whose message is one clear sentence.
"""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from queue import Empty, SimpleQueue
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from langchain_openai.chat_models.base import BaseChatOpenAI
from pydantic import SecretStr

from index.errors import EndpointError
from rag.llm.faults import BROKEN, EMPTY, ServerBusy, to_endpoint_error
from rag.llm.thoughts import Listener
from rag.llm.transport import bounded_client

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk

    from rag.settings import Settings

Message = tuple[str, str]  # role (system, user, assistant) and content

ATTEMPTS = 3
BACKOFF_S = 0.5  # doubles with each attempt; a server's Retry-After takes precedence
TICK_S = 0.1  # seconds between the empty pieces that let a reader leave
CHARS_PER_TOKEN = 4  # an answer with more characters than this per token ignores its limit
CUT = "…"  # marks the end of an answer that the length limit has cut
_FINISHED = re.compile(r"[。！？!?.;；\]】）)”》*]\s*$")  # how a complete answer ends


class Endpoint:
    """A chat model at an address. Safe for use by many threads at once.

    Raises:
        EndpointError: the address, the model's name or the key is malformed.
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
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        base_url = base_url.strip().removesuffix("/chat/completions")
        self.host = urlsplit(base_url).hostname or ""
        self.model, self.max_tokens = model.strip(), max_tokens
        self._thinks_silently = False  # until it is seen to close thoughts that it has not opened
        self.parameters = {"temperature": temperature, "max_tokens": max_tokens, **(extra or {})}
        if urlsplit(base_url).scheme not in ("http", "https") or not self.host:
            raise EndpointError(
                "大模型接口的地址不对，WENCE_LLM_BASE_URL 应形如 http://127.0.0.1:8080/v1。"
            )
        if not self.model:
            raise EndpointError("没有指定大模型名称，请设置 WENCE_LLM_MODEL。")
        if api_key and not re.fullmatch(r"[\x21-\x7e]*", api_key.get_secret_value()):
            raise EndpointError("密钥里有不该有的字符，请检查 WENCE_LLM_API_KEY。")
        for name in ("openai", "httpx2", "httpcore2"):
            logging.getLogger(name).setLevel(logging.WARNING)  # below, they log requests
        # Not ChatOpenAI: it renames max_tokens to a name that only OpenAI understands.
        self._chat = BaseChatOpenAI(
            model=self.model,
            base_url=base_url,
            # Without a key the library would send OPENAI_API_KEY, which is not for this server.
            api_key=api_key or SecretStr("none"),
            timeout=timeout,
            http_async_client=bounded_client(timeout, max_tokens),
            temperature=temperature,
            max_tokens=max_tokens,
            max_retries=0,
            stream_usage=False,
            stream_chunk_timeout=None,  # only the time limit of the whole answer counts
            extra_body=dict(extra or {}) or None,
        )

    @classmethod
    def from_settings(cls, settings: Settings, **more: Any) -> Self:
        """Make an endpoint from the `llm_…` settings."""
        return cls(
            settings.llm_base_url,
            settings.llm_model,
            settings.llm_api_key,
            timeout=settings.llm_timeout,
            temperature=settings.llm_temperature,
            max_tokens=settings.llm_max_tokens,
            extra=settings.llm_extra,
            **more,
        )

    @property
    def chat(self) -> BaseChatOpenAI:
        """The model as a LangChain object."""
        return self._chat

    def stream(self, messages: Sequence[Message], within: float) -> Iterator[str]:
        """Yield the answer as it arrives, without a reasoning model's thoughts.

        While nothing arrives, an empty piece is yielded every `TICK_S` seconds. A busy or broken
        server is asked again as long as no text has arrived and time is left. Closing the
        iterator ends the request, so that the server can stop too.

        Raises:
            ContextTooLong: the prompt is too long for the model.
            EndpointError: no complete answer came within `within` seconds.
        """
        deadline = monotonic() + within
        for attempt in range(1, ATTEMPTS + 1):
            begun = False
            listener = Listener(self._thinks_silently)
            try:
                for piece in listener.heard(self._attempt(messages, deadline), CUT):
                    begun = begun or bool(piece)
                    yield piece
                self._thinks_silently = self._thinks_silently or listener.thinks_silently
                if not begun:
                    raise EndpointError(EMPTY)
                return
            except ServerBusy as error:
                wait = error.wait if error.wait is not None else BACKOFF_S * 2 ** (attempt - 1)
                if begun:
                    raise EndpointError(BROKEN) from None
                if attempt == ATTEMPTS or monotonic() + wait >= deadline:
                    raise EndpointError(str(error)) from None
                yield from _pause(wait)

    def _attempt(self, messages: Sequence[Message], deadline: float) -> Iterator[str]:
        arrived: SimpleQueue[AIMessageChunk | EndpointError | None] = SimpleQueue()
        # Only an asynchronous request can be cancelled while the server is silent.
        reading = asyncio.run_coroutine_threadsafe(self._read(list(messages), arrived), _loop())
        try:
            yield from self._checked(_until(deadline, arrived))
        finally:
            reading.cancel()

    async def _read(self, messages: list[Message], arrived: SimpleQueue[Any]) -> None:
        """Put the chunks into the queue, then None, or an error in their place."""
        try:
            async for chunk in self._chat.astream(messages):
                arrived.put(chunk)
            arrived.put(None)
        except Exception as error:  # a broken server causes errors of many types
            arrived.put(to_endpoint_error(error, self.host))

    def _checked(self, chunks: Iterable[AIMessageChunk | None]) -> Iterator[str]:
        """Yield the text of the chunks; raise if the answer is endless, filtered or broken off."""
        finish, said = "", ""
        for chunk in chunks:
            if chunk is None:
                yield ""
                continue
            finish = chunk.response_metadata.get("finish_reason") or finish
            said += chunk.text
            if len(said) > self.max_tokens * CHARS_PER_TOKEN:
                raise EndpointError("大模型的回答超出长度上限，没有停下。")
            yield chunk.text
        if finish == "content_filter":
            raise EndpointError("大模型服务的内容过滤拦下了这个回答。")
        if finish == "length" and said:
            yield CUT
        elif said and not finish and not _FINISHED.search(said):  # some servers give no reason
            raise EndpointError(BROKEN)


def _until(deadline: float, arrived: SimpleQueue[Any]) -> Iterator[AIMessageChunk | None]:
    """Yield chunks as they arrive, and None while there is none."""
    while True:
        left = deadline - monotonic()
        if left <= 0:
            raise EndpointError("大模型没有在规定的时间内答完。")
        try:
            item = arrived.get(timeout=min(TICK_S, left))
        except Empty:
            yield None
            continue
        if item is None:
            return
        if isinstance(item, EndpointError):
            raise item
        yield item


def _pause(seconds: float) -> Iterator[str]:
    """Wait, yielding empty pieces so that the reader can leave."""
    until = monotonic() + seconds
    while (left := until - monotonic()) > 0:
        yield ""
        sleep(min(TICK_S, left))


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Return the event loop of all requests; one loop, because connections are bound to theirs."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="wence-llm", daemon=True).start()
    return loop
