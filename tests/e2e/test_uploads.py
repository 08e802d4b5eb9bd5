"""Uploading articles: choose, correct, index, ask, delete; hostile ones have no effect."""

import json

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
    first = page.locator("#waiting .read", has_text="送药.md")
    assert first.locator(".where").inner_text() == "1 篇文章，1 段"
    assert first.locator("[name=title]").input_value() == "云岭县送药上门试点"
    assert violations(page) == []
    first.locator("[name=title]").fill("云岭县送药试点")
    first.locator("[name=date]").fill("2031-05-06")
    page.click("#add")
    kept = page.locator("#kept li")
    expect(page.locator("#kept .preview:visible")).to_have_count(2, timeout=PATIENCE)
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
    page.click("#confirm button[value=no]")
    expect(page.locator("#confirm")).to_be_hidden()
    assert kept.count() == 2
    remove.click()
    expect(page.locator("#confirm")).to_contain_text("送药.md")
    assert violations(page) == []
    page.click("#confirm button[value=yes]")
    expect(kept).to_have_count(1, timeout=PATIENCE)
    assert "云岭县" not in page.locator("#kept").inner_text()


def add(page, *files):
    """Upload files and wait until they are in the index."""
    page.set_input_files("#files", list(files))
    page.locator("#waiting .read").nth(len(files) - 1).wait_for(timeout=PATIENCE)
    page.click("#add")
    for one in files:
        expect(kept(page, one["name"]).locator(".preview")).to_be_visible(timeout=PATIENCE)
    page.wait_for_selector("#job.done", timeout=PATIENCE)


def kept(page, name):
    """Return the row of a file that is in the index."""
    return page.locator(f'#kept li[data-name="{name}"]')


def open_correction(page, name):
    """Open the dialog that corrects a file."""
    kept(page, name).locator(".correct").click()
    dialog = page.locator("#correct")
    expect(dialog).to_be_visible(timeout=PATIENCE)
    return dialog


def delete_all(page, address):
    """Take away what a test uploaded, and its folders."""
    headers = {"X-Wence": "upload"}

    def state():
        return page.request.get(f"{address}/api/documents").json()

    wait_until(page, lambda: state()["job"]["state"] != "running")
    if names := [file["name"] for file in state()["documents"] + state()["waiting"]]:
        data = {"names": names}
        done = page.request.post(f"{address}/api/documents/delete", headers=headers, data=data)
        assert done.ok
        wait_until(page, lambda: state()["job"]["state"] != "running")
    for folder in reversed(state()["folders"]):
        params = {"folder": folder}
        assert page.request.delete(f"{address}/api/folders", headers=headers, params=params).ok


@pytest.fixture
def uploads(page, own_app):
    """The page of uploads, on which no console error may come; cleared afterwards."""
    errors = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{own_app}/upload")
    yield page
    delete_all(page, own_app)
    assert errors == []


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
    title = kept(page, "送药.md").locator(".title")
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


# Many files, folders, previews


def numbered(count):
    """Return files that differ."""
    return [
        file(f"{n}.md", f"# 第{n}号\n\n第{n}号办法规定补助{n + 100}元。\n") for n in range(count)
    ]


def test_a_folder_goes_through_a_queue_and_failed_files_are_cleared_at_once(uploads, tmp_path):
    folder = tmp_path / "资料"
    (folder / "医保").mkdir(parents=True)
    for one in numbered(22):  # more than are sent at a time
        (folder / "医保" / one["name"]).write_bytes(one["buffer"])
    for name in ("a.rar", "b.mp3", ".DS_Store"):
        (folder / name).write_text("x")
    uploads.set_input_files("#folder-files", str(folder))
    expect(uploads.locator("#sending")).to_be_visible()
    sent = uploads.locator("#sent")
    expect(sent).to_have_text("读好 22 个，2 个没有读成。", timeout=PATIENCE)
    rows = uploads.locator("#waiting .files > li")
    names = rows.locator(".name").all_text_contents()  # what is below the screen is not painted
    assert (names[:2], names[21]) == (["0.md", "1.md"], "21.md")
    assert rows.nth(0).locator(".place").inner_text() == "资料/医保"
    assert uploads.locator("#waiting .fields:visible").count() == 0  # of many, none are open
    assert "音频和视频没有文字" in uploads.locator("#waiting .failed").all_text_contents()[1]
    assert violations(uploads) == []
    uploads.click("#clear:has-text('清除失败的 2 个')")
    expect(rows).to_have_count(22)
    uploads.click("#discard")
    uploads.click("#confirm button[value=yes]")
    expect(uploads.locator("#waiting")).to_be_hidden(timeout=PATIENCE)


DROP = """([selector, names]) => {
  const data = new DataTransfer();
  names.forEach((name) => data.items.add(new File([name], name)));
  document.querySelector(selector).dispatchEvent(
    new DragEvent("drop", { bubbles: true, dataTransfer: data }));
}"""


def test_more_than_500_files_are_refused_before_any_is_sent(uploads):
    uploads.evaluate(DROP, [".drop", [f"{n}.md" for n in range(501)]])
    expect(uploads.locator("#said")).to_have_text("选了 501 个文件，一次最多上传 500 个。")
    assert uploads.locator("#waiting .files > li").count() == 0


@pytest.mark.reports("status of 429|ERR_FAILED")
def test_a_busy_server_is_waited_for_and_a_lost_connection_tried_again(page, own_app):
    answers = ["busy", "lost"]

    def answer(route):
        kind = answers.pop(0) if route.request.method == "POST" and answers else ""
        if kind == "busy":
            headers = {"Retry-After": "1", "Content-Type": "application/json"}
            route.fulfill(status=429, headers=headers, body='{"error": "过于频繁"}')
        elif kind == "lost":
            route.abort()
        else:
            route.continue_()

    page.route("**/api/documents", answer)
    page.goto(f"{own_app}/upload")
    page.set_input_files("#files", [file("送药.md", OWN)])
    row = page.locator("#waiting .files > li")
    expect(row).to_contain_text("服务忙，1 秒后继续", timeout=PATIENCE)
    expect(row).to_contain_text("连接不上问策", timeout=PATIENCE)
    page.click("#retry")
    expect(row.locator("[name=title]")).to_have_value("云岭县送药上门试点", timeout=PATIENCE)
    delete_all(page, own_app)


def test_the_text_is_shown_as_it_was_read_before_and_after_indexing(uploads):
    rows = "标题,正文\n甲办法,甲地有三家医院。\n乙办法,乙地有五家医院。\n"
    uploads.set_input_files("#files", [file("rows.csv", rows)])
    uploads.locator("#waiting .preview").click(timeout=PATIENCE)
    text = uploads.frame_locator("#preview iframe")
    expect(text.locator(".prose")).to_have_text("甲地有三家医院。", timeout=PATIENCE)
    text.locator("a", has_text="乙办法").click()
    expect(text.locator(".prose")).to_have_text("乙地有五家医院。", timeout=PATIENCE)
    assert violations(uploads) == []
    uploads.click("#preview .close")
    uploads.click("#add")
    uploads.locator("#kept .preview").click(timeout=PATIENCE)
    expect(text.locator(".parts li")).to_have_count(2, timeout=PATIENCE)
    uploads.keyboard.press("Escape")
    expect(uploads.locator("#preview")).to_be_hidden()


def test_files_are_moved_together_and_their_folder_limits_library_and_questions(uploads, own_app):
    add(uploads, file("送药.md", OWN), file("车.md", HOSTILE))
    uploads.locator("#kept .tick").nth(0).check()
    uploads.locator("#kept .tick").nth(1).check()
    expect(uploads.locator("#picked")).to_contain_text("已选 2 个")
    uploads.click("#picked .move")
    dialog = uploads.locator("#choose-folder")
    uploads.keyboard.press("Enter")  # the name is asked for, as there is no folder yet
    expect(dialog.locator(".problem")).to_have_text("文件夹的名称不能为空。")
    dialog.locator("input").fill("医保/云岭")
    assert violations(uploads) == []
    uploads.keyboard.press("Enter")
    folder = uploads.locator('#kept [data-folder="医保/云岭"]')
    expect(folder.locator("li")).to_have_count(2, timeout=PATIENCE)
    uploads.wait_for_selector("#job.done", timeout=PATIENCE)
    folder.locator(".see").click()

    def is_listed():  # the pipeline looks for a new version once a second
        uploads.reload()
        return "送药上门试点" in uploads.locator("main").inner_text()

    wait_until(uploads, is_listed)
    assert "海蓝市" not in uploads.locator("main .own").inner_text()
    uploads.goto(f"{own_app}/articles")
    group = uploads.locator("section.own")
    assert group.locator("h3").inner_text() == "医保/云岭"
    assert (
        uploads.evaluate("document.querySelector('.own').previousElementSibling.className")
        == "issue"
    )
    assert violations(uploads) == []
    visit(uploads, f"{own_app}/?folder=我的文章")
    expect(uploads.locator(".chip")).to_have_text("我的文章", timeout=PATIENCE)
    refused = ask(uploads, "海蓝市有多少家社区医院开设夜间门诊？")
    assert "文件夹“我的文章”" in refused.inner_text()
    uploads.click(".narrow-toggle")
    uploads.locator(".choices .one", has_text="医保/云岭").click()
    expect(uploads.locator(".chip")).to_have_text(["我的文章", "医保/云岭"], timeout=PATIENCE)


def test_a_folder_is_renamed_and_deleted_by_keyboard(uploads):
    uploads.locator("#new-folder").press("Enter")
    uploads.keyboard.type("旧名")
    uploads.keyboard.press("Enter")
    folder = uploads.locator("#kept .folder")
    expect(folder).to_have_attribute("data-folder", "旧名", timeout=PATIENCE)
    folder.locator(".rename").press("Enter")
    uploads.keyboard.type("新名")  # what was there is selected
    uploads.keyboard.press("Enter")
    expect(folder).to_have_attribute("data-folder", "新名", timeout=PATIENCE)
    uploads.wait_for_selector("#job:not(.running)", timeout=PATIENCE, state="attached")
    folder.locator(".drop-folder").press("Enter")
    expect(uploads.locator("#confirm")).to_contain_text("新名")
    uploads.keyboard.press("Enter")  # the focus is on 取消
    expect(uploads.locator("#confirm")).to_be_hidden()
    folder.locator(".drop-folder").press("Enter")
    uploads.locator("#confirm button[value=yes]").press("Enter")
    expect(folder).to_have_count(0, timeout=PATIENCE)


def test_a_new_edition_replaces_the_one_of_the_same_name(uploads):
    add(uploads, file("送药.md", OWN))
    uploads.set_input_files("#files", [file("送药.md", OWN)])
    row = uploads.locator("#waiting .files > li")
    expect(row).to_contain_text("已经上传过同样的文件：送药.md", timeout=PATIENCE)
    row.locator(".remove").click()
    newer = OWN.replace("试点", "办法")
    uploads.set_input_files("#files", [file("送药.md", newer)])
    expect(row).to_contain_text("已有同名的文件，这份改名为 送药-2.md", timeout=PATIENCE)
    row.locator(".replace input").check()
    uploads.click("#add")
    title = kept(uploads, "送药.md").locator(".title")
    expect(title).to_have_text("云岭县送药上门办法", timeout=PATIENCE)
    assert uploads.locator("#kept li").count() == 1


def test_hundreds_of_files_are_listed_a_part_at_a_time_found_and_chosen(page, own_app):
    def listed(route):
        known = {"articles": 1, "passages": 2, "date": "", "status": "", "error": ""}
        files = [
            {
                "name": f"{n}.md",
                "title": f"第{n}号",
                "folder": f"册{n % 2}",
                "url": f"/articles/{n}/1",
            }
            | known
            for n in range(600)
        ]
        job = {"state": "idle", "stage": "", "done": 0, "total": 0, "message": ""}
        found = {"documents": files, "waiting": [], "folders": ["册0", "册1"], "unread": []}
        route.fulfill(body=json.dumps(found | {"job": job}), content_type="application/json")

    page.route("**/api/documents", listed)
    page.goto(f"{own_app}/upload")
    rows = page.locator("#kept li")
    expect(rows).to_have_count(100)
    page.locator("#kept .rest").first.click()
    expect(rows).to_have_count(350)
    assert page.evaluate("document.activeElement.closest('li').dataset.name") == "100.md"
    page.locator("#kept .all").first.check()
    expect(page.locator("#picked")).to_contain_text("已选 300 个")
    page.fill("#find", "第59号")
    expect(rows).to_have_count(1)
    expect(page.locator("#found")).to_have_text("找到 1 个")
    assert violations(page) == []
