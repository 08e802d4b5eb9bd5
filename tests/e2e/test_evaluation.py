"""Evaluation: upload and run a set, stop it, read the results, keep, name, delete and compare runs."""

import json
from threading import Event

import pytest
from playwright.sync_api import expect

from eval.run import run
from rag.settings import Settings
from tests.e2e.accessibility import violations
from tests.e2e.steps import PATIENCE
from tests.e2e.test_english import CHINESE_CHROME
from tests.serving import served
from ui.app import create_app
from ui.evaluation.archive import Archive, Chosen

pytestmark = pytest.mark.browser

QUESTIONS = [
    {"id": "1", "type": "number", "question": "到2025年社区医院达到多少家？", "key_points": [["120家"]]},
    {"id": "2", "type": "fact", "question": "家庭医生签约率达到多少？", "key_points": [["75%"], ["<img src=x onerror=hacked=1>"]]},
    {"id": "3", "type": "off_topic", "question": "火星上有几座火山？"},
]  # fmt: skip
OPEN_ALL = "() => document.querySelectorAll('main details').forEach((one) => { one.open = true; })"


class Halting:
    """A pipeline that waits before each answer, while it is told to."""

    def __init__(self, pipeline):
        self._pipeline, self.store, self.embedder = pipeline, pipeline.store, pipeline.embedder
        self.examples, self.search, self.related = (
            pipeline.examples,
            pipeline.search,
            pipeline.related,
        )
        self.go = Event()
        self.go.set()

    def ask(self, question, history=(), **options):
        assert self.go.wait(30)
        return self._pipeline.ask(question, history, **options)


def written(questions):
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in questions).encode()


def set_file(questions=QUESTIONS, name="own.jsonl"):
    return {"name": name, "mimeType": "application/jsonl", "buffer": written(questions)}


@pytest.fixture(scope="module")
def halting(pipeline):
    return Halting(pipeline)


@pytest.fixture(scope="module")
def address(halting, tmp_path_factory):
    """The application, without its chat, on a store that keeps two runs."""
    store = tmp_path_factory.mktemp("store")
    file = store / "own.jsonl"
    for questions in ([{**QUESTIONS[0], "key_points": [["121家"]]}, *QUESTIONS[1:]], QUESTIONS):
        file.write_bytes(written(questions))
        Archive(store).keep(run([file], halting), Chosen(), "address 127.0.0.1", "v1")
    app = create_app(halting, Settings(_env_file=None, store=store, llm_base_url="", engine=None))
    with served(app, chat=False) as address:
        yield address


@pytest.fixture
def kept(page, address):
    """The addresses of the two runs, the latest first."""
    page.goto(f"{address}/evaluation")
    links = page.locator(".runs .title")
    return [address + link.get_attribute("href") for link in links.all()][-2:]


@pytest.fixture(autouse=True)
def calm(page):
    """Fail a test whose page reports an error."""
    errors = []
    page.on("console", lambda message: message.type == "error" and errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield errors
    assert errors == []


def test_an_uploaded_set_is_run_named_and_deleted(page, address):
    page.goto(f"{address}/evaluation")
    assert page.locator("#total").inner_text().endswith("题")
    page.set_input_files("#files", [set_file()])
    expect(page.locator("#total")).to_have_text("上传的 1 份题集")
    runs = page.locator(".runs > li")
    before = runs.count()
    page.click("#begin")
    page.locator("#ended a").wait_for(timeout=PATIENCE)
    expect(runs).to_have_count(before + 1)
    first = runs.first
    first.locator(".rename").click()
    page.keyboard.type("换模型之前")
    page.keyboard.press("Enter")
    expect(first.locator(".title")).to_have_text("换模型之前")
    page.click("#ended a")
    expect(page.locator("h1")).to_have_text("换模型之前")
    page.go_back()
    first.locator(".remove").click()
    first.locator(".remove[data-sure]").click()
    expect(runs).to_have_count(before)


def test_a_run_shows_how_far_it_is_and_can_be_stopped(page, address, halting):
    page.goto(f"{address}/evaluation")
    halting.go.clear()
    page.set_input_files("#files", [set_file()])
    page.click("#begin")
    try:
        expect(page.locator("#job")).to_be_visible(timeout=PATIENCE)
        expect(page.locator("#start")).to_be_hidden()
        page.reload()  # another page of the same person follows the run too
        expect(page.locator("#doing")).to_have_text("正在评测", timeout=PATIENCE)
        page.click("#stop")
        expect(page.locator("#doing")).to_have_text("正在停止")
        assert violations(page) == []
    finally:
        halting.go.set()
    expect(page.locator("#ended")).to_have_text("评测已停止，没有保存结果。", timeout=PATIENCE)
    expect(page.locator("#start")).to_be_visible()


@pytest.mark.reports("status of 400")
def test_a_bad_set_is_refused_in_one_sentence(page, address, calm):
    page.goto(f"{address}/evaluation")
    assert page.locator("#files").bounding_box()["width"] <= 1  # our own button stands for it
    page.set_input_files("#files", [set_file([{"id": "1"}], "坏的.jsonl")])
    with page.expect_response("**/api/evaluation/runs") as refused:
        page.click("#begin")
    assert refused.value.status == 400
    expect(page.locator("#said")).to_have_text("坏的.jsonl 第 1 行：缺少 question。")
    assert "400" in calm.pop()  # the browser reports the refusal itself


def test_what_went_wrong_is_found_by_filters_and_told_in_the_answer(page, kept):
    page.goto(kept[0])
    questions = page.locator(".questions > li")
    shown = page.locator(".questions > li:visible")
    expect(shown).to_have_count(3)
    page.click(".outcomes >> text=答到一部分")
    expect(shown).to_have_count(1)
    shown.locator("summary").click()
    missed = shown.locator(".points .missed")
    expect(missed).to_have_text("缺 <img src=x onerror=hacked=1>", timeout=PATIENCE)
    assert page.evaluate("window.hacked") is None and page.locator("main img").count() == 0
    page.click(".outcomes >> text=全部")
    page.fill("#words", "火星")
    expect(shown).to_have_count(1)
    page.fill("#words", "没有这样的字")
    expect(page.locator("#none")).to_be_visible()
    assert questions.count() == 3


def test_two_runs_are_compared_and_both_answers_shown(page, address, kept):
    page.goto(f"{address}/evaluation")
    button = page.locator("#compare-two")
    expect(button).to_be_disabled()
    for box in page.locator("[name=run]").all()[-2:]:
        box.check()
    button.click()
    page.wait_for_url("**/compare?**")
    expect(page.locator("main")).to_contain_text("变好 1 题，变差 0 题")
    page.locator(".questions summary").first.click()
    expect(page.locator(".sides > div")).to_have_count(2, timeout=PATIENCE)
    expect(page.locator(".sides .points")).to_have_text(["缺 121家", "有 120家"])


def test_the_report_is_downloaded(page, kept):
    page.goto(kept[0])
    with page.expect_download() as started:
        page.click("text=下载报告（HTML）")
    assert started.value.suggested_filename.endswith(".html")


@pytest.mark.parametrize(("colours", "width"), [("light", 1440), ("dark", 360)])
def test_every_page_is_accessible_and_fits(page, address, kept, colours, width):
    page.emulate_media(color_scheme=colours)
    page.set_viewport_size({"width": width, "height": 800})
    pair = "&".join(f"run={one.rpartition('/')[2]}" for one in kept)
    for place in (f"{address}/evaluation", kept[0], f"{address}/evaluation/compare?{pair}"):
        page.goto(place)
        if page.locator(".questions summary").count():
            page.locator(".questions summary").first.click()
            page.locator(".answers").wait_for(timeout=PATIENCE)
        assert violations(page) == [], place
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place


def test_every_page_speaks_english(page, address, kept):
    page.context.add_cookies([{"name": "wence-lang", "value": "en", "url": address}])
    pair = "&".join(f"run={one.rpartition('/')[2]}" for one in kept)
    for place in (f"{address}/evaluation", kept[0], f"{address}/evaluation/compare?{pair}"):
        page.goto(place)
        page.evaluate(OPEN_ALL)
        for opened in page.locator(".questions > li > details").all():
            opened.locator(".answers").wait_for(timeout=PATIENCE)
        page.evaluate(OPEN_ALL)  # those within the answers
        assert page.evaluate(CHINESE_CHROME) == [], place
