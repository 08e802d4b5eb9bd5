"""Make docs/states/*.png, a picture of each state, from two running `wence ui` on the sample.

python docs/states.py URL [SIGN-IN-URL [NAME ...]]

Start the first with WENCE_EMBED_ORIGINS=http://localhost, the second with WENCE_USERS, where
林知秋, an administrator, has the password that is below. Evaluations that are there are compared,
so have one made with another setting before. With names, take those pictures only.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from screenshots import DESKTOP, PHONE, Step, ask, choose, embed, look

FOLDER = Path(__file__).parent / "states"
COLOURS = 128  # of a palette
PATIENCE = 120_000  # milliseconds
ADMINISTRATOR, PASSWORD = "林知秋", "wence pictures"
ONE = "2022年第七批国家集采包含多少个品种？"
MANY = "各地怎样推进家庭医生签约服务？"
COMPARED = "云岭县和青溪县的送药上门有什么不同？"
OWN_QUESTION = "云岭县为多少名行动不便的老人送药上门？"
UNKNOWN = "火星上有几座火山？"
OWN = """<meta charset="utf-8"><style>body { font: 14pt/1.9 serif } h1 { text-align: center }
table { border-collapse: collapse; width: 100% } td, th { border: 1px solid; padding: .3em }</style>
<h1>云岭县、青溪县送药上门试点办法</h1><p>为方便行动不便的老人用药，制定本办法。</p>
<p>云岭县为3260名行动不便的老人送药上门，每月两次，由乡镇卫生院承担。</p>
<p>青溪县为1870名行动不便的老人送药上门，每月一次，由村卫生室承担。</p>
<table><tr><th>地区</th><th>人数</th><th>次数</th></tr><tr><td>云岭县</td><td>3260</td><td>每月两次</td></tr>
<tr><td>青溪县</td><td>1870</td><td>每月一次</td></tr></table>"""
# lets arrive what tells of waiting, not the answer
HOLD = """() => { const readers = ReadableStreamDefaultReader.prototype, { read } = readers;
  readers.read = async function () {
    const got = await read.call(this), { value } = got;
    const said = typeof value === "string" ? value : value ? new TextDecoder().decode(value) : "";
    if (said.includes("answer done") && !said.includes("pending")) await new Promise(() => {});
    return got;
  }; }"""


def asking(*questions: str) -> Step:
    """Return the step that asks questions one after another."""

    def step(page: Page) -> None:
        for question in questions:
            ask(page, question)

    return step


def open_chat(page: Page) -> None:
    """Wait until the chat is there."""
    page.wait_for_selector(".welcome", timeout=PATIENCE)
    page.wait_for_timeout(1000)


def wait_for_answer(page: Page) -> None:
    """Ask, and show the page before the answer arrives."""
    open_chat(page)
    page.evaluate(HOLD)
    page.fill("#box textarea", MANY)
    page.press("#box textarea", "Enter")
    page.wait_for_selector(".answer.pending", timeout=PATIENCE)
    page.wait_for_timeout(500)


def lose_connection(page: Page) -> None:
    """Ask, while the browser has no network."""
    ask(page, ONE)
    page.context.set_offline(True)
    page.fill("#box textarea", MANY)
    page.press("#box textarea", "Enter")
    page.wait_for_selector(".toast", timeout=PATIENCE)
    page.wait_for_timeout(600)


def upload_own(page: Page) -> None:
    """Upload a PDF, so that the page shows what was read in it."""
    page.wait_for_timeout(800)
    while page.locator("#waiting .remove").count():  # left by another picture
        page.click("#waiting .remove >> nth=0")
        page.wait_for_timeout(300)
    printed = page.context.new_page()
    printed.set_content(OWN)
    margin = {"top": "22mm", "bottom": "22mm", "left": "22mm", "right": "22mm"}
    data = printed.pdf(format="A4", margin=margin)
    printed.close()
    file = {"name": "送药上门试点办法.pdf", "mimeType": "application/pdf", "buffer": data}
    page.set_input_files("#files", [file])
    page.wait_for_selector("#waiting .read", timeout=PATIENCE)
    page.mouse.move(0, 0)


def index_own(page: Page) -> None:
    """Have an own PDF indexed, and show it."""
    page.wait_for_timeout(800)
    if not page.locator("#kept .preview").count():
        upload_own(page)
        page.click("#add")
        page.locator("#kept .preview").first.wait_for(timeout=PATIENCE, state="attached")
        page.wait_for_timeout(2500)  # the chat looks for a new version once a second
    while page.locator("#waiting .remove").count():
        page.click("#waiting .remove >> nth=0")
        page.wait_for_timeout(300)
    page.mouse.move(0, 0)


def open_original(page: Page) -> None:
    """Ask of an own PDF, so that its page is beside the answer."""
    ask(page, OWN_QUESTION)
    page.click("a.cite >> nth=0")
    page.frame_locator("iframe.panel-frame").locator("[data-view=original]").click()
    page.wait_for_timeout(2500)
    page.mouse.move(0, 0)


def search_history(page: Page) -> None:
    """Ask twice and open the list of conversations."""
    ask(page, ONE)
    page.click("#new")
    open_chat(page)
    ask(page, MANY)
    page.click(".bar .history-toggle")
    page.wait_for_timeout(600)
    page.hover(".history-list li >> nth=1")


def evaluate(page: Page) -> None:
    """Have two evaluations of one set, and show them."""
    while page.locator(".runs > li").count() < 2:
        before = page.locator(".runs > li").count()
        page.click("#begin")
        page.locator(".runs > li").nth(before).wait_for(timeout=6 * PATIENCE)
    page.reload()
    page.wait_for_timeout(500)
    page.evaluate("document.querySelector('#former').scrollIntoView()")


def show_run(page: Page) -> None:
    """Show one evaluation."""
    evaluate(page)
    page.click(".runs .title >> nth=0")
    page.wait_for_timeout(500)


def compare_runs(page: Page) -> None:
    """Show how two evaluations differ."""
    evaluate(page)
    for box in page.locator(".runs input[type=checkbox]").all()[:2]:
        box.check()
    page.click("#compare-two")
    page.wait_for_timeout(500)


def clip(page: Page) -> None:
    """Clip a quote of each of two answers, and show the clippings."""
    for question in (ONE, "第五批国家集采平均降价多少？"):
        ask(page, question)
        page.locator("button.clip").last.click()
        page.wait_for_timeout(500)
    page.click(".clips-link")
    page.wait_for_timeout(800)


def keep(page: Page) -> None:
    """Keep a snapshot of an answer and open it."""
    ask(page, ONE)
    page.click(".foot .snapshot")
    page.wait_for_timeout(1200)
    page.goto(page.url.split("?")[0] + "s")
    page.click("main li a >> nth=0")
    page.wait_for_timeout(500)


def verify(page: Page) -> None:
    """Check a draft, and show the evidence of its first doubtful sentence."""
    page.fill("#text", DRAFT)
    page.click("#begin")
    page.wait_for_selector("#working", state="hidden", timeout=PATIENCE)
    page.wait_for_selector("#found h2")
    page.wait_for_timeout(300)


def sign_in(page: Page) -> None:
    """Sign in, to the page that was asked for."""
    page.fill("[name=name]", ADMINISTRATOR)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_selector(".bar nav")
    page.wait_for_timeout(500)


ARTICLE = "/articles/2022-01-24/7"
DRAFT = """# 集采情况简报

第七批国家药品集采包含59个品种、208个品规。起搏器集采平均降幅达到70%。

- 医疗机构须在2月16日24:00前提交需求量
- 三类耗材集采后，预计每年节省26.63亿元

《关于规范和促进养老保险机构发展的通知》提出，天津18家三级机构按DRG实际付费。国家医保局宣布2023年起停止集采。
"""
SIGN_IN = "sign-in"  # what starts with it is on the second server
# name, path, step, size, colours
STATES: list[tuple[str, str, Step, ViewportSize, str]] = [
    ("first", "/", open_chat, DESKTOP, "light"),
    ("first-dark", "/", open_chat, DESKTOP, "dark"),
    ("waiting", "/", wait_for_answer, DESKTOP, "light"),
    ("one-source", "/", asking(ONE), DESKTOP, "light"),
    ("many-sources", "/", asking(MANY), DESKTOP, "light"),
    ("overview", "/", asking("带量采购"), DESKTOP, "light"),
    ("refusal", "/", asking(UNKNOWN), DESKTOP, "light"),
    ("offline", "/", lose_connection, DESKTOP, "light"),
    ("history", "/", search_history, DESKTOP, "light"),
    ("filters", "/", choose, DESKTOP, "light"),
    ("upload-read", "/upload", upload_own, DESKTOP, "light"),
    ("uploads", "/upload", index_own, DESKTOP, "light"),
    ("comparison", "/", asking(COMPARED), DESKTOP, "light"),
    ("original", "/", open_original, DESKTOP, "light"),
    ("clippings", "/", clip, DESKTOP, "light"),
    ("snapshot", "/", keep, DESKTOP, "light"),
    ("dark", "/", asking(MANY), DESKTOP, "dark"),
    ("contrast", "/", asking(ONE), DESKTOP, "contrast"),
    ("forced", "/", asking(ONE), DESKTOP, "forced"),
    ("english", "/?lang=en", asking(ONE), DESKTOP, "light"),
    ("library", "/articles", look, DESKTOP, "light"),
    ("search", "/articles?q=带量采购平均降价", look, DESKTOP, "light"),
    ("article", ARTICLE, look, DESKTOP, "light"),
    ("verify", "/verify", verify, DESKTOP, "light"),
    ("evaluations", "/evaluation", evaluate, DESKTOP, "light"),
    ("evaluation", "/evaluation", show_run, DESKTOP, "light"),
    ("evaluation-compared", "/evaluation", compare_runs, DESKTOP, "light"),
    ("embedded", "/healthz", embed, DESKTOP, "light"),
    ("not-found", "/nosuch", look, DESKTOP, "light"),
    ("phone-first", "/", open_chat, PHONE, "light"),
    ("phone-many", "/", asking(MANY), PHONE, "light"),
    ("phone-comparison", "/", asking(COMPARED), PHONE, "dark"),
    ("phone-original", "/", open_original, PHONE, "light"),
    ("phone-uploads", "/upload", index_own, PHONE, "light"),
    ("phone-evaluation", "/evaluation", show_run, PHONE, "light"),
    ("phone-clippings", "/", clip, PHONE, "light"),
    ("phone-verify", "/verify", verify, PHONE, "light"),
    ("sign-in", "/articles", look, DESKTOP, "light"),
    ("sign-in-admin", "/admin", sign_in, DESKTOP, "light"),
]


def save(name: str, image: Image.Image) -> None:
    """Save a picture in few colours."""
    small = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(FOLDER / f"{name}.png", optimize=True)


def open_page(browser: Browser, address: str, size: ViewportSize, colours: str) -> Page:
    """Open a page in a profile of its own."""
    context = browser.new_context(viewport=size, locale="zh-CN")
    if colours == "contrast":
        context.add_init_script("localStorage.setItem('wence-theme', 'contrast')")
    page = context.new_page()
    if colours == "forced":
        page.emulate_media(forced_colors="active")
    elif colours == "dark":
        page.emulate_media(color_scheme="dark")
    page.goto(address)
    return page


def print_answer(browser: Browser, address: str) -> None:
    """Print a conversation, and save its first page."""
    page = open_page(browser, address, DESKTOP, "light")
    asking(ONE, MANY)(page)
    document = pypdfium2.PdfDocument(page.pdf(format="A4"))
    save("print", document[0].render(scale=1.3).to_pil())
    page.context.close()


def main(address: str, guarded: str = "", *names: str) -> None:
    """Take every picture, or the named ones."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, path, step, size, colours in STATES:
            server = guarded if name.startswith(SIGN_IN) else address
            if not server or (names and name not in names):
                continue
            page = open_page(browser, server + path, size, colours)
            step(page)
            save(name, Image.open(io.BytesIO(page.screenshot())))
            page.context.close()
        if not names or "print" in names:
            print_answer(browser, address)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
