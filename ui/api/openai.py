"""OpenAI's chat interface, for clients made for it (Open WebUI, the `openai` package).

The answer's `[n]` become `url_citation` annotations, and footnotes for clients that show text
only. System messages have no effect: answers come from the corpus.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from index.errors import QuestionError, WenceError
from rag.answer import Answer, Citation
from rag.blocks import cited_chunks, placed
from rag.filters import Filters
from rag.settings import Engine
from ui.api.openai_models import ChatCompletion, ChatRequest, Model, Models, OpenAIFailure
from ui.api.routes import EVENTS, KEEP_ALIVE
from ui.web.errors import INTERNAL, openai_error, status_of
from ui.web.streaming import last_answer, stream

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering
    from rag.settings import Settings

MODELS: dict[str, Engine | None] = {
    "wence": None,
    "wence-extractive": "extractive",
    "wence-llm": "llm",
}
FOOTNOTES = "\n\n出处：\n"
FOOTNOTE = re.compile(r"\[\d{1,4}\] 《")
TOKEN = re.compile(r"[A-Za-z0-9]+|\S")
COUNTED = 20_000  # first characters whose tokens are counted, as many as the rest is taken to have
DONE = "data: [DONE]\n\n"
FAILURES: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": OpenAIFailure, "description": "请求有误"},
    "5XX": {"model": OpenAIFailure, "description": "没有答成"},
}

History = list[dict[str, str]]


def openai_api(pipeline: QuestionAnswering, settings: Settings) -> APIRouter:
    """Return the routes under /v1."""
    router = APIRouter(prefix="/v1", responses=FAILURES)
    models = [name for name in MODELS if name != "wence-llm" or settings.llm_base_url]
    created = int(time.time())

    def model_of(name: str) -> Model:
        if name not in models:
            raise HTTPException(404, f"没有 {name} 这个模型，可用的有 {'、'.join(models)}。")
        return Model(id=name, created=created)

    @router.get("/models")
    def list_models() -> Models:
        """列出模型：wence（默认的回答方式）、wence-extractive、wence-llm。"""
        return Models(data=[model_of(name) for name in models])

    @router.get("/models/{name}")
    def one_model(name: str) -> Model:
        """取一个模型。"""
        return model_of(name)

    @router.post(
        "/chat/completions",
        response_model=None,
        responses={
            200: {
                "model": ChatCompletion,
                "description": "完成",
                "content": EVENTS,
            }
        },
    )
    async def complete(wanted: ChatRequest, request: Request) -> Response:
        """回答最后一条消息；出处在 annotations、脚注和 wence 里。"""
        model_of(wanted.model)
        question, history = conversation(wanted)
        filters = Filters.read(wanted.filters)
        base_url = settings.base_url or str(request.base_url).rstrip("/")
        reply = Reply(wanted, base_url)
        engine = MODELS[wanted.model]
        items = stream(
            lambda on_token: pipeline.ask(
                question, history, engine=engine, on_token=on_token, filters=filters
            )
        )
        if wanted.stream:
            # an error before the first item is answered with a status of its own
            first = await anext(items)
            return StreamingResponse(reply.events(first, items), media_type="text/event-stream")
        return JSONResponse(reply.whole(await last_answer(items)))

    return router


def conversation(wanted: ChatRequest) -> tuple[str, History]:
    """Return the question and the history of a request.

    Raises:
        QuestionError: the last message is not a question by the user.
    """
    spoken = [m for m in wanted.messages if m.role in ("user", "assistant") and m.text.strip()]
    if not spoken or spoken[-1].role != "user":
        raise QuestionError("最后一条消息应是用户的问题。")
    history = [{"role": m.role, "content": without_footnotes(m.text)} for m in spoken[:-1]]
    return spoken[-1].text, history


def without_footnotes(text: str) -> str:
    """Drop the lines that `footnotes` put at the end of an answer."""
    said, mark, lines = text.rpartition(FOOTNOTES)
    notes = lines.removesuffix("\n").split("\n")
    return said if mark and all(FOOTNOTE.match(note) for note in notes) else text


class Reply:
    """An answer in OpenAI's form, as one object or as a stream of chunks."""

    def __init__(self, wanted: ChatRequest, base_url: str) -> None:
        self._wanted, self._base_url = wanted, base_url
        self._id, self._created = f"chatcmpl-{uuid4().hex}", int(time.time())

    def whole(self, answer: Answer) -> dict[str, Any]:
        """Return the object `chat.completion`."""
        message = {
            "role": "assistant",
            "content": content(answer, self._base_url),
            "refusal": None,
            "annotations": url_citations(answer, self._base_url),
        }
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {
            **self._head("chat.completion"),
            "choices": [choice],
            "usage": self._usage(answer),
            "wence": answer.to_json(self._base_url),
        }

    async def events(
        self, item: str | Answer, items: AsyncGenerator[str | Answer]
    ) -> AsyncIterator[str]:
        """Yield the answer as server-sent events, sentence by sentence, after it is verified."""
        yield self._chunk({"role": "assistant", "content": ""})
        try:
            async with aclosing(items):
                while not isinstance(item, Answer):
                    yield KEEP_ALIVE
                    item = await anext(items)
            for event in self._answer(item):
                yield event
        except WenceError as error:
            yield _event({"error": openai_error(status_of(error), str(error))})
        except Exception:
            yield _event({"error": openai_error(500, INTERNAL)})
            raise
        yield DONE

    def _answer(self, answer: Answer) -> Iterator[str]:
        for chunk in cited_chunks(answer.blocks):
            yield self._chunk({"content": chunk})
        if notes := footnotes(answer, self._base_url):
            yield self._chunk({"content": notes})
        last = {"annotations": url_citations(answer, self._base_url)}
        yield self._chunk(last, "stop", wence=answer.to_json(self._base_url))
        options = self._wanted.stream_options
        if options and options.include_usage:
            head = self._head("chat.completion.chunk")
            yield _event({**head, "choices": [], "usage": self._usage(answer)})

    def _chunk(self, delta: dict[str, Any], finish: str | None = None, **others: Any) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _event({**self._head("chat.completion.chunk"), "choices": [choice], **others})

    def _head(self, kind: str) -> dict[str, Any]:
        names = {"id": self._id, "object": kind, "created": self._created}
        return {**names, "model": self._wanted.model}

    def _usage(self, answer: Answer) -> dict[str, int]:
        asked = tokens("\n".join(message.text for message in self._wanted.messages))
        written = tokens(content(answer, self._base_url))
        return {
            "prompt_tokens": asked,
            "completion_tokens": written,
            "total_tokens": asked + written,
        }


def content(answer: Answer, base_url: str) -> str:
    """Text of the answer with its footnotes."""
    return answer.text + footnotes(answer, base_url)


def footnotes(answer: Answer, base_url: str) -> str:
    """Give a line to each source, or nothing where there is none."""
    lines = [f"[{c.n}] {_named(c)}，{base_url}{c.passage.url}" for c in answer.citations]
    return FOOTNOTES + "\n".join(lines) if lines else ""


def _named(citation: Citation) -> str:
    article, standing = citation.article, citation.standing
    named = f"《{article.title}》 {article.known_date}".rstrip()
    return f"{named} {standing.label}" if standing else named


def url_citations(answer: Answer, base_url: str) -> list[dict[str, Any]]:
    """Give a `url_citation` to each `[n]` of the answer; start and end are its place."""
    cited = {citation.n: citation for citation in answer.citations}
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": start,
                "end_index": start + len(piece.text),
                "title": cited[piece.n].article.title,
                "url": base_url + cited[piece.n].passage.url,
            },
        }
        for start, piece in placed(answer.blocks)
        if piece.n is not None and piece.n in cited
    ]


def tokens(text: str) -> int:
    """Estimate how many tokens a text has: one a Chinese character or sign, one a word."""
    counted = len(TOKEN.findall(text[:COUNTED]))
    return counted * max(len(text), COUNTED) // COUNTED


def _event(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"
