"""Answer a question in the chat: the messages of the window while the answer is written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from index.errors import WenceError
from rag.answer import Answer
from rag.filters import Filters
from ui.chat.answer_view import answer_html, draft_html, notice_html, question_html, waiting_html
from ui.chat.sharing import Link, question_before, standing_alone
from ui.snapshots.taking import snapshot_of
from ui.web.errors import INTERNAL
from ui.web.streaming import OnToken, stream

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering
    from ui.snapshots.model import Snapshot

ChatTurn = dict[str, str]  # the fields of conversations.ChatTurn
Messages = list[dict[str, str]]

PAUSE_S = 0.03  # between two updates of the window


async def answer_turn(
    pipeline: QuestionAnswering,
    link: Link,
    turns: list[ChatTurn],
    chosen: Any,
    seal: Callable[[Snapshot], str],
) -> AsyncIterator[tuple[Messages, list[ChatTurn]]]:
    """Answer a question after these turns; yield the messages of the window while it grows.

    With each come the turns to store if the answer goes no further, for instance because the
    person stops it. `seal` makes an answer into what a browser can have kept.
    """
    version = ""

    def ask(on_token: OnToken) -> Answer:
        nonlocal version
        version = pipeline.store.folder.name
        return pipeline.ask(link.words, history, on_token=on_token, filters=filters)

    history = link.history or past_messages(turns)
    turn: ChatTurn = {
        "question": link.question,
        "text": "",
        "html": waiting_html(),
    }
    stopped = [*turns, {**turn, "html": notice_html("已停止。", "error stopped")}]
    yield messages([*turns, turn]), stopped
    written = ""
    try:
        filters = Filters.read(chosen)
        async with aclosing(stream(ask)) as items:
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
    shared = Link.to(answer, link.after or question_before(turns))
    # a follow-up from a link is shown as it stands by itself
    alone = standing_alone(answer)
    shown = replace(answer, question=alone) if link.after else answer
    address, within = shared.address(filters), _titles(pipeline, filters)
    snapshot = snapshot_of(shown, version, address, filters, shared.unexplained, within)
    turn |= {"question": shown.question, "standalone": alone, "text": answer.text}
    turn["html"] = answer_html(
        shown,
        filters,
        pipeline.store.also_in,
        share=address,
        follows=shared.unexplained if link.after else "",
        # the file of snapshots may be locked, which must keep nobody else waiting
        snapshot=await asyncio.to_thread(seal, snapshot),
        within=within,
    )
    yield messages([*turns, turn]), [*turns, turn]


def _titles(pipeline: QuestionAnswering, filters: Filters) -> list[str]:
    """Return the titles of the articles that filters name one by one."""
    articles = map(pipeline.store.article, filters.chosen)
    return [article.title for article in articles if article]


def past_messages(turns: list[ChatTurn]) -> list[dict[str, str]]:
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
