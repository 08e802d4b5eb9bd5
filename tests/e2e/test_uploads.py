"""Uploading articles: choose, correct, index, ask, delete; hostile ones have no effect."""

import pytest
from playwright.sync_api import expect

from index.ingest.build import build
from rag.live import open_live
from rag.settings import Settings
from tests.e2e.accessibility import violations
from tests.e2e.steps import PATIENCE, ask, visit, wait_until

pytestmark = pytest.mark.browser

FIRST = "# 海蓝市夜间门诊办法\n\n海蓝市共有41家社区医院开设夜间门诊，从每天18时开到22时。\n"
OWN = "# 云岭县送药上门试点\n\n云岭县为3260名行动不便的老人送药上门，每月两次。\n"
HOSTILE = (
    "# <img src=x onerror=window.hacked=1>\n\n<script>window.hacked=2</script>江原县有12辆车。\n"
)


@pytest.fixture(scope="module")
def own_app(tmp_path_factory, running):
    """The application on a store of its own; each test takes away what it uploaded."""
    folder = tmp_path_factory.mktemp("own")
    settings = Settings(_env_file=None, store=folder / "store", llm_base_url="", engine=None)
    (folder / "corpus").mkdir()
    (folder / "corpus/first.md").write_text(FIRST, encoding="utf-8")
    build([folder / "corpus"], settings.store_spec)
    with running(open_live(settings), settings) as address:
        yield address


def file(name, text):
    return {"name": name, "mimeType": "text/markdown", "buffer": text.encode()}


def test_an_uploaded_article_is_cited_and_can_be_deleted(page, own_app):
    visit(page, own_app)
    page.click("text=我的文章")
    page.wait_for_url("**/upload")
    hostile = "<img src=x onerror=window.hacked=3>.md"
    page.set_input_files("#files", [file("送药.md", OWN), file(hostile, HOSTILE)])
    waiting = page.locator("#waiting .read")
    waiting.nth(1).wait_for(timeout=PATIENCE)
    first = waiting.first
    assert first.locator(".where").inner_text() == "1 篇文章，1 段"
    assert first.locator("[name=title]").input_value() == "云岭县送药上门试点"
    assert violations(page) == []
    first.locator("[name=title]").fill("云岭县送药试点")
    first.locator("[name=date]").fill("2031-05-06")
    page.click("#add")
    page.wait_for_selector("#job.done", timeout=PATIENCE)
    kept = page.locator("#kept > li")
    assert kept.count() == 2 and page.locator("#waiting").is_hidden()
    assert "云岭县送药试点" in kept.all_inner_texts()[1]
    assert page.evaluate("window.hacked") is None and page.locator("main img").count() == 0
    page.goto(f"{own_app}/articles")

    def is_listed():  # the pipeline looks for a new version once a second
        page.reload()
        return "云岭县送药试点" in page.locator("main").inner_text()

    wait_until(page, is_listed)
    visit(page, own_app)
    answer = ask(page, "云岭县为多少名老人送药上门？")
    assert "3260" in answer.locator(".text").inner_text()
    assert "云岭县送药试点" in answer.inner_text() and "2031-05-06" in answer.inner_text()
    assert answer.locator("a.cite").count() > 0

    page.goto(f"{own_app}/upload")
    remove = kept.nth(1).locator(".remove")
    remove.click()
    page.wait_for_selector(".remove[data-sure]:has-text('确定删除')")
    remove.click()
    page.wait_for_selector("#job.done", timeout=PATIENCE)
    expect(kept).to_have_count(1, timeout=PATIENCE)
    assert "云岭县" not in page.locator("#kept").inner_text()


def add(page, *files):
    """Upload files and wait until they are in the index."""
    page.set_input_files("#files", list(files))
    page.locator("#waiting .read").nth(len(files) - 1).wait_for(timeout=PATIENCE)
    page.click("#add")
    page.wait_for_selector("#job.done", timeout=PATIENCE)


def open_correction(page, name):
    """Open the dialog that corrects a file."""
    page.locator("#kept > li", has_text=name).locator(".correct").click()
    dialog = page.locator("#correct")
    expect(dialog).to_be_visible(timeout=PATIENCE)
    return dialog


def delete_all(page, address):
    """Take away what a test uploaded."""
    for file in page.request.get(f"{address}/api/documents").json()["documents"]:
        done = page.request.delete(
            f"{address}/api/documents/{file['name']}", headers={"X-Wence": "upload"}
        )
        assert done.ok
        page.reload()
        page.wait_for_selector("#job.done", timeout=PATIENCE)


@pytest.mark.reports("status of 400")
def test_an_indexed_file_is_corrected_and_the_correction_taken_back(page, own_app):
    page.goto(f"{own_app}/upload")
    add(page, file("送药.md", OWN))
    dialog = open_correction(page, "送药.md")
    assert dialog.locator("[name=title]").input_value() == "云岭县送药上门试点"
    assert violations(page) == []
    dialog.locator("[name=title]").fill("")
    dialog.locator("button.main").click()
    expect(dialog.locator("#problem-title")).to_have_text("标题不能为空。", timeout=PATIENCE)
    dialog.locator("[name=title]").fill("云岭县送药办法")
    for incomplete in ("0601", "060103"):  # no year, and a year of two digits
        dialog.locator("[name=effective]").fill("")
        dialog.locator("[name=effective]").press_sequentially(incomplete)
        dialog.locator("button.main").click()
        problem = dialog.locator("#problem-effective")
        expect(problem).to_have_text("日期不完整。", timeout=PATIENCE)
    dialog.locator("[name=effective]").fill("2031-06-01")
    dialog.locator("[name=status]").select_option("尚未施行")
    dialog.locator("button.main").click()
    title = page.locator("#kept > li", has_text="送药.md").locator(".title")
    expect(title).to_have_text("云岭县送药办法", timeout=PATIENCE)
    page.wait_for_selector("#job.done", timeout=PATIENCE)
    open_correction(page, "送药.md")
    assert dialog.locator("[name=status]").input_value() == "尚未施行"
    expect(dialog.locator("[data-field=title] .original")).to_contain_text("云岭县送药上门试点")
    dialog.locator("[data-field=title] .back").click()
    dialog.locator("button.main").click()
    expect(title).to_have_text("云岭县送药上门试点", timeout=PATIENCE)
    page.wait_for_selector("#job.done", timeout=PATIENCE)
    delete_all(page, own_app)


def test_a_file_of_several_articles_is_corrected_as_a_whole_on_a_phone(phone, own_app):
    phone.goto(f"{own_app}/upload")
    rows = (
        "标题,正文,日期\n甲办法,甲地有三家医院。,2031-01-02\n乙办法,乙地有五家医院。,2031-03-04\n"
    )
    add(phone, {"name": "rows.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    dialog = open_correction(phone, "rows.csv")
    assert dialog.locator("[name=title]").is_hidden() and dialog.locator(".of-several").is_visible()
    expect(dialog.locator("[data-field=date] .differ")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert phone.evaluate("document.querySelector('#correct').scrollWidth") <= 360
    dialog.locator(".cancel").click()
    expect(dialog).to_be_hidden()
    delete_all(phone, own_app)


def test_a_dropped_file_that_cannot_be_read_is_refused_in_english(page, own_app):
    page.goto(f"{own_app}/upload?lang=en")
    dropped = page.evaluate_handle(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["MZ"], "x.exe"));
          return data;
        }"""
    )
    page.dispatch_event(".drop", "drop", {"dataTransfer": dropped})
    failed = page.locator("#waiting .failed")
    failed.wait_for(timeout=PATIENCE)
    reason = failed.locator(".notes").inner_text()
    assert reason == "This type of file is not supported: .exe: x.exe"
    assert page.locator("#add").is_disabled() and page.locator("#add").inner_text() == (
        "Add to the index"
    )
    failed.locator(".remove").click()
    page.wait_for_selector("#waiting", state="hidden")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_fits_a_phone(phone, own_app, language):
    phone.goto(f"{own_app}/upload?lang={language}")
    phone.set_input_files("#files", [file("送药.md", OWN)])
    item = phone.locator("#waiting .read")
    item.wait_for(timeout=PATIENCE)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    item.locator(".remove").click()
    expect(item).to_have_count(0, timeout=PATIENCE)
