"""The chat: Gradio's chat window with the source article beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import gradio as gr
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from index.errors import WenceError
from ui.answer_view import answer_html, notice_html, partial_html, question_html
from ui.api import sentences
from ui.pages import templates

if TYPE_CHECKING:
    from rag.pipeline import Pipeline

Turn = dict[str, str]
Messages = list[dict[str, str]]

CONCURRENCY = 32
QUEUE = 256
PAUSE_S = 0.03
EVENT: dict[str, Any] = {
    "concurrency_limit": CONCURRENCY,
    "show_progress": "hidden",
    "api_visibility": "private",
}
HEAD = """
<link rel="icon" href="/site/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/site/theme.css">
<link rel="stylesheet" href="/site/chat.css">
<script src="/site/theme.js"></script>
<script src="/site/chat.js" defer></script>
"""
EXAMPLES = 6


def mount_chat(app: FastAPI, pipeline: Pipeline) -> FastAPI:
    """Serve the chat at `/`."""
    gr.mount_gradio_app(
        app,
        chat(pipeline),
        path="/",
        head=HEAD,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        show_error=False,
    )
    return app


def chat(pipeline: Pipeline) -> gr.Blocks:
    """Lay out the page and wire it up."""
    blocks: gr.Blocks
    with gr.Blocks(title="问策", analytics_enabled=False, fill_height=True) as blocks:
        gr.HTML(templates.get_template("header.html").render(here="chat"), elem_id="top")
        turns = gr.State([])
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk", scale=1):
                window = gr.Chatbot(
                    elem_id="window",
                    show_label=False,
                    label="对话",
                    container=False,
                    height="100%",
                    layout="panel",
                    latex_delimiters=[],
                    buttons=[],
                    placeholder=_welcome(pipeline.examples()[:EXAMPLES]),
                )
                with gr.Row(elem_id="composer"):
                    box = gr.Textbox(
                        elem_id="box",
                        label="问题",
                        show_label=False,
                        container=False,
                        placeholder="问一个政策问题，例如某项改革的目标、时间、数字",
                        lines=1,
                        max_lines=6,
                        max_length=2000,
                        autofocus=True,
                        scale=1,
                    )
                    send = gr.Button("提问", elem_id="send", variant="primary", scale=0)
                    stop = gr.Button("停止", elem_id="stop", scale=0)
                    clear = gr.Button("新对话", elem_id="new", scale=0)
            gr.HTML(templates.get_template("panel.html").render(), elem_id="evidence")

        async def respond(question: str, turns: list[Turn]) -> AsyncIterator[Any]:
            async for messages, after in _answer(pipeline, question, turns):
                yield "", messages, after

        async def respond_to_link(request: gr.Request, turns: list[Turn]) -> AsyncIterator[Any]:
            async for update in respond(request.query_params.get("q", ""), turns):
                yield update

        shown = [box, window, turns]
        asking = gr.on([box.submit, send.click], respond, [box, turns], shown, **EVENT)
        blocks.load(respond_to_link, turns, shown, **EVENT)
        stop.click(_messages, turns, window, cancels=[asking], api_visibility="private")
        clear.click(lambda: ([], []), None, [window, turns], api_visibility="private")
    blocks.queue(max_size=QUEUE, default_concurrency_limit=CONCURRENCY)
    return blocks


def _welcome(examples: list[str]) -> str:
    html = templates.get_template("welcome.html").render(examples=examples)
    return " ".join(line.strip() for line in html.splitlines() if line.strip())


async def _answer(
    pipeline: Pipeline, question: str, turns: list[Turn]
) -> AsyncIterator[tuple[Messages, list[Turn]]]:
    """Yield the messages of the window and the turns, as the answer grows."""
    if not question.strip():
        yield _messages(turns), turns
        return
    turn: Turn = {"question": question, "text": "", "html": notice_html("正在查找出处…", "pending")}
    yield _messages([*turns, turn]), turns
    try:
        answer = await run_in_threadpool(pipeline.ask, question, _history(turns))
    except WenceError as error:
        turn["html"] = notice_html(str(error), "error")
        yield _messages([*turns, turn]), turns
        return
    shown = ""
    for sentence in sentences(answer.text):
        shown += sentence
        turn["html"] = partial_html(shown, answer.citations)
        yield _messages([*turns, turn]), turns
        await asyncio.sleep(PAUSE_S)
    turn |= {"text": answer.text, "html": answer_html(answer)}
    yield _messages([*turns, turn]), [*turns, turn]


def _history(turns: list[Turn]) -> list[dict[str, str]]:
    return [
        {"role": role, "content": turn[field]}
        for turn in turns
        for role, field in (("user", "question"), ("assistant", "text"))
    ]


def _messages(turns: list[Turn]) -> Messages:
    return [
        message
        for turn in turns
        for message in (
            {"role": "user", "content": question_html(turn["question"])},
            {"role": "assistant", "content": turn["html"]},
        )
    ]
