"""Answer a question of the embedded chat: the HTML to show, as server-sent events."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from index.errors import WenceError
from rag.answer import Answer
from rag.filters import Filters
from ui.chat.answer_view import answer_html, draft_html, notice_html
from ui.chat.answering import past_messages
from ui.chat.sharing import Link, question_before, standing_alone
from ui.web.errors import INTERNAL
from ui.web.streaming import OnToken, stream
from ui.web.validation import Text

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering

KEEP_ALIVE = ": \n\n"


class Turn(BaseModel):
    """A question asked before, as it stands by itself too, and the text of its answer."""

    model_config = ConfigDict(extra="ignore", strict=True)

    question: Text
    standalone: Text = ""
    text: Text = ""


class EmbeddedQuestion(BaseModel):
    """The body of `POST /embed/ask`."""

    model_config = ConfigDict(extra="ignore", strict=True)

    question: Text
    turns: list[Turn] = Field(default_factory=list, max_length=100)
    filters: dict[str, Any] | None = None


async def events(pipeline: QuestionAnswering, asked: EmbeddedQuestion) -> AsyncIterator[str]:
    """Yield `draft` events while a language model writes, then one `answer` or `error`.

    Each holds the HTML of the whole answer so far, the last one also what a question after it
    must know of it: its question as it stands by itself, and its text.
    """
    turns = [turn.model_dump() for turn in asked.turns]
    written = ""
    try:
        filters = Filters.read(asked.filters)

        def ask(on_token: OnToken) -> Answer:
            history = past_messages(turns)
            return pipeline.ask(asked.question, history, on_token=on_token, filters=filters)

        async with aclosing(stream(ask)) as items:
            async for item in items:
                if isinstance(item, Answer):
                    yield _answered(pipeline, item, filters, question_before(turns))
                    return
                written += item
                yield _event("draft", {"html": draft_html(written)}) if item else KEEP_ALIVE
    except WenceError as error:
        yield _event("error", {"html": notice_html(str(error), "error")})
    except Exception:
        yield _event("error", {"html": notice_html(INTERNAL, "error")})
        raise


def _answered(pipeline: QuestionAnswering, answer: Answer, filters: Filters, before: str) -> str:
    html = answer_html(
        answer,
        filters,
        pipeline.store.also_in,
        share=Link.to(answer, before).address(filters),
        template="embed_answer.html",
    )
    said = {"standalone": standing_alone(answer), "text": answer.text}
    return _event("answer", {"html": html, **said})


def _event(name: str, data: dict[str, str]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
