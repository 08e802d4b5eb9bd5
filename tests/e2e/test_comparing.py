"""Two documents side by side in the browser: filters, steps by keyboard, a phone, axe."""

from __future__ import annotations

import pytest

from rag.settings import Settings
from tests.conftest import FakePipeline
from tests.e2e.accessibility import violations
from tests.rag.comparing.versions import versions
from tests.serving import served
from ui.app import create_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def rules():
    """Serve two versions of a rule, without the chat."""
    app = create_app(FakePipeline(versions()), Settings(_env_file=None))
    with served(app, chat=False) as address:
        yield address


def test_changes_are_filtered_stepped_through_and_read_on_a_phone(page, rules):
    page.goto(f"{rules}/articles/gzf-2023/1")
    page.click("text=与另一篇比较")
    page.click(".articles a")
    page.wait_for_selector(".rows")
    assert page.url.endswith("/compare?a=gzf-2018%2F1&b=gzf-2023%2F1")  # the earlier one first
    rows = page.locator(".row:visible")
    assert rows.count() == 11 and page.locator(".row.same:visible").count() == 0
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.id")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert first == page.evaluate("document.activeElement.id") == rows.first.get_attribute("id")
    page.click("[data-status=removed]")
    assert rows.count() == 1 and "轮候期限" in rows.inner_text()
    page.check("#by-importance")
    page.click("[data-status='']")
    weights = [int(row.get_attribute("data-importance")) for row in rows.all()]
    assert weights == sorted(weights, reverse=True)
    page.click(".to-row >> nth=0")
    assert page.evaluate("document.activeElement.matches('.row.changed')")
    assert violations(page) == []
    page.set_viewport_size({"width": 375, "height": 812})
    sides = page.locator(".row.changed .side")
    assert sides.nth(0).bounding_box()["y"] < sides.nth(1).bounding_box()["y"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    page.click(".row.changed:visible .side.b a >> nth=0")
    assert page.locator("mark.quote").first.is_visible()
