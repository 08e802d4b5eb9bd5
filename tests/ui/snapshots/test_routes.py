"""Keeping, reading and deleting snapshots over HTTP."""

import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from tests.conftest import FakePipeline, community_article, hostile_article
from tests.ui.snapshots.conftest import QUESTION
from ui.access.accounts import Accounts
from ui.app import create_app
from ui.snapshots.seal import Seal
from ui.snapshots.shelf import Shelf

PASSWORD = "a good password"
HTML = {"accept": "text/html"}


@pytest.fixture
def serve(tmp_path):
    """Return a function that gives a client of an application with one store."""

    def opened(pipeline=None, **settings):
        own = pipeline or FakePipeline([community_article(), hostile_article()])
        app = create_app(own, Settings(_env_file=None, store=tmp_path, **settings))
        return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)

    return opened


@pytest.fixture
def sealed(shelf, snapshot):
    return Seal(shelf).close(snapshot)


def keep(client, sealed):
    kept = client.post("/api/snapshots", json={"answer": sealed})
    assert kept.status_code == 200, kept.text
    return kept.json()["url"]


def signed_in(client, name):
    assert client.post("/login", data={"name": name, "password": PASSWORD}).status_code == 303
    return client


def test_a_snapshot_has_a_page_with_the_quotes_themselves(serve, sealed):
    client = serve()
    page = client.get(keep(client, sealed))
    assert re.search(r"快照，\d{4}-\d\d-\d\d，索引版本 v1", page.text)
    assert QUESTION in page.text and "家庭医生签约率达到75%" in page.text
    assert '<a class="cite" href="#source-1"' in page.text and 'id="source-1"' in page.text
    assert 'href="/articles/2022-03-14/1?q=7-40#p2"' in page.text
    assert "索引后来更新过" in page.text  # the index is of another version than v1
    assert page.headers["cache-control"] == "private, no-store"
    assert "<script" not in page.text.partition("<body")[2]


def test_it_stays_when_the_index_changes(serve, sealed):
    url = keep(serve(), sealed)
    moved = community_article()
    text = "新的一行。\n" + moved.text
    page = serve(FakePipeline([replace(moved, text=text, blocks=())])).get(url).text
    assert "家庭医生签约率达到75%" in page
    assert 'href="/articles/2022-03-14/1?q=13-46' in page  # the quote, where it stands now
    gone = serve(FakePipeline([hostile_article()])).get(url).text
    assert "家庭医生签约率达到75%" in gone
    assert "现在的文章库里没有这段原文。" in gone and "在原文里看" not in gone


def test_what_was_not_answered_here_is_not_kept(serve, sealed):
    client = serve()
    refused = client.post("/api/snapshots", json={"answer": sealed[:-2]})
    assert refused.status_code == 400 and "不是这里给出的" in refused.json()["error"]
    assert client.post("/api/snapshots", json={"answer": 3}).status_code == 400
    assert client.get("/s/unknown", headers=HTML).status_code == 404


def test_words_of_an_answer_are_no_html(serve, shelf, snapshot):
    evil = snapshot.model_copy(update={"question": "<script>x</script>", "again": "/?q=<b>"})
    client = serve()
    page = client.get(keep(client, Seal(shelf).close(evil))).text
    assert "<script>x" not in page and "&lt;script&gt;x" in page and "<b>" not in page


def test_links_are_absolute_with_a_base_url(serve, sealed):
    url = keep(serve(base_url="https://wence.example.org"), sealed)
    assert url.startswith("https://wence.example.org/s/")


def test_at_one_machine_whoever_uses_it_lists_and_deletes(serve, sealed):
    client = serve()
    url = keep(client, sealed)
    assert url in client.get("/s").text
    assert "删除这个快照" in serve().get(url).text
    assert client.post(f"{url}/delete").headers["location"] == "/s"
    assert client.get(url, headers=HTML).status_code == 404
    assert "还没有快照。" in client.get("/s").text


def test_without_sign_in_the_browser_that_kept_it_deletes_it(serve, sealed):
    client, other = serve(host="0.0.0.0"), serve(host="0.0.0.0")
    url = keep(client, sealed)
    assert QUESTION in other.get(url).text and "删除这个快照" not in other.get(url).text
    assert other.post(f"{url}/delete").status_code == 403
    assert QUESTION not in other.get("/s").text
    assert keep(client, sealed) == url  # known again
    assert client.post(f"{url}/delete").status_code == 303


def test_behind_sign_in_only_the_signed_in_read_and_only_its_maker_deletes(serve, sealed, tmp_path):
    accounts = Accounts(tmp_path / "users.json")
    for name in ("lin", "wu"):
        accounts.add_user(name, PASSWORD)
    accounts.add_user("admin", PASSWORD, "administrator")
    clients = {n: signed_in(serve(users=accounts.path), n) for n in ("lin", "wu", "admin")}
    url, nobody = keep(clients["lin"], sealed), serve(users=accounts.path)
    assert nobody.get(url).status_code == 401
    assert nobody.get(url, headers=HTML).headers["location"].startswith("/login?next=")
    assert nobody.post("/api/snapshots", json={"answer": sealed}).status_code == 401
    assert nobody.post(f"{url}/delete").status_code == 401
    assert QUESTION in clients["wu"].get(url).text
    assert clients["wu"].post(f"{url}/delete").status_code == 403
    assert QUESTION not in clients["wu"].get("/s").text
    assert clients["admin"].post(f"{url}/delete").status_code == 303


def test_another_website_cannot_delete(serve, sealed):
    client = serve()
    url = keep(client, sealed)
    foreign = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
    assert client.post(f"{url}/delete", headers=foreign).status_code == 403


def test_the_page_says_how_long_it_is_kept(serve, sealed):
    client = serve(snapshot_days=365)
    assert re.search(r"保留到 \d{4}-\d\d-\d\d。", client.get(keep(client, sealed)).text)


def test_a_full_shelf_is_told(serve, sealed, monkeypatch):
    monkeypatch.setattr("ui.snapshots.shelf.EACH", 0)
    refused = serve().post("/api/snapshots", json={"answer": sealed})
    assert refused.status_code == 409 and "快照已有 0 个" in refused.json()["error"]


def test_every_form_of_a_part_is_shown(serve, shelf, snapshot):
    line = [{"text": "甲"}, {"text": "乙", "bold": True, "cites": [1]}]
    parts = [
        {"kind": "source", "lines": [line], "article": "2022-03-14/1"},
        {"kind": "heading", "lines": [line]},
        {"kind": "list", "lines": [line, line], "first": 3},
        {"kind": "list", "lines": [line], "own_marks": True},
        {"kind": "table", "rows": [[line, line], [line, line]]},
    ]
    data = snapshot.model_dump(mode="json") | {"parts": parts, "limits": "天津", "written": True}
    again = type(snapshot).model_validate(data)
    client = serve()
    page = client.get(keep(client, Seal(shelf).close(again))).text
    for form in ('<ol start="3">', '<ul class="own">', '<th scope="col">', "<strong>乙</strong>"):
        assert form in page
    assert "天津" in page and "由大模型撰写" in page


def test_shelf_and_application_share_the_key(serve, tmp_path, snapshot):
    assert (
        serve()
        .post("/api/snapshots", json={"answer": Seal(Shelf(tmp_path)).close(snapshot)})
        .json()["id"]
    )
