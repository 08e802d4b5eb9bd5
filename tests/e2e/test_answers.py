"""Answers of every form in the chat: a table, a list, an overview, in an English interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rag.settings import Settings
from tests.e2e.steps import PATIENCE, ask, marked, visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.embedding.embedder import Embedder

pytestmark = pytest.mark.browser

ALLOWANCES = """# 东江市长期护理补助标准

自2031年起，长期护理补助按照失能等级发放。

| 失能等级 | 每月补助（元） | 每月上门次数 |
| --- | --- | --- |
| 中度 | 400 | 4 |
| 重度一级 | 700 | 8 |
| 重度二级 | 950 | 12 |
"""
STATIONS = """# 东江市护理站管理办法

护理站是指为失能老人提供上门护理服务的机构。

申请设立护理站，应当具备下列条件：

（一）有固定的服务场所；

（二）有不少于五名护理员；

（三）有健全的服务记录制度。

护理站的服务记录保存三年。
"""


@pytest.fixture(scope="module")
def answers(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the application on two documents, really indexed."""
    from index.ingest.build import build_from_articles
    from index.loading.loader import read_documents
    from index.store.store import Store
    from rag.pipeline import Pipeline
    from tests.e2e.conftest import serving

    folder: Path = tmp_path_factory.mktemp("answers")
    for name, text in (("allowances.md", ALLOWANCES), ("stations.md", STATIONS)):
        (folder / name).write_text(text, encoding="utf-8")
    settings = Settings(store=folder / "store")
    found = read_documents([folder / "allowances.md", folder / "stations.md"]).articles
    build_from_articles(found, settings.store_spec, load_embedder=lambda *_: embedder)
    pipeline = Pipeline(Store.open(settings.store_spec), embedder, settings)
    with serving(pipeline, settings) as address:
        yield address


def test_columns_of_a_table_are_shown_as_a_table(page, answers):
    visit(page, answers)
    answer = ask(page, "各失能等级每月补助和每月上门次数分别是多少？")
    rows = answer.locator(".text table tr")
    assert rows.count() == 4
    assert "950" in rows.nth(3).inner_text() and rows.nth(3).locator("a.cite").count()


def test_items_with_their_own_numbers_stand_below_their_lead_in_without_bullets(page, answers):
    visit(page, answers)
    answer = ask(page, "设立护理站应当具备哪些条件？")
    assert "应当具备下列条件：" in answer.locator(".text > p").first.inner_text()
    items = answer.locator(".text ul.marked li")
    assert items.count() == 3
    assert items.first.evaluate("(li) => getComputedStyle(li).listStyleType") == "none"
    assert items.nth(2).locator("a.cite").count() == 1


def test_an_article_is_one_card_whose_quotes_open_their_places(page, answers):
    visit(page, answers)
    answer = ask(page, "设立护理站应当具备哪些条件？")
    marks = answer.locator("a.cite")
    assert answer.locator(".card .title").all_inner_texts() == ["东江市护理站管理办法"]
    quotes = answer.locator(".card a.quote")
    numbers = [f"[{n}]" for n in quotes.locator(".n").all_inner_texts()]
    assert numbers == list(dict.fromkeys(marks.all_inner_texts())) and len(numbers) > 2
    last = quotes.last
    last.click()
    frame = page.frame_locator("iframe.panel-frame")
    assert last.locator("mark").inner_text() in marked(frame)
    assert page.locator(".panel-title").inner_text() == "东江市护理站管理办法"
    marks.last.hover()
    tip = page.locator(".quote-tip")
    assert last.locator("mark").inner_text() == tip.locator("mark").inner_text()


def test_an_overview_offers_questions_that_are_answered_when_clicked(page, answers):
    visit(page, answers)
    overview = ask(page, "护理站")
    assert "篇文章写到“护理站”" in overview.locator(".text").inner_text()
    overview.locator(".ask-this").first.click()
    answer = page.locator(".answer.done").nth(1)
    answer.wait_for(timeout=PATIENCE)
    assert answer.locator("a.cite").count()


def test_an_english_interface_says_in_english_what_is_not_quoted(page, answers):
    visit(page, f"{answers}/?lang=en")
    text = ask(page, "护理站").locator(".text")
    assert text.locator("p").first.inner_text().startswith("In the documents, 1 article(s) write")
    refused = ask(page, "《东江市护理站管理办法》第九条规定了什么？")
    assert "Sorry" in refused.locator(".text").inner_text()
    assert "失能老人" in text.inner_text()  # the corpus stays Chinese


def test_the_remark_on_an_english_question_stands_above_the_quotes(page, answers):
    visit(page, f"{answers}/?lang=en")
    answer = ask(page, "How long are the service records of a nursing station kept?")
    note = answer.locator(".note")
    assert note.get_attribute("lang") == "en"
    assert note.bounding_box()["y"] < answer.locator(".text").bounding_box()["y"]
