"""Answer a question in the chat: the messages of the window while the answer is written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from index.errors import WenceError
from rag.answer import Answer
from rag.filters import Filters
from ui.chat.answer_view import answer_html, draft_html, notice_html, question_html
from ui.chat.sharing import Link, question_before, standing_alone
from ui.web.errors import INTERNAL
from ui.web.streaming import stream

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering

ChatTurn = dict[str, str]  # the fields of conversations.ChatTurn
Messages = list[dict[str, str]]

PAUSE_S = 0.03  # between two updates of the window


async def answer_turn(
    pipeline: QuestionAnswering, link: Link, turns: list[ChatTurn], chosen: Any
) -> AsyncIterator[tuple[Messages, list[ChatTurn]]]:
    """Answer a question after these turns; yield the messages of the window while it grows.

    With each come the turns to store if the answer goes no further, for instance because the
    person stops it.
    """
    history = link.history or _history(turns)
    turn: ChatTurn = {
        "question": link.question,
        "text": "",
        "html": notice_html("正在查找出处…", "pending"),
    }
    stopped = [*turns, {**turn, "html": notice_html("已停止。", "error stopped")}]
    yield messages([*turns, turn]), stopped
    written = ""
    try:
        filters = Filters.read(chosen)
        items = stream(
            lambda on_token: pipeline.ask(link.words, history, on_token=on_token, filters=filters)
        )
        async with aclosing(items):
            async for item in items:
                if isinstance(item, Answer):
                    answer = item
                    break
                written += item
                turn["html"] = draft_html(written) if written else turn["html"]
                yield messages([*turns, turn]), stopped
                await asyncio.sleep(PAUSE_S)
    except Exception as error:
        known = isinstance(error, WenceError)
        turn["html"] = notice_html(str(error) if known else INTERNAL, "error")
        yield messages([*turns, turn]), turns
        if known:
            return
        raise
    turn |= _answered(answer, filters, link, turns, pipeline.store.also_in)
    yield messages([*turns, turn]), [*turns, turn]


def _answered(
    answer: Answer,
    filters: Filters,
    link: Link,
    turns: list[ChatTurn],
    also_in: Callable[[str], Sequence[str]],
) -> ChatTurn:
    """Return the fields of an answered turn; a follow-up from a link is shown by itself."""
    alone = standing_alone(answer)
    shared = Link.to(answer, link.after or question_before(turns))
    shown = replace(answer, question=alone) if link.after else answer
    follows = link.after if alone == link.words else ""
    return {
        "question": shown.question,
        "standalone": alone,
        "text": answer.text,
        "html": answer_html(shown, filters, also_in, shared.address(filters), follows),
    }


def _history(turns: list[ChatTurn]) -> list[dict[str, str]]:
    """Return the turns as the pipeline reads them."""
    return [
        {"role": role, "content": turn[field]}
        for turn in turns
        if turn["text"]  # an answer that was stopped has none
        for role, field in (("user", "question"), ("assistant", "text"))
    ]


def messages(turns: list[ChatTurn]) -> Messages:
    """Render turns as the messages of the window."""
    return [
        message
        for turn in turns
        for message in (
            {"role": "user", "content": question_html(turn["question"])},
            {"role": "assistant", "content": turn["html"]},
        )
    ]
