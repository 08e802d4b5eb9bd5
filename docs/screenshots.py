"""Makes docs/*.png from a running `wence ui` on the sample: python docs/screenshots.py URL."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
QUESTION = "2022年第七批国家集采包含多少个品种？"
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


def ask(page: Page, address: str) -> None:
    """Ask the question and wait until its answer stands."""
    page.goto(address)
    page.fill("#box textarea", QUESTION, timeout=60_000)
    page.press("#box textarea", "Enter")
    page.wait_for_selector(".answer.done", timeout=60_000)
    page.wait_for_timeout(1500)


def main(address: str) -> None:
    """Take every picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for size, scheme, name in (
            (DESKTOP, "light", "chat"),
            (DESKTOP, "dark", "chat-dark"),
            (PHONE, "light", "phone"),
            (PHONE, "dark", "phone-dark"),
        ):
            page = browser.new_page(viewport=size, color_scheme=scheme, locale="zh-CN")
            ask(page, address)
            page.screenshot(path=HERE / f"{name}.png")
            if size is PHONE:
                page.click("a.cite >> nth=0")
                page.wait_for_timeout(1000)
                page.screenshot(path=HERE / f"{name}-source.png")
            page.close()
        page = browser.new_page(viewport=DESKTOP, locale="zh-CN")
        for path, name in (
            ("/articles", "articles"),
            ("/articles?q=带量采购", "search"),
            ("/articles/2022-01-24/7", "article"),
        ):
            page.goto(address + path)
            page.screenshot(path=HERE / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
