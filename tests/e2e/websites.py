"""Pages of another website, which embed the chat, and the steps of a person there."""

from __future__ import annotations

import http.server
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING, Unpack

from tests.conftest import FakePipeline
from tests.e2e.steps import PATIENCE, QUESTION

if TYPE_CHECKING:
    from playwright.sync_api import FrameLocator, Locator, Page

    from rag.answer import Answer
    from rag.protocol import AskOptions
    from rag.question.followups import Turn

PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>内网</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"></head>
<body><main><h1>内网</h1><a href="#x">第一条</a>{}</main></body></html>"""
UNKNOWN = "火星上有社区医院吗？"


class Refusing(FakePipeline):
    """A pipeline that refuses a question it knows, and suggests another one."""

    def ask(
        self, question: str, history: Sequence[Turn] = (), **options: Unpack[AskOptions]
    ) -> Answer:
        answer = super().ask(question, history, **options)
        if question != UNKNOWN:
            return answer
        return replace(answer, abstained=True, citations=(), suggestions=(QUESTION,))


@contextmanager
def website(pages: dict[str, str]) -> Iterator[int]:
    """Serve pages of another website, which may be changed later; yield its port."""

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = PAGE.format(pages[self.path.partition("?")[0]]).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            # the strictest policy that a website can have and still show it
            self.send_header("Content-Security-Policy", pages.get("policy", "default-src * data:"))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *given: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def chat_in(page: Page) -> FrameLocator:
    """Return the embedded chat once it is there."""
    frame = page.frame_locator("iframe")
    frame.locator("textarea").wait_for(timeout=PATIENCE)
    return frame


def opened(page: Page, address: str) -> FrameLocator:
    """Open the website's page, then the chat in it."""
    page.goto(address)
    page.click(".launch")
    chat = chat_in(page)
    chat.locator(".close").wait_for()  # the two pages have found each other
    return chat


def ask(chat: FrameLocator | Page, question: str) -> Locator:
    """Ask in the embedded chat; return the answer."""
    answers = chat.locator(".answer.done")
    before = answers.count()
    chat.locator("textarea").fill(question)
    chat.locator("textarea").press("Enter")
    answers.nth(before).wait_for(timeout=PATIENCE)
    return answers.nth(before)
