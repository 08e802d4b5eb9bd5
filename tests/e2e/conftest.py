"""A Chromium, and applications for it: on the fake pipeline, and on two sample articles."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import index
from rag.settings import Settings
from tests.serving import served
from ui.app import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, WebError

    from index.embedding.embedder import Embedder
    from rag.pipeline import Pipeline
    from tests.conftest import FakePipeline

SAMPLE = Path(index.__file__).parent / "sample"
QUEUE = Path(__file__).with_name("queue.js")  # for steps.settling
LEFT = re.compile(
    r"signal is aborted without reason|Unexpected error Connection errored out|Failed to fetch"
)
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")

Running = Callable[..., AbstractContextManager[str]]


@contextmanager
def serving(pipeline: Pipeline, settings: Settings, port: int = 0) -> Iterator[str]:
    """Serve an application on the loopback, by default on a free port; yield its address."""
    with served(create_app(pipeline, settings), port) as address:
        yield address


@pytest.fixture(scope="session")
def running() -> Running:
    """Return the context manager `serving`, for tests that need a server of their own."""
    return serving


@pytest.fixture(scope="module")  # while Playwright's loop runs, no other test can run one
def chromium() -> Iterator[Browser]:
    """Start a browser for the tests of one file."""
    if not CHROMIUM:
        pytest.skip("没有 Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


# what the pages of the test that is running reported; leaving a page, Gradio reports what it ends
reported: list[str] = []
leaving: list[bool] = []


@pytest.fixture(autouse=True)
def nothing_reported(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test whose pages reported an error that its mark `reports(PATTERN)` does not allow."""
    reported.clear()
    leaving.clear()
    yield
    mark = request.node.get_closest_marker("reports")
    unknown = [one for one in reported if not (mark and re.search(mark.args[0], one))]
    assert not unknown, unknown


def note(message: ConsoleMessage) -> None:
    """Note an error in a page's console.

    Not that the page itself is one that tells of an error, nor that a test has ended its server,
    nor what Gradio says of the requests that this, or leaving its page, ends.
    """
    address = message.location["url"]
    own = message.page and message.page.url == address and "Failed to load" in message.text
    ended = "ERR_CONNECTION_REFUSED" in message.text
    left = LEFT.search(message.text)
    if message.type == "error" and not (own or ended or left or leaving):
        reported.append(f"{message.text} ({address})")


def note_uncaught(found: WebError) -> None:
    """Note an error that a page's scripts did not catch."""
    if not (leaving or LEFT.search(str(found.error))):
        reported.append(str(found.error))


@contextmanager
def new_profile(chromium: Browser) -> Iterator[BrowserContext]:
    """Open a browser profile, whose pages tell what becomes of Gradio's events."""
    context = chromium.new_context(locale="zh-CN")
    context.add_init_script(path=QUEUE)
    context.on("console", note)
    context.on("weberror", note_uncaught)
    yield context
    context.close()


@pytest.fixture(scope="module")
def profile(chromium: Browser) -> Iterator[BrowserContext]:
    """Give the tests of one file one browser cache: Gradio's scripts are loaded once for all."""
    with new_profile(chromium) as context:
        yield context


@pytest.fixture
def page(profile: BrowserContext) -> Iterator[Page]:
    """Open a page; afterwards close all pages and empty all that they stored, but the cache."""
    page = profile.new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    yield page
    profile.cookies()  # lets what the pages have reported arrive
    leaving.append(True)
    for opened in profile.pages:
        if opened is not page:
            opened.close()
    page.goto("about:blank")  # ends requests whose replies would be stored
    stored = {"origin": "*", "storageTypes": "local_storage"}
    profile.new_cdp_session(page).send("Storage.clearDataForOrigin", stored)
    page.close()
    profile.clear_cookies()
    profile.clear_permissions()


@pytest.fixture
def other_page(chromium: Browser) -> Iterator[Page]:
    """Open a page of somebody else, with a profile of its own."""
    with new_profile(chromium) as context:
        yield context.new_page()


@pytest.fixture
def phone(page: Page) -> Page:
    """Return a page as wide as the narrowest phones."""
    page.set_viewport_size({"width": 360, "height": 740})
    return page


@pytest.fixture(scope="session")
def app(pipeline: FakePipeline) -> Iterator[str]:
    """Serve the application on the fake pipeline; yield its address."""
    with serving(pipeline, Settings()) as address:
        yield address


@pytest.fixture(scope="session")
def sample_app(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the application on two articles of the shipped sample, really indexed."""
    from index.ingest.build import build_from_articles
    from index.loading.loader import read_documents
    from index.store.store import Store
    from rag.pipeline import Pipeline

    settings = Settings(store=tmp_path_factory.mktemp("store"))
    found = read_documents([SAMPLE / "2022-01-24.txt"]).articles
    wanted = [article for article in found if article.n in (3, 13)]
    build_from_articles(wanted, settings.store_spec, load_embedder=lambda *_: embedder)
    sample = Pipeline(Store.open(settings.store_spec), embedder, settings)
    with serving(sample, settings) as address:
        yield address
