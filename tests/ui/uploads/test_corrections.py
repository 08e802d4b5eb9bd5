"""Correcting uploaded files that are in the index, over HTTP, and taking corrections back."""

import json

import pytest

from index.ingest import sources
from index.metadata.fields import sidecar
from index.store.store import Store
from tests.ui.uploads.requests import HEADERS, OTHER, OWN, finished, index, send
from ui.library.own import OWN as GROUP
from ui.uploads.places import uploads_folder

READ = f"---\ndate: 2031-05-06\nsource: 云岭日报\nregion: 云南\n---\n{OWN}"
ROWS = "标题,正文,地区,日期\n甲办法,甲地有三家医院。,天津,2031-01-02\n乙办法,乙地有五家医院。,天津,2031-03-04\n"


def fields_of(client, name="own.md"):
    return client.get(f"/api/documents/{name}/metadata").json()["fields"]


def change(client, name="own.md", **changes):
    return client.patch(f"/api/documents/{name}/metadata", json=changes, headers=HEADERS)


def correct(client, name="own.md", **changes):
    """Correct a file and wait for the index; return its fields then."""
    assert change(client, name, **changes).json() == {"status": "running"}
    assert finished(client)["job"]["state"] == "done"
    return fields_of(client, name)


def kept(settings, name="own.md"):
    return json.loads(
        sidecar(uploads_folder(settings.store) / GROUP / name).read_text(encoding="utf-8")
    )


@pytest.fixture
def added(client):
    """A client whose store holds one upload."""
    send(client, text=READ)
    index(client, {"name": "own.md"})
    return client


def test_the_known_fields_of_a_file_are_told(added):
    known = added.get("/api/documents/own.md/metadata").json()
    assert (known["name"], known["articles"]) == ("own.md", 1)
    shown = {name: field["value"] for name, field in known["fields"].items()}
    assert shown == {
        **{"title": "云岭县送药上门试点", "date": "2031-05-06", "published": "", "effective": ""},
        **{"expires": "", "issuer": "", "number": "", "region": "云南", "source": "云岭日报"},
        **{"status": "", "section": "", "author": "", "url": "", "abstract": ""},
    }
    assert known["folder"] == ""
    assert not any(field["corrected"] for field in known["fields"].values())


def test_a_correction_is_indexed_and_what_was_read_is_still_told(added, settings):
    more = {
        "section": "试点",
        "author": "林知秋",
        "url": "https://example.org/a",
        "abstract": "要" * 900,
    }
    corrected = more | {
        "effective": "2031-06-01",
        "status": "废止",
        "source": "",
        "title": " 送药办法 ",
    }
    fields = correct(added, **corrected)
    assert fields["effective"] == {"value": "2031-06-01", "read": "", "corrected": True}
    assert fields["status"] == {"value": "已废止", "read": "", "corrected": True}
    assert fields["source"] == {"value": "", "read": "云岭日报", "corrected": True}
    title = {"value": "送药办法", "read": "云岭县送药上门试点", "corrected": True}
    assert fields["title"] == title
    assert fields["region"] == {"value": "云南", "read": "云南", "corrected": False}
    [article] = [a for a in Store.open_folder(settings.store).articles() if a.title == "送药办法"]
    assert (article.effective, article.status, article.source) == ("2031-06-01", "已废止", "")
    assert {name: getattr(article, name) for name in more} == more


def test_only_what_differs_from_the_file_is_written(added, settings):
    correct(added, region="云南", date="2031-07-08", issuer="")
    assert kept(settings) == {"date": "2031-07-08"}
    correct(added, number="云卫〔2031〕5号")
    assert kept(settings) == {"date": "2031-07-08", "number": "云卫〔2031〕5号"}


@pytest.mark.parametrize("back", [None, "2031-05-06"])
def test_a_correction_is_taken_back(added, settings, back):
    correct(added, date="2031-07-08", region="海南")
    fields = correct(added, date=back)
    assert fields["date"] == {"value": "2031-05-06", "read": "2031-05-06", "corrected": False}
    assert kept(settings) == {"region": "海南"}


def test_what_was_read_is_told_after_other_files_were_indexed(added):
    correct(added, region="海南")
    send(added, "other.md", OTHER)
    index(added, {"name": "other.md"})
    assert fields_of(added)["region"] == {"value": "海南", "read": "云南", "corrected": True}


def test_only_the_corrected_file_is_read_again(added, monkeypatch):
    send(added, "other.md", OTHER)
    index(added, {"name": "other.md"})
    read, actual = [], sources.read_file
    monkeypatch.setattr(
        sources, "read_file", lambda file, reader: (read.append(file.name), actual(file, reader))[1]
    )
    correct(added, region="海南")
    assert read == ["own.md"]


def test_a_file_of_several_articles_is_corrected_as_a_whole(client, settings):
    send(client, "rows.csv", ROWS)
    index(client, {"name": "rows.csv"})
    fields = fields_of(client, "rows.csv")
    assert "title" not in fields and "number" not in fields
    assert fields["date"] == {"value": None, "read": None, "corrected": False}
    assert fields["region"]["value"] == "天津"
    fields = correct(client, "rows.csv", region="河北", date="2031-09-09")
    assert fields["date"] == {"value": "2031-09-09", "read": None, "corrected": True}
    rows = [a for a in Store.open_folder(settings.store).articles() if "rows" in a.file]
    assert [(a.title, a.region) for a in rows] == [("甲办法", "河北"), ("乙办法", "河北")]
    assert correct(client, "rows.csv", date=None)["date"]["value"] is None
    assert kept(settings, "rows.csv") == {"region": "河北"}
    refused = change(client, "rows.csv", title="办法")
    assert refused.status_code == 400
    assert refused.json() == {"error": "文件里有几篇文章，不能一起改标题。", "field": "title"}


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("date", "明天", "修正信息里的日期不正确：明天"),
        ("expires", "2031-02-30", "修正信息里的失效日期不正确：2031-02-30"),
        ("status", "待定", "修正信息里的状态不正确：待定"),
        ("title", "", "标题不能为空。"),
        ("title", " \t", "标题不能为空。"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field_and_nothing_changes(
    added, settings, name, value, error
):
    refused = change(added, **{"region": "海南", name: value})
    assert (refused.status_code, refused.json()) == (400, {"error": error, "field": name})
    assert kept(settings) == {} and added.get("/api/documents").json()["job"]["state"] == "done"


@pytest.mark.parametrize("body", [{"text": "x"}, {"title": 5}, {"title": "长" * 301}, []])
def test_an_invalid_body_is_refused(added, settings, body):
    refused = added.patch("/api/documents/own.md/metadata", json=body, headers=HEADERS)
    assert refused.status_code == 400 and not refused.json()["error"].isascii()
    assert kept(settings) == {}


def test_corrections_that_cannot_be_read_are_not_overwritten(added, settings):
    broken = sidecar(uploads_folder(settings.store) / GROUP / "own.md")
    broken.write_text("{", encoding="utf-8")
    assert change(added, region="海南").status_code == 400
    assert broken.read_text(encoding="utf-8") == "{"


@pytest.mark.parametrize("name", ["x", "..", "..%2fcorpus%2ffirst.md", "first.md", "%00"])
def test_only_uploads_can_be_corrected(unchanged_client, unchanged_settings, name):
    assert unchanged_client.get(f"/api/documents/{name}/metadata").status_code in (404, 405)
    assert change(unchanged_client, name, title="x").status_code in (404, 405)
    beside = sidecar(unchanged_settings.store.parent / "corpus/first.md")
    assert not beside.exists()


def test_a_file_that_is_not_in_the_index_yet_cannot_be_corrected(client, settings):
    folder = uploads_folder(settings.store)
    folder.mkdir()
    (folder / "own.md").write_text(OWN, encoding="utf-8")
    refused = client.get("/api/documents/own.md/metadata")
    assert refused.status_code == 400
    assert refused.json()["error"] == "这个文件不在索引里，请先重新索引。"


def test_a_correction_can_move_the_file_in_the_same_build(added, settings):
    fields = correct(added, region="海南", folder="医保/海南")
    assert fields["region"]["value"] == "海南"
    assert added.get("/api/documents/own.md/metadata").json()["folder"] == "医保/海南"
    article = Store.open_folder(settings.store).article("own/1")
    assert (article.file, article.region) == (f"{GROUP}/医保/海南/own.md", "海南")
    assert kept(settings, "医保/海南/own.md") == {"region": "海南"}
