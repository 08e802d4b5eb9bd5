"""The library in the browser: exact words, order, the table of results, the compact list."""

from __future__ import annotations

import pytest

from tests.e2e.accessibility import violations

pytestmark = pytest.mark.browser


def test_exact_words_are_found_counted_and_saved_as_a_table(page, app):
    page.goto(f"{app}/articles?q=疫苗冷链")
    page.click("text=有 1 篇文章写到")
    assert page.input_value("#q") == "“疫苗冷链”"
    assert page.locator(".results li").count() == 1
    assert "疫苗冷链" in page.locator(".results .snippet mark").all_inner_texts()
    page.click("text=按日期")
    assert page.locator(".result-tools [aria-current]").inner_text() == "按日期"
    with page.expect_download() as saved:
        page.click("text=存成表格（CSV）")
    lines = saved.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2 and "疫苗冷链管理" in lines[1]


def test_a_search_for_words_that_nothing_holds_shows_nothing(page, app):
    page.goto(f"{app}/articles")
    page.fill("#q", '"量子计算"')
    page.press("#q", "Enter")
    page.wait_for_selector("text=没有文章写到")
    assert page.locator(".results li").count() == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_compact_list_fits_a_phone_and_is_accessible(phone, app, language):
    phone.goto(f"{app}/articles?view=compact&lang={language}")
    assert phone.locator(".compact li").count() == 2
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(phone) == []
    heights = phone.locator(".result-tools a").evaluate_all(
        "(all) => all.map((e) => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= 24
