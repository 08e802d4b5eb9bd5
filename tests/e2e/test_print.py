"""What is printed: read from the PDF that the browser makes of a page."""

import pypdfium2
import pytest

from tests.e2e.steps import QUESTION, VACCINE, ask, visit

pytestmark = pytest.mark.browser

QUOTE_COLOUR = (248, 216, 120)  # --quote on paper
BUTTONS = (
    "复制",
    "重新提问",
    "修改问题",
    "有用",
    "提问",
    "新对话",
    "历史对话",
    "打开全文页",
    "文章库",
)


def printed(page):
    """Print a page; return the text of the PDF, and its first sheet as an image."""
    document = pypdfium2.PdfDocument(page.pdf(format="A4"))
    text = "\n".join(sheet.get_textpage().get_text_range() for sheet in document)
    return text.replace("\r", ""), document[0].render(scale=1).to_pil().convert("RGB")


def colours(image):
    return {colour: count for count, colour in image.getcolors(1 << 24)}


@pytest.mark.parametrize("width", [1440, 375])
def test_the_whole_conversation_is_printed_and_nothing_beside_it(page, app, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark")
    visit(page, app)
    ask(page, QUESTION)
    for _ in range(4):  # longer than the window, and than a sheet
        ask(page, VACCINE)
    page.locator("a.cite").first.click()  # opens the source
    page.click(".bar .history-toggle", force=True)
    text, image = printed(page)
    assert text.index(QUESTION) < text.index(VACCINE)
    assert text.splitlines().count(VACCINE) == 4  # the questions, each on a line
    assert "全市社区医院达到120家" in text
    assert "社区医院三年行动方案\n东江市卫生健康委 · 2022-03-14 · 第 8 页\n[1] 到2025年" in text
    assert "每家社区医院至少配备两名全科医生" not in text  # of the source beside the chat
    assert [words for words in BUTTONS if words in text] == []
    found = colours(image)
    assert max(found, key=found.get) == (255, 255, 255)
    assert min(map(sum, found)) < 60  # black, although the screen is dark


def test_an_article_is_printed_with_its_mark(page, app):
    page.goto(f"{app}/articles/2022-03-14/1?q=7-40#p2")
    text, image = printed(page)
    assert "社区医院三年行动方案" in text and "资金由市和区两级财政按六比四分担" in text
    assert "相关文章" not in text and "问这篇文章" not in text
    assert colours(image).get(QUOTE_COLOUR, 0) > 500


def test_a_table_that_scrolls_on_the_screen_fits_on_paper(page, app):
    page.goto(f"{app}/articles/2022-03-14/1")
    page.evaluate("""() => document.querySelectorAll(".prose tr").forEach((row) => {
      for (let i = 0; i < 12; i += 1) row.append(Object.assign(row.lastElementChild.cloneNode(), { textContent: "社区医院家数" }));
    })""")
    spare = "(() => { const e = document.querySelector('.table'); return e.clientWidth - e.scrollWidth; })()"
    assert page.evaluate(spare) < 0
    page.set_viewport_size({"width": 660, "height": 900})  # of A4 within its margins
    page.emulate_media(media="print")
    assert page.evaluate(spare) >= 0
