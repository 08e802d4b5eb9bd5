"""The chat: Gradio's chat window with the source article beside it."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import gradio as gr
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from index.errors import QuestionError
from rag.filters import Filters
from ui.chat.answering import ChatTurn, Messages, answer_turn, messages
from ui.chat.conversations import TITLE_CHARS, Conversations
from ui.chat.evaluation import evaluation_page
from ui.chat.welcome import reads_english, welcome
from ui.web.head import Head
from ui.web.templating import Templates

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering

CONCURRENCY = 32
QUEUE = 256
SESSIONS = 1000  # windows whose conversation is held in memory, the latest ones
EVENT: dict[str, Any] = {
    "concurrency_limit": CONCURRENCY,
    "show_progress": "hidden",
    "api_visibility": "private",
}
HEAD = """
<link rel="icon" href="/site/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/site/theme.css">
<link rel="stylesheet" href="/site/chat.css">
<link rel="stylesheet" href="/site/cards.css">
<link rel="stylesheet" href="/site/export.css">
<script src="/site/english.js"></script>
<script src="/site/language.js"></script>
<script src="/site/session.js"></script>
<script src="/site/theme.js"></script>
<script src="/site/filters.js"></script>
<script src="/site/chat.js" defer></script>
<script src="/site/export.js" defer></script>
"""
NO_TURN = -1  # the next question continues the conversation and replaces no turn


def chat_app(pipeline: QuestionAnswering, templates: Templates) -> FastAPI:
    """Return the chat as an application of its own, to be mounted at `/`."""
    app = FastAPI(openapi_url=None)
    # where Gradio finds this middleware, it leaves other origins to the application around it
    app.add_middleware(CORSMiddleware)
    blocks = chat(pipeline, templates)
    blocks.state_session_capacity = SESSIONS
    with warnings.catch_warnings():
        # Gradio warns of several pages even without server-side rendering
        warnings.filterwarnings("ignore", "SSR mode is not supported")
        gr.mount_gradio_app(
            app,
            blocks,
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


def chat(pipeline: QuestionAnswering, templates: Templates) -> gr.Blocks:
    """Lay out the chat and the evaluation page, and connect their events."""
    blocks: gr.Blocks
    with gr.Blocks(title="问策", analytics_enabled=False, fill_height=True) as blocks:
        gr.HTML(templates.render("header.html", here="chat"), elem_id="top")
        stored = gr.BrowserState({}, storage_key="wence-conversations", secret="wence")  # noqa: S106
        turns: gr.State = gr.State([])
        with gr.Column(elem_id="history"):
            gr.HTML(templates.render("history.html"))
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
                window = _window(welcome(pipeline, templates))
                filters = _held_by_script("filters", {}, templates)
                # index of the turn that the next question replaces, with all after it
                place = _held_by_script("place", NO_TURN, templates)
                with gr.Row(elem_id="composer"):
                    gr.HTML(templates.render("filter_button.html"), elem_id="narrow")
                    box = _box()
                    send = gr.Button("提问", elem_id="send", variant="primary", scale=0)
                    stop = gr.Button("停止", elem_id="stop", scale=0)
                    new = gr.Button("新对话", elem_id="new", scale=0)
            gr.HTML(templates.render("panel.html"), elem_id="evidence")

        async def respond(
            question: str, turns: list[ChatTurn], chosen: Any, place: int
        ) -> AsyncIterator[Any]:
            if not question.strip():
                yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
                return
            before = turns if place == NO_TURN else turns[:place]
            async for shown_now, after in answer_turn(pipeline, question, before, chosen):
                yield "", shown_now, after, NO_TURN

        async def arrive(request: gr.Request, stored: Any) -> AsyncIterator[Any]:
            question, chosen = _shared(request)
            restored, *others = _restore(stored, chosen, alone=bool(question or chosen))
            # the corpus may have changed since the page was laid out
            english = reads_english(dict(request.cookies or {}))
            shown_first = welcome(pipeline, templates, english)
            if restored is None:
                yield gr.Chatbot(placeholder=shown_first), *others
            else:
                yield gr.Chatbot(restored, placeholder=shown_first), *others
            if question:
                async for shown_now, after in answer_turn(pipeline, question, [], chosen):
                    yield shown_now, after, gr.skip(), gr.skip(), gr.skip()

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
        gr.HTML(templates.render("header.html", here="evaluation"), elem_id="top")
        with gr.Column(elem_id="evaluation"):
            evaluation_page(pipeline)
    blocks.queue(max_size=QUEUE, default_concurrency_limit=CONCURRENCY)
    return blocks


def _held_by_script(name: str, value: Any, templates: Templates) -> gr.HTML:
    """Create a component whose value the function `wence.hold.<name>` in the page sets and reads."""
    return gr.HTML(
        value,
        html_template=templates.render(f"{name}.html"),
        js_on_load=f"wence.hold.{name}(element, props, watch)",
        elem_id=name,
    )


def _window(shown_first: str) -> gr.Chatbot:
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
        placeholder=shown_first,
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
    """Read the question and the filters in the address; no filters if they are not valid."""
    asked = request.query_params
    lists = (asked.getlist(name) for name in ("issue", "section", "source"))
    others = {
        name: asked.get(name, "") for name in ("since", "until", "article", "in_force", "as_of")
    }
    question = asked.get("q", "").strip()
    try:
        return question, Filters.of(*lists, **others).to_json()
    except QuestionError:
        return question, {}


def _show(found: Conversations) -> tuple[Messages, list[ChatTurn], dict[str, Any], gr.Radio, Any]:
    """Return the values of the window, the turns, the browser's storage, the list, the filters."""
    turns = found.turns()
    choices = [(c.title, c.id) for c in found.items]
    radio = gr.Radio(choices=choices, value=found.current or None)
    return messages(turns), turns, found.model_dump(), radio, found.filters()


def _restore(stored: Any, chosen: dict[str, Any], alone: bool) -> Any:
    """Show the open conversation again, or a new one if `alone`, because a link was opened.

    The window's value is None where the window stays as it is.
    """
    found = Conversations.read(stored)
    if alone:
        return *_show(found.open(""))[:-1], chosen
    if found.turns():
        return _show(found)
    # a question may have been asked meanwhile: leave the window as it is
    return None, gr.skip(), gr.skip(), _show(found)[3], gr.skip()


def _settle(turns: list[ChatTurn], stored: Any, chosen: Any) -> Any:
    """Store the turns; if the last answer was stopped, say so in the window."""
    kept = Conversations.read(stored).keep(turns, chosen)
    stopped = bool(turns) and not turns[-1]["text"]
    return messages(turns) if stopped else gr.skip(), *_show(kept)[2:4]


def _settle_shared(request: gr.Request, turns: list[ChatTurn], stored: Any, chosen: Any) -> Any:
    """Store the answer to a question in the address; without one there is nothing to store."""
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
