"""The page 核对: a draft pasted or opened, judged sentence by sentence, and exported."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import expect

from tests.e2e.accessibility import violations
from tests.e2e.steps import PATIENCE
from tests.ui.verify.conftest import DRAFT, NOWHERE, TRUE, WRONG

pytestmark = pytest.mark.browser


def checked(page):
    page.click("#begin")
    expect(page.locator("#told")).to_contain_text("3", timeout=PATIENCE)
    expect(page.locator("#working")).to_be_hidden()


def test_each_sentence_is_marked_and_its_evidence_stands_beside_it(page, app):
    page.goto(f"{app}/verify")
    page.fill("#text", f"𠮷{DRAFT}")  # a character that scripts count as two
    checked(page)
    sentences = page.locator("#shown .s")
    assert sentences.locator(".words").all_inner_texts() == [
        TRUE,
        WRONG,
        NOWHERE.replace("*", ""),
    ]
    assert sentences.nth(0).locator(".sign").inner_text() == "✓"
    expect(page.locator("#found h2")).to_contain_text("与原文不符")  # the first that needs a look
    expect(page.locator("#found .reason")).to_contain_text("95%")
    assert "75%" in page.locator("#found mark").inner_text()
    link = page.locator("#found .from a").get_attribute("href")
    assert link.startswith("/articles/2022-03-14/1?q=")
    assert violations(page) == []
    page.locator("#shown [aria-current]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#found h3")).to_have_text("最接近的一段")
    page.click(".verdicts [data-only=supported]")
    expect(page.locator("#place")).to_have_text("1 / 1")
    expect(page.locator("#found h2")).to_contain_text("有依据")
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.locator("#shown p + #found")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    page.click("#again")
    assert page.locator("#text").input_value().startswith("𠮷")


def test_a_word_file_is_checked_and_comes_back_with_comments(page, app):
    document, stream = Document(), BytesIO()
    document.add_paragraph().add_run(TRUE).bold = True
    document.add_paragraph(WRONG)
    document.add_paragraph("宇航局宣布火星移民名额开放报名。")
    document.save(stream)
    page.context.add_cookies([{"name": "wence-lang", "value": "en", "url": app}])
    page.goto(f"{app}/verify")
    page.set_input_files("#file", {"name": "稿.docx", "mimeType": "", "buffer": stream.getvalue()})
    expect(page.locator("#text")).to_have_value(
        f"{TRUE}\n\n{WRONG}\n\n宇航局宣布火星移民名额开放报名。", timeout=PATIENCE
    )
    checked(page)
    expect(page.locator("#shown .tag").first).to_have_text("Contradicted")
    page.click(".saving summary")
    page.uncheck("#all")
    assert violations(page) == []
    with page.expect_download() as download:
        page.click("[data-format=docx]")
    assert download.value.suggested_filename == "稿（核对）.docx"
    commented = Document(BytesIO(Path(download.value.path()).read_bytes()))
    assert len(list(commented.comments)) == 2
    assert commented.paragraphs[0].runs[0].bold
