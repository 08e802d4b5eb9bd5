"""What axe-core finds wrong with a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

# A `finished` that fails belongs to an animation whose element has gone
TRANSITIONS_END = """() => Promise.allSettled(document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().endTime < Infinity)
  .map((one) => one.finished))"""


def serious(page: Page) -> list[str]:
    """Return the serious violations of axe-core's rules; colours in transition are waited for."""
    page.evaluate(TRANSITIONS_END)
    return [
        f"{found['id']}: {node['target']}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]
