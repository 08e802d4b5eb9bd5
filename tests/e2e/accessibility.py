"""What axe-core finds wrong with a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

# A `finished` that fails belongs to an animation whose element has gone
TRANSITIONS_END = """() => Promise.allSettled(document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().endTime < Infinity)
  .map((one) => one.finished))"""


# all levels of the guidelines, and what axe-core calls good practice
RULES = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """Return what breaks axe-core's rules of any level; colours in transition are waited for."""
    page.evaluate(TRANSITIONS_END)
    options = {"runOnly": {"type": "tag", "values": RULES}}
    return [
        f"{found['id']}: {node['target']} {colours(node)}".strip()
        for found in Axe().run(page, options=options).response["violations"]
        for node in found["nodes"]
    ]


def colours(node: dict[str, Any]) -> str:
    """Return the colours that a node's text has too little contrast by."""
    told = (check["data"] for check in node["any"] if isinstance(check["data"], dict))
    return " ".join(f"{data.get('fgColor')} on {data.get('bgColor')}" for data in told)
