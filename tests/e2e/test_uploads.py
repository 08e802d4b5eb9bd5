"""Uploading articles: choose, correct, index, ask, delete; hostile ones have no effect."""

import pytest
from playwright.sync_api import expect

from index.ingest.build import build
from rag.live import open_live
from rag.settings import Settings
from tests.e2e.accessibility import serious
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
    assert serious(page) == []
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
