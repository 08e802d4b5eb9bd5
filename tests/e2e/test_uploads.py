"""One's own article: chosen, corrected, indexed, asked about; hostile ones do nothing."""

import pytest
from playwright.sync_api import expect

from index.ingest.build import build
from rag.live import open_live
from rag.settings import Settings
from tests.e2e.steps import PATIENCE, ask, visit
from tests.e2e.test_access import serious

pytestmark = pytest.mark.browser

FIRST = "# 海蓝市夜间门诊办法\n\n海蓝市共有41家社区医院开设夜间门诊，从每天18时开到22时。\n"
OWN = "# 云岭县送药上门试点\n\n云岭县为3260名行动不便的老人送药上门，每月两次。\n"
HOSTILE = (
    "# <img src=x onerror=window.hacked=1>\n\n<script>window.hacked=2</script>江原县有12辆车。\n"
)


@pytest.fixture
def own_app(tmp_path, running):
    settings = Settings(_env_file=None, store=tmp_path / "store", llm_base_url="", engine=None)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/first.md").write_text(FIRST, encoding="utf-8")
    build([tmp_path / "corpus"], settings.store_spec)
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
    for _ in range(100):  # taken up in a second
        if "云岭县送药试点" in page.locator("main").inner_text():
            break
        page.wait_for_timeout(200)
        page.reload()

    visit(page, own_app)
    answer = ask(page, "云岭县为多少名老人送药上门？")
    assert "3260" in answer.locator(".text").inner_text()
    assert "云岭县送药试点" in answer.inner_text() and "2031-05-06" in answer.inner_text()
    assert answer.locator("a.cite").count() > 0

    page.goto(f"{own_app}/upload")
    remove = kept.nth(1).locator(".remove")
    remove.click()
    page.wait_for_selector("text=确定删除")
    remove.click()
    page.wait_for_selector("#job.done", timeout=PATIENCE)
    expect(kept).to_have_count(1, timeout=PATIENCE)
    assert "云岭县" not in page.locator("#kept").inner_text()


def test_files_are_dropped_and_an_unreadable_one_is_told_in_either_language(page, own_app):
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
    told = failed.locator(".notes").inner_text()
    assert told.startswith("This type of file is not supported") and told.endswith("): x.exe")
    assert page.locator("#add").is_disabled() and page.locator("#add").inner_text() == (
        "Add to the index"
    )
    failed.locator(".remove").click()
    page.wait_for_selector("#waiting", state="hidden")


def test_the_page_fits_a_phone(chromium, own_app):
    page = chromium.new_page(viewport={"width": 360, "height": 740}, locale="zh-CN")
    for language in ("zh", "en"):
        page.goto(f"{own_app}/upload?lang={language}")
        page.set_input_files("#files", [file(f"{language}.md", OWN + language)])
        page.locator("#waiting .read").last.wait_for(timeout=PATIENCE)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()
