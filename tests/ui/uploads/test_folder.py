"""One's own articles: what is understood, who may bring them, and that hostile names do nothing."""

import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.embedding.embedder import Embedder
from index.errors import DocumentError
from index.ingest.build import build
from index.store.versions import write_lock
from rag.live import LivePipeline
from rag.pipeline import Pipeline
from rag.settings import Settings
from tests.stores import index_files
from ui.access.accounts import Accounts
from ui.app import create_app
from ui.uploads.folder import Uploads, safe_name, uploads_folder, with_uploads
from ui.uploads.routes import MAX_FILES

HEADERS = {"X-Wence": "upload"}
FIRST = "# 海蓝市夜间门诊办法\n\n海蓝市共有41家社区医院开设夜间门诊，从每天18时开到22时。\n"
OWN = "# 云岭县送药上门试点\n\n云岭县为3260名行动不便的老人送药上门，每月两次。\n"
OTHER = "# 江原县体检车\n\n江原县的12辆体检车全年下乡486次。\n"


@pytest.fixture
def settings(tmp_path, embedder, monkeypatch):
    monkeypatch.setattr(Embedder, "load", lambda name: embedder)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/first.md").write_text(FIRST, encoding="utf-8")
    settings = Settings(_env_file=None, store=tmp_path / "store", llm_base_url="", engine=None)
    index_files([tmp_path / "corpus"], settings.store, embedder)
    return settings


def here(app, address="127.0.0.1", base="http://127.0.0.1:7860"):
    return TestClient(app, base_url=base, client=(address, 5000), raise_server_exceptions=False)


@pytest.fixture
def client(pipeline, settings):
    return here(create_app(pipeline, settings))


def send(client, name="own.md", text=OWN, headers=HEADERS):
    files = {"files": (name, text.encode())}
    return client.post("/api/documents", files=files, headers=headers)


def add(client, *documents):
    body = {"documents": list(documents)}
    response = client.post("/api/documents/index", json=body, headers=HEADERS)
    assert response.status_code == 200, response.text
    return finished(client)


def finished(client):
    until = time.monotonic() + 60
    while (state := client.get("/api/documents").json())["job"]["state"] == "running":
        assert time.monotonic() < until
        time.sleep(0.05)
    return state


def titles(settings):
    from index.store.store import Store

    return sorted(article.title for article in Store.open_folder(settings.store).articles())


def test_what_was_understood_is_told_before_anything_is_indexed(client, settings):
    text = f"---\ndate: 2031-05-06\nsource: 云岭日报\n---\n{OWN}"
    [found] = send(client, text=text).json()["documents"]
    assert (found["name"], found["title"]) == ("own.md", "云岭县送药上门试点")
    assert (found["date"], found["source"]) == ("2031-05-06", "云岭日报")
    assert (found["articles"], found["passages"]) == (1, 1)
    state = client.get("/api/documents").json()
    assert [file["name"] for file in state["waiting"]] == ["own.md"]
    assert (state["documents"], state["job"]["state"]) == ([], "idle")
    assert with_uploads([], settings.store) == []


def test_an_upload_is_indexed_with_its_corrections_beside_the_corpus(client, settings):
    send(client)
    correction = {"name": "own.md", "title": "送药上门", "date": "2031-07-08", "source": "县报"}
    state = add(client, correction)
    assert state["job"] == {
        **state["job"],
        "state": "done",
        "message": "索引里有 2 篇文章",
    }
    [kept] = state["documents"]
    assert (kept["title"], kept["date"], kept["passages"]) == ("送药上门", "2031-07-08", 1)
    assert kept["url"].startswith("/articles/") and state["waiting"] == []
    assert titles(settings) == ["海蓝市夜间门诊办法", "送药上门"]


def test_a_running_pipeline_answers_from_it_without_a_restart(settings, embedder):
    from index.store.store import Store

    live = LivePipeline(
        Pipeline(Store.open_folder(settings.store), embedder, settings), every_s=0.05
    )
    client = here(create_app(live, settings))
    asked = {"question": "云岭县为多少名老人送药上门？"}
    assert "3260" not in client.post("/api/ask", json=asked).json()["answer"]
    send(client)
    add(client, {"name": "own.md"})
    until = time.monotonic() + 10
    while "3260" not in client.post("/api/ask", json=asked).json()["answer"]:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_deleting_takes_it_out_of_the_index_and_leaves_the_corpus(client, settings):
    send(client)
    add(client, {"name": "own.md", "title": "送药"})
    response = client.delete("/api/documents/own.md", headers=HEADERS)
    assert response.json() == {"status": "running"}
    state = finished(client)
    assert (state["documents"], state["job"]["state"]) == ([], "done")
    assert titles(settings) == ["海蓝市夜间门诊办法"]
    assert [p for p in uploads_folder(settings.store).rglob("*") if p.is_file()] == []
    assert client.delete("/api/documents/own.md", headers=HEADERS).status_code == 404


def test_a_waiting_file_is_dropped_without_a_build(client):
    send(client)
    assert client.delete("/api/documents/own.md", headers=HEADERS).json() == {"status": "ok"}
    state = client.get("/api/documents").json()
    assert (state["waiting"], state["job"]["state"]) == ([], "idle")


def test_indexing_again_takes_up_what_changed_in_the_corpus(client, settings, tmp_path):
    send(client)
    add(client, {"name": "own.md"})
    (tmp_path / "corpus/second.md").write_text(OTHER, encoding="utf-8")
    add(client)
    assert titles(settings) == ["云岭县送药上门试点", "江原县体检车", "海蓝市夜间门诊办法"]


def test_a_name_that_is_taken_is_numbered_and_the_same_file_refused(client, settings):
    send(client)
    add(client, {"name": "own.md"})
    [second] = send(client, "OWN.md", OTHER).json()["documents"]
    [third] = send(client, "own.md", FIRST).json()["documents"]
    assert (second["name"], third["name"]) == ("OWN-2.md", "own-3.md")
    [again] = send(client, "another.md", OWN).json()["documents"]
    assert again["error"] == "已经上传过同样的文件：own.md"
    kept = uploads_folder(settings.store) / "own.md"
    assert kept.read_text(encoding="utf-8") == OWN


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("x.exe", OWN, "不支持的文件类型"),
        ("x.doc", OWN, "旧版 Word"),
        ("x.pdf", OWN, "PDF"),
        ("x.md", "", "空"),
        ("x.csv", "a,b\n1,2\n", "列名"),
        ("own.md.meta.json", "{}", "不支持的文件类型"),
    ],
)
def test_what_cannot_be_read_is_told_and_not_kept(client, settings, name, text, word):
    [found] = send(client, name, text).json()["documents"]
    assert word in found["error"]
    assert client.get("/api/documents").json()["waiting"] == []


def test_a_file_over_50_mb_is_refused(client):
    data = b"%PDF-" + b" " * 50_000_000
    response = client.post("/api/documents", files={"files": ("x.pdf", data)}, headers=HEADERS)
    assert "50 MB" in response.json()["documents"][0]["error"]


def test_a_request_holds_so_many_files(client):
    files = [
        ("files", (f"{n}.md", f"# 第{n}号\n\n文字{n}。".encode())) for n in range(MAX_FILES + 1)
    ]
    refused = client.post("/api/documents", files=files, headers=HEADERS)
    assert refused.status_code == 400 and "20" in refused.json()["error"]
    taken = client.post("/api/documents", files=files[:2], headers=HEADERS).json()["documents"]
    assert [found["name"] for found in taken] == ["0.md", "1.md"]


HOSTILE = {
    "../../x.md": "x.md",
    "..\\..\\x.md": "x.md",
    "/etc/x.md": "x.md",
    ".hidden.md": "hidden.md",
    "~$lock.md": "lock.md",
    '<img src=x onerror="a">.md': "-img src=x onerror=-a--.md",
    "a\u202edm\x00\n.md": "adm.md",
    "...md": "document.md",
    "字" * 200 + ".md": "字" * 50 + ".md",
}


@pytest.mark.parametrize(("name", "safe"), HOSTILE.items())
def test_hostile_names_stay_in_the_folder(tmp_path, name, safe):
    assert safe_name(name) == safe
    held = Uploads(tmp_path / "in/store")
    found = held.add(name, OWN.encode())
    held.keep({found.name: {"title": "甲"}})
    written = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {held.folder / safe, held.folder / f"{safe}.meta.json"}


@pytest.mark.parametrize("name", ["..", "../corpus/first.md", "..%2fcorpus%2ffirst.md", "%00", "x"])
def test_only_uploads_can_be_deleted(client, settings, name):
    assert client.delete(f"/api/documents/{name}", headers=HEADERS).status_code in (404, 405)
    assert (settings.store.parent / "corpus/first.md").exists()


@pytest.mark.parametrize(
    "document",
    [{"name": "../../corpus/first.md"}, {"name": "own.md", "date": "明天"}, {"name": "nothing.md"}],
)
def test_a_wrong_correction_moves_nothing(client, settings, document):
    send(client)
    response = client.post("/api/documents/index", json={"documents": [document]}, headers=HEADERS)
    assert response.status_code == 400 and not response.json()["error"].isascii()
    assert [file["name"] for file in client.get("/api/documents").json()["waiting"]] == ["own.md"]
    assert with_uploads([], settings.store) == []


def test_all_of_a_file_with_many_articles_have_the_corrected_date(client, settings):
    rows = "标题,正文\n甲办法,甲地有三家医院。\n乙办法,乙地有五家医院。\n"
    [found] = send(client, "rows.csv", rows).json()["documents"]
    assert (found["title"], found["titles"]) == ("", ["甲办法", "乙办法"])
    [kept] = add(client, {"name": "rows.csv", "date": "2031-01-02"})["documents"]
    assert (kept["articles"], kept["date"]) == (2, "2031-01-02")


def test_one_build_at_a_time(client, settings):
    with write_lock(settings.store):  # as another program does
        state = add(client)
        assert state["job"]["state"] == "failed" and "正在写入" in state["job"]["message"]
    assert add(client)["job"]["state"] == "done"


def test_while_a_build_runs_nothing_is_changed(client, settings, monkeypatch):
    from threading import Event

    going = Event()

    def delayed(*args, **options):
        assert going.wait(30)
        return build(*args, **options)

    monkeypatch.setattr("ui.uploads.folder.build", delayed)
    send(client)
    body = {"documents": [{"name": "own.md"}]}
    assert client.post("/api/documents/index", json=body, headers=HEADERS).is_success
    for refused in (
        client.post("/api/documents/index", json={"documents": []}, headers=HEADERS),
        client.delete("/api/documents/own.md", headers=HEADERS),
    ):
        assert refused.status_code == 409
        assert refused.json()["error"] == "正在建立索引，请等它结束后再试。"
    going.set()
    assert [file["name"] for file in finished(client)["documents"]] == ["own.md"]


def test_an_unforeseen_failure_is_told_and_ends_the_build(client, monkeypatch):
    monkeypatch.setattr("ui.uploads.folder.build", lambda *args: 1 / 0)
    state = add(client)
    assert state["job"]["message"] == "程序内部出错，请稍后再试。"


OPERATIONS = [
    ("GET", "/upload"),
    ("GET", "/api/documents"),
    ("POST", "/api/documents"),
    ("POST", "/api/documents/index"),
    ("DELETE", "/api/documents/own.md"),
]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_without_sign_in_only_this_machine_may(pipeline, settings, method, path):
    app = create_app(pipeline, settings)
    others = [
        here(app, "10.0.0.7"),
        here(app, base="http://evil.example"),
    ]
    for client in others:
        assert client.request(method, path, headers=HEADERS).status_code == 403
    proxied = {**HEADERS, "X-Forwarded-For": "10.0.0.7"}
    assert here(app).request(method, path, headers=proxied).status_code == 403
    assert here(app).request(method, path, headers=HEADERS).status_code in (200, 400, 404)


@pytest.mark.parametrize(("method", "path"), OPERATIONS[2:])
def test_what_changes_something_needs_a_header_no_form_can_send(client, method, path):
    assert client.request(method, path).status_code == 403
    foreign = {**HEADERS, "Sec-Fetch-Site": "cross-site"}
    assert client.request(method, path, headers=foreign).status_code == 403


def test_with_sign_in_administrators_may_from_anywhere_and_readers_not(
    pipeline, settings, tmp_path
):
    accounts = Accounts(tmp_path / "users.json")
    keys = {}
    for name, role in (("林知秋", "administrator"), ("reader", "reader")):
        accounts.add_user(name, "湖滨路一号 lake", role)
        keys[name] = {"Authorization": f"Bearer {accounts.add_key(name)}"}
    settings = settings.model_copy(update={"users": accounts.path})
    client = here(create_app(pipeline, settings), "10.0.0.7", "https://wence.example")
    for method, path in OPERATIONS:
        refused = client.request(method, path, headers=HEADERS | keys["reader"])
        assert refused.status_code == 403, path
        assert client.request(method, path, headers=HEADERS).status_code == 401, path
    sent = send(client, headers=HEADERS | keys["林知秋"])
    assert sent.json()["documents"][0]["title"] == "云岭县送药上门试点"
    assert client.get("/upload", headers=keys["林知秋"]).status_code == 200
    link = 'href="/upload"'
    assert link in client.get("/articles", headers=keys["林知秋"]).text
    assert link not in client.get("/articles", headers=keys["reader"]).text


def test_the_link_is_shown_where_it_leads_somewhere(pipeline, settings):
    link = 'href="/upload"'
    assert link in here(create_app(pipeline, settings)).get("/articles").text
    served = create_app(pipeline, settings.model_copy(update={"host": "0.0.0.0"}))
    assert link in here(served).get("/articles").text
    assert link not in here(served, "10.0.0.7").get("/articles").text
    assert "/upload\\" not in here(served).get("/config").text


def test_what_waited_when_the_program_stopped_is_forgotten(tmp_path):
    held = Uploads(tmp_path / "store")
    held.add("own.md", OWN.encode())
    again = Uploads(tmp_path / "store")
    assert again.waiting() == [] and not (again.folder / ".waiting").exists()
    with pytest.raises(DocumentError):
        again.keep({"own.md": {}})


def test_two_stores_in_one_folder_do_not_share_uploads():
    assert uploads_folder(Path("/data/a")) != uploads_folder(Path("/data/b"))
