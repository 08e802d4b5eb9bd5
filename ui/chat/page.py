"""The chat: Gradio's chat window with the source article beside it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import gradio as gr
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from ui.assets.gradio import Frontend
from ui.chat.answering import ChatTurn, Messages, answer_turn, messages
from ui.chat.conversations import Conversation, OlderLayout
from ui.chat.doorway import Doorway
from ui.chat.files import refuse_files
from ui.chat.pending import Pending
from ui.chat.sharing import Link
from ui.chat.welcome import reads_english, welcome, welcome_to_nobody
from ui.library.catalogue import Catalogue
from ui.web.errors import ErrorResponses
from ui.web.head import Head
from ui.web.templating import Templates

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering
    from ui.snapshots.model import Snapshot

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
<link rel="stylesheet" href="/site/asking.css">
<link rel="stylesheet" href="/site/clips.css">
<link rel="stylesheet" href="/site/export.css">
<link rel="stylesheet" href="/site/history.css">
<link rel="stylesheet" href="/site/print.css" media="print">
<script src="/site/english.js"></script>
<script src="/site/language.js"></script>
<script src="/site/person.js"></script>
<script src="/site/session.js"></script>
<script src="/site/stream.js"></script>
<script src="/site/theme.js"></script>
<script src="/site/filters.js"></script>
<script src="/site/conversations.js"></script>
<script src="/site/covers.js"></script>
<script src="/site/toast.js"></script>
<script src="/site/history.js"></script>
<script src="/site/panel.js"></script>
<script src="/site/chat.js" defer></script>
<script src="/site/asking.js" defer></script>
<script src="/site/clips.js" defer></script>
<script src="/site/sharing.js" defer></script>
<script src="/site/export.js" defer></script>
"""
_log = logging.getLogger("wence")
NO_TURN = -1  # the next question continues the conversation and replaces no turn


def chat_app(
    pipeline: QuestionAnswering,
    templates: Templates,
    seal: Callable[[Snapshot], str],
    alike: bool = True,
) -> FastAPI:
    """Return the chat as an application of its own, to be mounted at `/`.

    `seal` makes an answer into what a browser can have kept as a snapshot; `alike` says that
    everybody may read the same articles.
    """
    app = FastAPI(openapi_url=None)
    # where Gradio finds this middleware, it leaves other origins to the application around it
    app.add_middleware(CORSMiddleware)
    blocks = chat(pipeline, templates, seal, alike)
    blocks.state_session_capacity = SESSIONS
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
    header = partial(templates.render, "header.html")
    tops = {"": partial(header, here="chat")}
    frontend = _frontend(blocks, templates)
    head = templates.site.bundled(HEAD) + (frontend.styles if frontend else "")
    app.add_middleware(
        Head,
        html=lambda: templates.render("person.html") + head,
        tops=tops,
        changed=frontend.changed if frontend else str,
    )
    app.add_middleware(Doorway, errors=ErrorResponses(templates), events=blocks.fns)
    return app


def _frontend(blocks: gr.Blocks, templates: Templates) -> Frontend | None:
    """Bundle what the chat needs of Gradio's scripts and styles, or None where that fails."""
    folder = Path(gr.__file__).parent / "templates" / "frontend"
    kinds = [block.get_block_name() for block in blocks.blocks.values() if block is not blocks]
    address = f"/theme.css?v={blocks.theme_hash}"
    try:
        return Frontend(folder, templates.site, kinds, blocks.theme_css, address)
    except (ValueError, OSError):
        _log.exception("Gradio's scripts and styles are loaded one by one")
        return None


def chat(
    pipeline: QuestionAnswering,
    templates: Templates,
    seal: Callable[[Snapshot], str],
    alike: bool,
) -> gr.Blocks:
    """Lay out the chat, and connect its events."""
    blocks: gr.Blocks
    catalogue = Catalogue(pipeline)
    with gr.Blocks(title="问策", analytics_enabled=False, fill_height=True) as blocks:
        # read alone: what former versions stored, until the page has taken it over
        older = gr.BrowserState(None, storage_key="wence-conversations", secret="wence")  # noqa: S106
        turns: gr.State = gr.State([])
        opened_link: gr.State = gr.State(None)
        with gr.Column(elem_id="history"):
            gr.HTML(templates.render("history.html"))
            # of the page: the conversation to open; of the server: the one to store
            conversation = _held_by_script("conversation", {})
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk", scale=1):
                window = _window(
                    welcome(pipeline, catalogue, templates)
                    if alike
                    else welcome_to_nobody(templates)
                )
                filters = _held_by_script("filters", {}, templates.render("filters.html"))
                # index of the turn that the next question replaces, with all after it
                place = _held_by_script("place", NO_TURN, templates.render("place.html"))
                with gr.Row(elem_id="composer"):
                    gr.HTML(templates.render("filter_button.html"), elem_id="narrow")
                    box = _box()
                    send = gr.Button("提问", elem_id="send", variant="primary", scale=0)
                    stop = gr.Button("停止", elem_id="stop", scale=0)
                    gr.Button("新对话", elem_id="new", scale=0)  # conversations.js opens it
            gr.HTML(templates.render("panel.html"), elem_id="evidence")

        async def respond(
            question: str, turns: list[ChatTurn], chosen: Any, place: int
        ) -> AsyncIterator[Any]:
            if not question.strip():
                yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
                return
            link, before = Link(question), turns if place == NO_TURN else turns[:place]
            box_now: Any = ""
            async for shown_now, after in answer_turn(pipeline, link, before, chosen, seal):
                yield box_now, shown_now, after, NO_TURN
                box_now = gr.skip()  # the next question may be written there already

        def arrive(request: gr.Request, before: Any, given: Any) -> Any:
            link, chosen = Link.read(request.query_params)
            former, found = OlderLayout.read(before), Conversation.read(given)
            if not found.turns and not link.question and not chosen:
                found = former.opened()
            english = reads_english(dict(request.cookies or {}))
            # the corpus may have changed since the page was laid out
            shown_first = welcome(pipeline, catalogue, templates, english)
            taken = {"older": former.model_dump()} if former.items else gr.skip()
            if found.turns:
                restored, past, filters = _show(found)
                window = gr.Chatbot(value=restored, placeholder=shown_first)  # type: ignore[arg-type]
                return window, past, filters, taken, link
            # a question may have been asked meanwhile: leave the window as it is
            window = gr.Chatbot(placeholder=shown_first)
            return window, gr.skip(), chosen or gr.skip(), taken, link

        # an event of its own: where one that goes on skips a value, Gradio garbles what it gave
        async def answer_link(link: Link | None, chosen: Any) -> AsyncIterator[Any]:
            if not (link and link.question):
                yield gr.skip(), gr.skip()
                return
            async for shown_now, after in answer_turn(pipeline, link, [], chosen, seal):
                yield shown_now, after

        given = [box, turns, filters, place]
        shown = [box, window, turns, place]
        opened = [window, turns, filters]
        settled = [window, conversation]
        asking = gr.on(
            [box.submit, send.click],
            respond,
            given,
            shown,
            js="(...values) => wence.conversations.asked(values)",
            trigger_mode="always_last",  # Enter during an answer: the next question waits for it
            **EVENT,
        )
        asking.then(_settle, [turns, filters], settled, **EVENT)
        arriving = blocks.load(
            arrive,
            [older, conversation],
            [*opened, conversation, opened_link],
            js="(older) => [older, wence.conversations.restored()]",
            **EVENT,
        )
        shared = arriving.then(answer_link, [opened_link, filters], [window, turns], **EVENT)
        shared.then(
            _settle_shared,
            [turns, filters, conversation],
            settled,
            js="(turns, filters) => [turns, filters, wence.conversations.fromLink()]",
            **EVENT,
        )
        stop.click(None, cancels=[asking, shared])
        conversation.submit(
            _open,
            conversation,
            opened,
            js="() => wence.conversations.given()",
            trigger_mode="always_last",
            **EVENT,
        )
    blocks.queue(max_size=QUEUE, default_concurrency_limit=CONCURRENCY)
    refuse_files(blocks)
    Pending(blocks._queue)
    return blocks


def _held_by_script(name: str, value: Any, html: str = "") -> gr.HTML:
    """Create a component whose value the function `wence.hold.<name>` in the page sets and reads.

    Gradio may create it before the page's last scripts, one of which has the function, have run.
    """
    function = f"wence.hold.{name}"
    held = f"const hold = () => {function}(element, props, watch, trigger)"
    return gr.HTML(
        value,
        html_template=html,
        js_on_load=f"{held}; {function} ? hold() : addEventListener('DOMContentLoaded', hold)",
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


def _show(found: Conversation) -> tuple[Messages, list[ChatTurn], dict[str, Any]]:
    """Return the values of the window, of the turns and of the filters."""
    turns = found.history()
    return messages(turns), turns, found.filters


def _settle(turns: list[ChatTurn], chosen: Any) -> Any:
    """Hand the turns to the page to store; if the last answer was stopped, say so in the window."""
    stopped = bool(turns) and not turns[-1]["text"]
    # the page is told of values that differ from the last alone
    kept = {"turns": turns, "filters": chosen or {}, "settled": uuid4().hex}
    return messages(turns) if stopped else gr.skip(), kept


def _settle_shared(turns: list[ChatTurn], chosen: Any, asked: Any) -> Any:
    """Hand over the answer to a question in the address, if one was `asked` there."""
    return _settle(turns, chosen) if asked else (gr.skip(), gr.skip())


def _open(given: Any) -> Any:
    """Show a conversation that the page has stored, or begin a new one."""
    return _show(Conversation.read(given))
