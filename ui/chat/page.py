"""The chat: Gradio's chat window with the source article beside it."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import gradio as gr
from fastapi import FastAPI

from index.errors import QuestionError, WenceError
from rag.answer import Answer
from rag.filters import Filters
from ui.chat.answer_view import answer_html, draft_html, notice_html, question_html
from ui.chat.conversations import TITLE_CHARS, Conversations
from ui.chat.evaluation import evaluation_page
from ui.web.errors import INTERNAL
from ui.web.head import Head
from ui.web.streaming import stream
from ui.web.templating import templates

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
<script src="/site/english.js"></script>
<script src="/site/language.js"></script>
<script src="/site/session.js"></script>
<script src="/site/theme.js"></script>
<script src="/site/filters.js"></script>
<script src="/site/chat.js" defer></script>
"""
EXAMPLES = 6
NO_TURN = -1


def mount_chat(app: FastAPI, pipeline: Pipeline) -> FastAPI:
    """Serve the chat at `/`."""
    with warnings.catch_warnings():
        # said of pages even where server-side rendering is off
        warnings.filterwarnings("ignore", "SSR mode is not supported")
        gr.mount_gradio_app(
            app,
            chat(pipeline),
            path="/",
            theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
            footer_links=[],
            run_history=False,
            enable_monitoring=False,
            ssr_mode=False,
            show_error=False,
        )
    app.add_middleware(Head, html=HEAD, paths=("", "/evaluation"))
    return app


def chat(pipeline: Pipeline) -> gr.Blocks:
    """Lay out the pages and wire them up."""
    blocks: gr.Blocks
    with gr.Blocks(title="问策", analytics_enabled=False, fill_height=True) as blocks:
        gr.HTML(templates.get_template("header.html").render(here="chat"), elem_id="top")
        stored = gr.BrowserState({}, storage_key="wence-conversations", secret="wence")  # noqa: S106
        turns: gr.State = gr.State([])
        with gr.Column(elem_id="history"):
            gr.HTML(templates.get_template("history.html").render())
            kept = gr.Radio([], elem_id="kept", label="历史对话", container=False)
            name = gr.Textbox(
                elem_id="name",
                label="给这个对话改名",
                placeholder="给这个对话改名，按回车",
                container=False,
                max_length=TITLE_CHARS,
            )
            delete = gr.Button("删除这个对话", elem_id="delete")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk", scale=1):
                window = _window(pipeline)
                filters = _held_by_script("filters", {})
                # the place of the turn that the next question replaces
                place = _held_by_script("place", NO_TURN)
                with gr.Row(elem_id="composer"):
                    gr.HTML(templates.get_template("narrow.html").render(), elem_id="narrow")
                    box = _box()
                    send = gr.Button("提问", elem_id="send", variant="primary", scale=0)
                    stop = gr.Button("停止", elem_id="stop", scale=0)
                    new = gr.Button("新对话", elem_id="new", scale=0)
            gr.HTML(templates.get_template("panel.html").render(), elem_id="evidence")

        async def respond(
            question: str, turns: list[Turn], chosen: Any, place: int
        ) -> AsyncIterator[Any]:
            if not question.strip():
                yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
                return
            before = turns if place == NO_TURN else turns[:place]
            async for messages, after in _answer(pipeline, question, before, chosen):
                yield "", messages, after, NO_TURN

        async def arrive(request: gr.Request, stored: Any) -> AsyncIterator[Any]:
            question, chosen = _shared(request)
            messages, *others = _restore(stored, chosen, alone=bool(question or chosen))
            # the corpus may have changed since the page was laid out
            welcome = _welcome(pipeline)
            if messages is None:
                yield gr.Chatbot(placeholder=welcome), *others
            else:
                yield gr.Chatbot(messages, placeholder=welcome), *others
            if question:
                async for messages, after in _answer(pipeline, question, [], chosen):
                    yield messages, after, gr.skip(), gr.skip(), gr.skip()

        given = [box, turns, filters, place]
        shown = [box, window, turns, place]
        opened = [window, turns, stored, kept, filters]
        settled = [window, stored, kept]
        asking = gr.on([box.submit, send.click], respond, given, shown, **EVENT)
        asking.then(_settle, [turns, stored, filters], settled, **EVENT)
        arriving = blocks.load(arrive, stored, opened, **EVENT)
        arriving.then(_settle_shared, [turns, stored, filters], settled, **EVENT)
        stop.click(None, cancels=[asking, arriving])
        new.click(_new, stored, opened, **EVENT)
        kept.input(_open, [kept, stored], opened, **EVENT)
        name.submit(_rename, [name, stored], [name, stored, kept], **EVENT)
        delete.click(_delete, stored, opened, **EVENT)
    with blocks.route("评测", "/evaluation", show_in_navbar=False):
        gr.HTML(templates.get_template("header.html").render(here="evaluation"), elem_id="top")
        with gr.Column(elem_id="evaluation"):
            evaluation_page(pipeline)
    blocks.queue(max_size=QUEUE, default_concurrency_limit=CONCURRENCY)
    return blocks


def _held_by_script(name: str, value: Any) -> gr.HTML:
    """A value that `wence.hold.<name>` in the page sets and follows."""
    return gr.HTML(
        value,
        html_template=templates.get_template(f"{name}.html").render(),
        js_on_load=f"wence.hold.{name}(element, props, watch)",
        elem_id=name,
    )


def _window(pipeline: Pipeline) -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="window",
        show_label=False,
        label="对话",
        container=False,
        height="100%",
        layout="panel",
        latex_delimiters=[],
        buttons=[],
        autoscroll=False,
        placeholder=_welcome(pipeline),
    )


def _box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="box",
        label="问题",
        show_label=False,
        container=False,
        placeholder="想了解哪项政策？",
        lines=1,
        max_lines=6,
        autofocus=True,
        scale=1,
    )


def _shared(request: gr.Request) -> tuple[str, dict[str, Any]]:
    """The question and the filters in the address; no filters where they cannot be read."""
    asked = request.query_params
    lists = (asked.getlist(name) for name in ("issue", "section", "source"))
    others = {name: asked.get(name, "") for name in ("since", "until", "article")}
    question = asked.get("q", "").strip()
    try:
        return question, Filters.of(*lists, **others).to_json()
    except QuestionError:
        return question, {}


def _show(found: Conversations) -> tuple[Messages, list[Turn], dict[str, Any], gr.Radio, Any]:
    """What the window, the turns, the browser, the list and the filters are to hold."""
    turns = found.turns()
    choices = [(c.title, c.id) for c in found.items]
    radio = gr.Radio(choices=choices, value=found.current or None)
    return _messages(turns), turns, found.model_dump(), radio, found.filters()


def _restore(stored: Any, chosen: dict[str, Any], alone: bool) -> Any:
    """Show the open conversation again; `alone`: what was shared begins a new one."""
    found = Conversations.read(stored)
    if alone:
        return *_show(found.open(""))[:-1], chosen
    if found.turns():
        return _show(found)
    # a question may have been asked already: leave the window as it is
    return None, gr.skip(), gr.skip(), _show(found)[3], gr.skip()


def _settle(turns: list[Turn], stored: Any, chosen: Any) -> Any:
    """Keep the turns; where the last one was stopped, the window still holds what it was."""
    kept = Conversations.read(stored).keep(turns, chosen)
    stopped = bool(turns) and not turns[-1]["text"]
    return _messages(turns) if stopped else gr.skip(), *_show(kept)[2:4]


def _settle_shared(request: gr.Request, turns: list[Turn], stored: Any, chosen: Any) -> Any:
    """The same for a question in the address; without one, what is asked settles itself."""
    question, _ = _shared(request)
    return _settle(turns, stored, chosen) if question else (gr.skip(), gr.skip(), gr.skip())


def _new(stored: Any) -> Any:
    return _show(Conversations.read(stored).open(""))


def _open(id: str, stored: Any) -> Any:
    return _show(Conversations.read(stored).open(id))


def _rename(name: str, stored: Any) -> Any:
    return "", *_show(Conversations.read(stored).rename(name))[2:4]


def _delete(stored: Any) -> Any:
    return _show(Conversations.read(stored).delete())


def _welcome(pipeline: Pipeline) -> str:
    examples = pipeline.examples()[:EXAMPLES]
    html = templates.get_template("welcome.html").render(examples=examples)
    return " ".join(line.strip() for line in html.splitlines() if line.strip())


async def _answer(
    pipeline: Pipeline, question: str, turns: list[Turn], chosen: Any
) -> AsyncIterator[tuple[Messages, list[Turn]]]:
    """Yield the messages of the window and the turns, as the answer grows."""
    turn: Turn = {"question": question, "text": "", "html": notice_html("正在查找出处…", "pending")}
    # what stays of it when the person stops it
    stopped = [*turns, {**turn, "html": notice_html("已停止。", "error stopped")}]
    yield _messages([*turns, turn]), stopped
    written = ""
    try:
        filters = Filters.read(chosen)
        items = stream(
            lambda on_token: pipeline.ask(
                question, _history(turns), on_token=on_token, filters=filters
            )
        )
        async with aclosing(items):
            async for item in items:
                if isinstance(item, Answer):
                    answer = item
                    break
                written += item
                turn["html"] = draft_html(written) if written else turn["html"]
                yield _messages([*turns, turn]), stopped
                await asyncio.sleep(PAUSE_S)
    except Exception as error:
        known = isinstance(error, WenceError)
        turn["html"] = notice_html(str(error) if known else INTERNAL, "error")
        yield _messages([*turns, turn]), turns
        if known:
            return
        raise
    turn |= {"text": answer.text, "html": answer_html(answer, filters, pipeline.store.also_in)}
    yield _messages([*turns, turn]), [*turns, turn]


def _history(turns: list[Turn]) -> list[dict[str, str]]:
    return [
        {"role": role, "content": turn[field]}
        for turn in turns
        if turn["text"]  # a question that was stopped has none
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
