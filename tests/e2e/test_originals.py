"""The original of an article in the browser: its pages, the quote's place on them, the switch."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from rag.settings import Settings
from tests.data.originals import COST, everything
from tests.e2e.accessibility import TRANSITIONS_END
from tests.e2e.steps import ask, visit

pytestmark = pytest.mark.browser

PDF, WORD, WEB, TEXT = (f"/articles/{name}/1" for name in ("办法", "签约", "答问", "短文"))
QUESTION = "冷链药品的配送费用由省财政按每单多少元给予补助？"
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((one) => { sum += one.value; }))
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""
LOADED = "image => image.complete && image.naturalWidth > 0"


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    return everything(tmp_path_factory.mktemp("originals"), pages=50)


@pytest.fixture(scope="module")
def app(documents, running):
    with running(documents, Settings(_env_file=None)) as address:
        yield address


@pytest.fixture
def errors(page):
    """What the page's scripts complain of."""
    found = []
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def place(documents, article, words):
    text = documents.store.article(article).text
    return f"?q={text.index(words)}-{text.index(words) + len(words)}"


def shown(image):
    """Wait until an image is drawn."""
    image.wait_for()
    image.evaluate(
        "image => image.complete || new Promise((done) => image.addEventListener('load', done))"
    )
    assert image.evaluate(LOADED)


def violations(page):
    page.evaluate(TRANSITIONS_END)
    return [
        (one["id"], [n["target"] for n in one["nodes"]])
        for one in Axe().run(page).response["violations"]
    ]


def test_the_switch_shows_the_page_with_the_quote_marked_and_is_remembered(
    page, app, documents, errors
):
    page.goto(app + PDF + place(documents, "办法/1", COST))
    assert page.locator("mark.quote").inner_text() == COST
    page.click("[data-view=original]")
    rect = page.locator(".places rect").first
    expect(rect).to_be_in_viewport()
    shown(page.locator("#sheet-1 img"))
    assert page.get_by_role("img", name=COST).count() == 1
    page.goto(app + WORD)
    assert page.locator(".formatted h2").all_inner_texts() == ["清河省家庭医生签约办法", "一、签约"]
    page.click("[data-view=text]")
    page.wait_for_selector(".prose:not(.formatted)")
    page.goto(app + PDF)
    assert page.locator(".sheet").count() == 0 and errors == []


@pytest.fixture
def source(page):
    """The article in the chat's panel."""
    return page.frame_locator("iframe.panel-frame")


def test_the_panel_beside_an_answer_switches_too(page, app, source):
    visit(page, app)
    answer = ask(page, QUESTION)
    source.locator("[data-view=original]").click()
    rect = source.locator(".places rect").first
    expect(rect).to_be_in_viewport()
    source.locator(".sheet").last.scroll_into_view_if_needed()
    expect(rect).not_to_be_in_viewport()
    answer.locator("a.cite").first.click()  # once more, in the panel that is open
    expect(rect).to_be_in_viewport()
    page.click(".panel-close")
    answer.locator(".card a.quote").first.click()
    expect(rect).to_be_in_viewport()  # the next one opens at the original at once


def test_back_on_a_phone_closes_the_original_in_the_panel(page, app, source):
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{app}/articles")
    visit(page, app)
    ask(page, QUESTION).locator("a.cite").first.click()
    source.locator("[data-view=original]").click()
    expect(source.locator(".places rect").first).to_be_in_viewport()
    source.locator("[data-view=text]").click()
    expect(source.locator("mark.quote").first).to_be_in_viewport()
    page.go_back()
    expect(page.locator("#evidence")).to_be_hidden()
    expect(page.locator(".answer.done")).to_be_visible()


def test_pages_are_turned_counted_and_enlarged(page, app, documents, errors):
    page.goto(f"{app}{PDF}?view=original")
    number = page.locator("[name=page]")
    page.click(".page-next")
    expect(page.locator("#sheet-2")).to_be_in_viewport(ratio=0.5)
    expect(number).to_have_value("2")
    number.fill("48")
    number.press("Enter")
    page.wait_for_url("**page=48**")
    expect(page.locator("#sheet-48")).to_be_in_viewport(ratio=0.5)
    shown(page.locator("#sheet-48 img"))
    assert page.locator("#sheet-1").count() == 0
    before = page.locator("#sheet-48").bounding_box()["width"]
    page.click(".zoom-in")
    page.click(".zoom-in")
    assert page.locator(".zoom output").inner_text() == "150%"
    assert page.locator("#sheet-48").bounding_box()["width"] == pytest.approx(
        1.5 * before, rel=0.01
    )
    expect(page.locator("#sheet-48")).to_be_in_viewport()
    assert errors == []


def test_nothing_moves_while_the_images_come(page, app):
    page.goto(f"{app}{PDF}?view=original")
    shown(page.locator("#sheet-1 img"))
    assert page.evaluate(SHIFTS) < 0.02


@pytest.mark.reports("ERR_FAILED")
def test_a_page_that_did_not_load_can_be_tried_again(page, app):
    page.route("**/original/pages/1?**", lambda route: route.abort())
    page.goto(f"{app}{PDF}?view=original")
    page.wait_for_selector("text=这一页没有显示出来")
    page.unroute("**/original/pages/1?**")
    page.click("text=再试一次")
    shown(page.locator("#sheet-1 img"))
    expect(page.locator(".failed")).to_have_count(0)


def test_a_passage_in_the_address_is_marked_on_its_page(page, app):
    page.goto(f"{app}{PDF}?view=original#p1")
    page.wait_for_url("**q=*#p1")
    expect(page.locator(".places rect").first).to_be_in_viewport()


def test_a_web_page_is_shown_without_what_it_runs(page, app, documents, errors):
    address = place(documents, "答问/1", "到2032年，全省社区医院达到320家")
    page.goto(f"{app}{WEB}{address}&view=original")
    expect(page.locator("mark.quote").first).to_be_in_viewport()
    assert page.locator(".formatted b", has_text="320家").count() == 1
    assert page.evaluate("window.hacked") is None and errors == []


def test_the_original_is_saved_under_its_name(page, app):
    page.goto(app + PDF)
    with page.expect_download() as saved:
        page.click(".original-file")
    assert saved.value.suggested_filename == "办法.pdf"
    assert saved.value.path().read_bytes().startswith(b"%PDF")


def test_a_file_that_is_gone_is_said_to_be_and_the_text_shown(page, app, documents):
    file = documents.store.folder.parent / "签约.docx"
    data = file.read_bytes()
    file.unlink()
    try:
        page.goto(f"{app}{WORD}?view=original&lang=en")
        page.wait_for_selector("text=The original is not on this machine")
        assert "不超过两千人" in page.locator(".prose").inner_text()
        assert violations(page) == []
    finally:
        file.write_bytes(data)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_originals_are_accessible_and_fit(page, app, documents, width, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 740})
    quote = place(documents, "办法/1", COST)
    for path in (
        f"{PDF}{quote}&view=original",
        f"{WEB}?view=original",
        f"{PDF}{quote}&view=original&embed=1",
    ):
        page.goto(app + path)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.locator(".original-bar :is(a, button, input):visible").evaluate_all(
            "(all) => all.filter((e) => Math.min(e.getBoundingClientRect().height, e.getBoundingClientRect().width) < 24).length"
        )
        assert small == 0
    page.emulate_media(color_scheme="light")
