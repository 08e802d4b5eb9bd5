"""Uploading, correcting and deleting files over HTTP, and who may do so."""

import io
import zipfile

import pytest

from index.loading.finding import SUFFIXES
from tests.ui.uploads.requests import (
    FIRST,
    HEADERS,
    OTHER,
    OWN,
    client_of,
    finished,
    index,
    send,
    titles,
)
from ui.access.accounts import Accounts
from ui.app import create_app
from ui.library.own import OWN as GROUP
from ui.uploads.places import uploads_folder, with_uploads
from ui.uploads.routes import MAX_FILES


def test_uploading_returns_what_was_read_and_indexes_nothing(client, settings):
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
    state = index(client, correction)
    assert state["job"] == {
        **state["job"],
        "state": "done",
        "message": "索引里有 2 篇文章",
    }
    [kept] = state["documents"]
    assert (kept["title"], kept["date"], kept["passages"]) == ("送药上门", "2031-07-08", 1)
    assert kept["url"].startswith("/articles/") and state["waiting"] == []
    assert titles(settings) == ["海蓝市夜间门诊办法", "送药上门"]


def test_deleting_removes_a_file_from_the_index_and_leaves_the_corpus(client, settings):
    send(client)
    index(client, {"name": "own.md", "title": "送药"})
    response = client.delete("/api/documents/own.md", headers=HEADERS)
    assert response.json() == {"status": "running"}
    state = finished(client)
    assert (state["documents"], state["job"]["state"]) == ([], "done")
    assert titles(settings) == ["海蓝市夜间门诊办法"]
    assert [p for p in uploads_folder(settings.store).rglob("*") if p.is_file()] == []
    assert client.delete("/api/documents/own.md", headers=HEADERS).status_code == 404


def test_deleting_a_waiting_file_starts_no_build(client):
    send(client)
    assert client.delete("/api/documents/own.md", headers=HEADERS).json() == {"status": "ok"}
    state = client.get("/api/documents").json()
    assert (state["waiting"], state["job"]["state"]) == ([], "idle")


def test_a_taken_name_is_numbered_and_the_same_file_refused(client, settings):
    send(client)
    index(client, {"name": "own.md"})
    [second] = send(client, "OWN.md", OTHER).json()["documents"]
    [third] = send(client, "own.md", FIRST).json()["documents"]
    assert (second["name"], third["name"]) == ("OWN-2.md", "own-3.md")
    [again] = send(client, "another.md", OWN).json()["documents"]
    assert again["error"] == "已经上传过同样的文件：own.md"
    kept = uploads_folder(settings.store) / GROUP / "own.md"
    assert kept.read_text(encoding="utf-8") == OWN


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("x.exe", OWN, "不支持的文件类型"),
        ("x.rar", OWN, "不支持的压缩格式"),
        ("x.pdf", OWN, "PDF"),
        ("x.md", "", "空"),
        ("x.csv", "标题,正文\n", "没有数据行"),
        ("x.zip", "PK", "压缩包已损坏"),
        ("own.md.meta.json", "{}", "不支持的文件类型"),
    ],
)
def test_an_unreadable_file_is_refused_with_the_reason_and_not_kept(
    unchanged_client, name, text, word
):
    [found] = send(unchanged_client, name, text).json()["documents"]
    assert word in found["error"]
    assert unchanged_client.get("/api/documents").json()["waiting"] == []


def test_a_file_over_50_mb_is_refused(unchanged_client):
    files = {"files": ("x.pdf", b"%PDF-" + b" " * 50_000_000)}
    response = unchanged_client.post("/api/documents", files=files, headers=HEADERS)
    assert "50 MB" in response.json()["documents"][0]["error"]


def test_a_request_with_too_many_files_is_refused(client):
    files = [
        ("files", (f"{n}.md", f"# 第{n}号\n\n文字{n}。".encode())) for n in range(MAX_FILES + 1)
    ]
    refused = client.post("/api/documents", files=files, headers=HEADERS)
    assert refused.status_code == 400 and "20" in refused.json()["error"]
    taken = client.post("/api/documents", files=files[:2], headers=HEADERS).json()["documents"]
    assert [found["name"] for found in taken] == ["0.md", "1.md"]


@pytest.mark.parametrize("name", ["..", "../corpus/first.md", "..%2fcorpus%2ffirst.md", "%00", "x"])
def test_only_uploads_can_be_deleted(unchanged_client, unchanged_settings, name):
    response = unchanged_client.delete(f"/api/documents/{name}", headers=HEADERS)
    assert response.status_code in (404, 405)
    assert (unchanged_settings.store.parent / "corpus/first.md").exists()


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


def test_a_corrected_date_applies_to_every_article_of_the_file(client, settings):
    rows = "标题,正文\n甲办法,甲地有三家医院。\n乙办法,乙地有五家医院。\n"
    [found] = send(client, "rows.csv", rows).json()["documents"]
    assert (found["title"], found["titles"]) == ("", ["甲办法", "乙办法"])
    [kept] = index(client, {"name": "rows.csv", "date": "2031-01-02"})["documents"]
    assert (kept["articles"], kept["date"]) == (2, "2031-01-02")


OPERATIONS = [
    ("GET", "/upload"),
    ("GET", "/upload/own.md/text"),
    ("GET", "/api/documents"),
    ("GET", "/api/documents/job"),
    ("GET", "/api/documents/own.md/metadata"),
    ("POST", "/api/documents"),
    ("POST", "/api/documents/index"),
    ("DELETE", "/api/documents/own.md"),
    ("PATCH", "/api/documents/own.md/metadata"),
    ("POST", "/api/documents/move"),
    ("POST", "/api/documents/delete"),
    ("POST", "/api/folders"),
    ("PATCH", "/api/folders"),
    ("DELETE", "/api/folders"),
]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_without_sign_in_only_this_machine_may_upload(pipeline, unchanged_settings, method, path):
    app = create_app(pipeline, unchanged_settings)
    others = [
        client_of(app, "10.0.0.7"),
        client_of(app, base="http://evil.example"),
    ]
    for client in others:
        assert client.request(method, path, headers=HEADERS).status_code == 403
    proxied = {**HEADERS, "X-Forwarded-For": "10.0.0.7"}
    assert client_of(app).request(method, path, headers=proxied).status_code == 403
    assert client_of(app).request(method, path, headers=HEADERS).status_code in (200, 400, 404)


@pytest.mark.parametrize(("method", "path"), OPERATIONS[5:])
def test_changing_requests_need_a_header_that_no_form_can_send(unchanged_client, method, path):
    assert unchanged_client.request(method, path).status_code == 403
    foreign = {**HEADERS, "Sec-Fetch-Site": "cross-site"}
    assert unchanged_client.request(method, path, headers=foreign).status_code == 403


def test_with_sign_in_administrators_may_upload_from_anywhere_and_readers_not(
    pipeline, settings, tmp_path
):
    accounts = Accounts(tmp_path / "users.json")
    keys = {}
    for name, role in (("林知秋", "administrator"), ("reader", "reader")):
        accounts.add_user(name, "湖滨路一号 lake", role)
        keys[name] = {"Authorization": f"Bearer {accounts.add_key(name)}"}
    settings = settings.model_copy(update={"users": accounts.path})
    client = client_of(create_app(pipeline, settings), "10.0.0.7", "https://wence.example")
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


def test_the_link_is_shown_only_to_those_who_may_upload(pipeline, unchanged_settings):
    settings = unchanged_settings
    link = 'href="/upload"'
    assert link in client_of(create_app(pipeline, settings)).get("/articles").text
    served = create_app(pipeline, settings.model_copy(update={"host": "0.0.0.0"}))
    assert link in client_of(served).get("/articles").text
    assert link not in client_of(served, "10.0.0.7").get("/articles").text
    assert "/upload\\" not in client_of(served).get("/config").text


def test_files_that_were_not_read_are_listed_with_the_reason(client, settings):
    assert client.get("/api/documents").json()["unread"] == []
    unknown = settings.store.parent / "corpus/程序.exe"
    unknown.write_bytes(b"MZ")
    send(client)
    listed = index(client, {"name": "own.md"})
    assert listed["unread"] == [{"path": str(unknown), "reason": "不支持的文件类型：.exe"}]


def test_of_an_uploaded_archive_the_unread_members_are_told_without_the_servers_folders(client):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("甲.md", OWN)
        archive.writestr("坏.pdf", b"xx")
    files = {"files": ("资料.zip", data.getvalue())}
    client.post("/api/documents", files=files, data={"folder": "医保"}, headers=HEADERS)
    [unread] = index(client, {"name": "资料.zip"})["unread"]
    assert unread["path"] == "医保/资料.zip/坏.pdf"


def test_the_page_names_all_kinds_that_can_be_read(unchanged_client):
    page = unchanged_client.get("/upload").text
    assert all(f"{kind}" in page for kind in SUFFIXES)
    assert "docx、" in page and "、zip<" in page
