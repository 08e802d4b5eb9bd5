"""Make docs/*.png from a running `wence ui` on the sample: python docs/screenshots.py URL.

For the picture of the embedded chat, start it with WENCE_EMBED_ORIGINS=http://localhost.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

HERE = Path(__file__).parent
QUESTION = "2022年第七批国家集采包含多少个品种？"
HTML = "text/html; charset=utf-8"
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}

NAME = "云岭县送药上门试点.md"
OWN = "# 云岭县送药上门试点\n\n云岭县为3260名行动不便的老人送药上门，每月两次。\n".encode()

Step = Callable[[Page], None]


def ask(page: Page, question: str = QUESTION) -> None:
    """Ask a question and wait for its answer and its source."""
    before = page.locator(".question").count()
    page.fill("#box textarea", question, timeout=60_000)
    page.press("#box textarea", "Enter")
    page.locator(".question").nth(before).wait_for()
    page.wait_for_function("!document.querySelector('.answer:not(.done, .error)')", timeout=60_000)
    page.wait_for_timeout(1500)
    page.mouse.move(0, 0)


def open_source(page: Page) -> None:
    """Ask, and open the source over the chat, as on a phone."""
    ask(page)
    page.click("a.cite >> nth=0")
    page.wait_for_timeout(1500)


def choose(page: Page) -> None:
    """Open the filters and choose some."""
    page.click(".narrow-toggle", timeout=60_000)
    page.click(".choices .one >> nth=0")
    page.click(".choices .one:has-text('带量采购')")
    page.mouse.move(0, 0)


def upload(page: Page) -> None:
    """Upload an article, so that the page shows what was read in it."""
    page.wait_for_timeout(500)
    while page.locator("#waiting .remove").count():  # left by the previous picture
        page.click("#waiting .remove >> nth=0")
        page.wait_for_timeout(300)
    page.set_input_files("#files", [{"name": NAME, "mimeType": "text/markdown", "buffer": OWN}])
    page.wait_for_selector("#waiting .read", timeout=60_000)
    page.mouse.move(0, 0)


def embed(page: Page) -> None:
    """Open a made-up website's page with the chat in it, and ask there."""
    script = f'<script src="{page.url.removesuffix("/healthz")}/embed.js" async></script>'
    site = (HERE / "embed.html").read_text(encoding="utf-8").replace("<!-- script -->", script)
    page.route("http://localhost/", lambda route: route.fulfill(body=site, content_type=HTML))
    page.context.grant_permissions(["local-network-access"])
    page.goto("http://localhost/")
    page.click(".launch")
    chat = page.frame_locator("iframe")
    chat.locator("textarea").fill(QUESTION)
    chat.locator("textarea").press("Enter")
    chat.locator(".answer.done").wait_for(timeout=60_000)
    page.wait_for_timeout(500)


def look(page: Page) -> None:
    """Leave the page as it is."""
    page.wait_for_timeout(500)


ARTICLE = "/articles/2022-01-24/7"
PICTURES: list[tuple[str, str, Step, ViewportSize, str]] = [
    ("chat", "/", ask, DESKTOP, "light"),
    ("chat-dark", "/", ask, DESKTOP, "dark"),
    ("filters", "/", choose, DESKTOP, "light"),
    ("articles", "/articles", look, DESKTOP, "light"),
    ("search", "/articles?q=带量采购平均降价", look, DESKTOP, "light"),
    ("article", ARTICLE, look, DESKTOP, "light"),
    ("article-dark", ARTICLE, look, DESKTOP, "dark"),
    ("upload", "/upload", upload, DESKTOP, "light"),
    ("upload-dark", "/upload", upload, DESKTOP, "dark"),
    ("english", "/?lang=en", ask, DESKTOP, "light"),
    ("embed", "/healthz", embed, DESKTOP, "light"),
    ("phone-embed", "/healthz", embed, PHONE, "light"),
    ("phone", "/", ask, PHONE, "light"),
    ("phone-dark", "/", ask, PHONE, "dark"),
    ("phone-source", "/", open_source, PHONE, "light"),
    ("phone-filters", "/", choose, PHONE, "light"),
    ("phone-upload", "/upload", upload, PHONE, "light"),
    ("phone-articles", "/articles", look, PHONE, "dark"),
]


def main(address: str) -> None:
    """Take every picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, path, step, size, scheme in PICTURES:
            context = browser.new_context(viewport=size, color_scheme=scheme, locale="zh-CN")
            page = context.new_page()
            page.goto(address + path)
            step(page)
            page.screenshot(path=HERE / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
