"""The folder of uploads: names made safe, files waiting, accepted and forgotten."""

from pathlib import Path

import pytest

from index.errors import DocumentError
from tests.ui.uploads.requests import OWN
from ui.library.own import OWN as GROUP
from ui.uploads.folder import Acceptance, UploadFolder
from ui.uploads.places import safe_name, uploads_folder

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
    folder = UploadFolder(tmp_path / "in/store")
    found = folder.receive(name, OWN.encode())
    folder.accept({found.name: Acceptance({"title": "甲"})})
    written = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {folder.group / safe, folder.group / f"{safe}.meta.json"}
    assert folder.group == uploads_folder(tmp_path / "in/store") / GROUP


@pytest.mark.parametrize("name", ["own.md.meta.json", "own.md.META.json", "own.md.me\u202eta.json"])
def test_corrections_cannot_be_uploaded(tmp_path, name):
    with pytest.raises(DocumentError, match="不支持的文件类型"):
        UploadFolder(tmp_path / "store").receive(name, b'[{"text": "x"}]')


def test_files_that_waited_when_the_program_stopped_are_deleted(tmp_path):
    UploadFolder(tmp_path / "store").receive("own.md", OWN.encode())
    again = UploadFolder(tmp_path / "store")
    assert again.waiting() == [] and not (again.folder / ".waiting").exists()
    with pytest.raises(DocumentError):
        again.accept({"own.md": Acceptance()})


def test_two_stores_in_one_folder_do_not_share_uploads():
    assert uploads_folder(Path("/data/a")) != uploads_folder(Path("/data/b"))


def test_a_file_that_a_person_put_there_is_not_overwritten_by_a_moved_one(tmp_path):
    folder = UploadFolder(tmp_path / "store")
    for place, text in (("a", "甲"), ("b", "乙")):
        (folder.group / place).mkdir(parents=True)
        (folder.group / place / "own.md").write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError, match="已有同名的文件"):
        folder.move(["own.md"], "a")
    assert (folder.group / "a/own.md").read_text(encoding="utf-8") == "甲"
    assert (folder.group / "b/own.md").read_text(encoding="utf-8") == "乙"


def test_the_same_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    folder = UploadFolder(tmp_path / "store")
    folder.receive("own.md", OWN.encode())
    monkeypatch.setattr("ui.uploads.folder.read_upload", lambda *_: 1 / 0)
    with pytest.raises(DocumentError, match="已经上传过同样的文件"):
        folder.receive("other.md", OWN.encode(), "医保")
