"""A Chromium and running applications: on the fake pipeline, and on two sample articles."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

import index
from rag.settings import Settings
from ui.app import create_app

SAMPLE = Path(index.__file__).parent / "sample"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def serving(pipeline, settings: Settings, port: int = 0) -> Iterator[str]:
    """Serve on the loopback, by default on a free port; gives the address."""
    config = uvicorn.Config(
        create_app(pipeline, settings), port=port, log_level="error", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def running():
    """The context manager, for tests that start and stop a server of their own."""
    return serving


@pytest.fixture(scope="module")  # while Playwright's loop runs, no other test can run one
def chromium():
    if not CHROMIUM:
        pytest.skip("没有 Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def app(pipeline):
    """The address of the application on the fake pipeline."""
    with serving(pipeline, Settings()) as address:
        yield address


@pytest.fixture(scope="session")
def sample_app(tmp_path_factory):
    """The address of the application on two articles of the shipped sample, really indexed."""
    from index.ingest.build import build_from_articles
    from index.loading.loader import read_documents
    from rag.pipeline import Pipeline

    settings = Settings(store=tmp_path_factory.mktemp("store"))
    found = read_documents([SAMPLE / "2022-01-24.txt"]).articles
    wanted = [article for article in found if article.n in (3, 13)]
    build_from_articles(wanted, settings.store_spec)
    with serving(Pipeline.open(settings), settings) as address:
        yield address
