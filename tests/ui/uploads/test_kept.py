"""What is listed of the files that builds read."""

from index.store.database import Database
from tests.ui.uploads.requests import index, send
from ui.library.own import OWN
from ui.uploads.kept import Kept
from ui.uploads.places import move, uploads_folder


def test_the_index_is_looked_into_once_a_version(client, settings, monkeypatch):
    send(client)
    index(client, {"name": "own.md"})
    kept, asked, actual = Kept(settings.store), [], Database.articles_of
    monkeypatch.setattr(
        Database, "articles_of", lambda self, issue: (asked.append(issue), actual(self, issue))[1]
    )
    assert kept.files() == kept.files() and kept.unread() == []
    assert asked == ["own"]


def test_a_moved_file_keeps_what_is_known_of_it_until_the_index_follows(client, settings):
    send(client)
    [before] = index(client, {"name": "own.md"})["documents"]
    group = uploads_folder(settings.store) / OWN
    move(group / "own.md", group / "医保/own.md")
    [now] = client.get("/api/documents").json()["documents"]
    assert now == before | {"folder": "医保"}


def test_without_an_index_the_files_are_listed_by_name_alone(tmp_path):
    group = uploads_folder(tmp_path / "store") / OWN
    (group / "医保").mkdir(parents=True)
    (group / "医保/own.md").write_text("x", encoding="utf-8")
    [found] = Kept(tmp_path / "store").files()
    assert (found.name, found.folder, found.url) == ("own.md", "医保", "")
