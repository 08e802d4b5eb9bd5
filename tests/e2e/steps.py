"""Steps that a person takes in the browser, each of which waits for its result."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import FrameLocator, Locator, Page

QUESTION = "到2025年社区医院达到多少家？"
VACCINE = "疫苗冷链记录存五年"
PATIENCE = 30_000  # milliseconds, for a machine that has other work


@contextmanager
def settling(page: Page, stores: bool = True) -> Iterator[None]:
    """Wait, at the end of the block, until Gradio has done what the block set off.

    Opening the chat and asking end with an event that stores the conversation; set `stores`
    to False for an action that is a single event.

    The page alone does not show that all is done. An answer equal to the one it replaces
    leaves every node as it was. After an answer's last piece its event still runs, and Gradio
    ignores another question. And the results of an event sent while the stream of the one
    before is closing are read by nobody: Gradio takes the old stream for open.
    """
    page.evaluate("() => window.gradioQueue?.forget()")
    yield
    page.wait_for_function(
        "stores => window.gradioQueue.isSettled(stores)", arg=stores, timeout=PATIENCE
    )


def visit(page: Page, address: str) -> None:
    """Open the chat, and wait until it takes a question."""
    with settling(page):
        page.goto(address)
    page.wait_for_selector("#box textarea", timeout=PATIENCE)


@contextmanager
def storing(page: Page) -> Iterator[None]:
    """Wait, at the end of the block, until the browser has stored a conversation anew."""
    stored = "JSON.stringify({...localStorage})"
    before = page.evaluate(stored)
    yield
    page.wait_for_function(f"before => {stored} !== before", arg=before, timeout=PATIENCE)


def ask(page: Page, question: str) -> Locator:
    """Ask a question; return its answer."""
    answers = page.locator(".answer.done")
    before = answers.count()
    page.fill("#box textarea", question)
    with settling(page):
        page.press("#box textarea", "Enter")
    answers.nth(before).wait_for(timeout=PATIENCE)
    return answers.nth(before)


def marked(frame: FrameLocator | Page) -> str:
    """Return the text of the marked pieces that are on the screen."""
    pieces = frame.locator(".marked")
    pieces.first.wait_for(timeout=PATIENCE)
    return "".join(pieces.all_text_contents())


def questions(page: Page) -> list[str]:
    """Return the questions that the chat shows, in order."""
    return page.locator(".question").all_inner_texts()


def wait_until(page: Page, holds: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something that the page itself does not show."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        page.wait_for_timeout(20)
