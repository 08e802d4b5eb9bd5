"""How much the chat loads at first, and how quickly and calmly it appears."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from rag.settings import Settings
from tests.e2e.steps import PATIENCE, QUESTION, ask, settling, visit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser

REQUESTS, BYTES = 25, 350_000
SHIFTS = """() => { window.shifted = 0; new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted += one.value;
}).observe({ type: "layout-shift", buffered: true }); }"""

OPENED = """() => new MutationObserver(() => {
  window.opened ||= document.documentElement.matches(".reading-source");
}).observe(document.documentElement, { attributeFilter: ["class"] })"""


class Slow:
    """A pipeline that takes its time to answer: longer than a movement may follow a key."""

    def __init__(self, pipeline) -> None:
        self._pipeline = pipeline

    def __getattr__(self, name: str):
        return getattr(self._pipeline, name)

    def ask(self, *args, **options):
        time.sleep(0.8)
        return self._pipeline.ask(*args, **options)


@pytest.fixture
def loaded(page: Page, profile: BrowserContext) -> Iterator[dict[str, int]]:
    """Count what pages load from the network, not from the cache: bytes by request."""
    found: dict[str, int] = {}
    network = profile.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.clearBrowserCache")
    served: set[str] = set()
    network.on("Network.requestServedFromCache", lambda event: served.add(event["requestId"]))

    def sent(event) -> None:
        if event["request"]["url"].startswith("http"):
            found[event["requestId"]] = 0

    def finished(event) -> None:
        if event["requestId"] in found:
            found[event["requestId"]] = event["encodedDataLength"]

    network.on("Network.requestWillBeSent", sent)
    network.on("Network.loadingFinished", finished)
    yield found
    for name in served:
        found.pop(name, None)


def test_the_chat_loads_few_and_small_files(page, app, loaded):
    visit(page, app)
    assert len(loaded) <= REQUESTS
    assert sum(loaded.values()) <= BYTES


def test_the_next_visit_loads_no_script_again(page, app, loaded):
    visit(page, app)
    page.goto("about:blank")
    loaded.clear()
    visit(page, app)
    assert sum(loaded.values()) <= 30_000


@pytest.mark.parametrize("width", [1440, 375])
def test_nothing_moves_while_the_chat_opens_and_a_slow_answer_comes(page, pipeline, running, width):
    page.set_viewport_size({"width": width, "height": 900})
    with running(Slow(pipeline), Settings(_env_file=None)) as address:
        page.add_init_script(f"({SHIFTS})()")
        visit(page, address)
        page.wait_for_selector(".welcome")
        ask(page, QUESTION)
        page.wait_for_timeout(100)
        assert page.evaluate("window.shifted") <= 0.05
        page.goto(f"{address}/?q={QUESTION}")
        page.wait_for_selector(".answer.done", timeout=PATIENCE)
        assert page.evaluate("window.shifted") <= 0.05


def test_the_room_for_a_source_is_made_early_and_taken_back_if_there_is_none(
    page, pipeline, running
):
    page.set_viewport_size({"width": 1440, "height": 900})
    with running(Slow(pipeline), Settings(_env_file=None)) as address:
        visit(page, address)
        page.evaluate(OPENED)
        page.fill("#box textarea", "你好")
        with settling(page):
            page.press("#box textarea", "Enter")
        page.wait_for_selector(".answer.done")
        assert page.evaluate("window.opened")
        assert page.locator("#evidence").is_hidden() is not bool(page.locator("a.cite").count())
