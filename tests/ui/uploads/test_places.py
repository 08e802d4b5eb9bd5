"""Where uploads lie: names made safe, folders of one's own, files of before there was a group."""

import pytest

from index.errors import DocumentError
from index.metadata.fields import sidecar, write_sidecar
from ui.library.own import OWN
from ui.uploads.places import (
    adopt_older,
    files_in,
    folder_in,
    folders_in,
    safe_folder,
    uploads_folder,
)

SENT = {
    "": "",
    "医保": "医保",
    "/医保//天津/": "医保/天津",
    "..\\..\\etc": "etc",
    "../../x": "x",
    ".hidden/ 甲 ": "hidden/甲",
    "a:b/c?": "a-b/c-",
    "__MACOSX/甲": "甲",
    "字" * 200: "字" * 50,
}


@pytest.mark.parametrize(("sent", "safe"), SENT.items())
def test_folders_that_are_sent_stay_in_the_group(sent, safe):
    assert safe_folder(sent) == safe


def test_folders_have_a_limited_depth():
    assert safe_folder("a/b/c/d/e/f") == "a/b/c/d/e/f"
    with pytest.raises(DocumentError, match="最多 6 层"):
        safe_folder("a/b/c/d/e/f/g")


def test_files_of_before_the_group_are_moved_into_it_with_their_corrections(tmp_path):
    folder = uploads_folder(tmp_path / "store")
    (folder / "医保").mkdir(parents=True)
    for name in ("a.md", "医保/b.md"):
        (folder / name).write_text("# 甲\n\n文字。", encoding="utf-8")
    write_sidecar(folder / "a.md", {"region": "海南"})
    adopt_older(tmp_path / "store")
    group = folder / OWN
    assert files_in(folder) == [group / "a.md", group / "医保/b.md"]
    assert sidecar(group / "a.md").exists() and not sidecar(folder / "a.md").exists()
    adopt_older(tmp_path / "store")
    assert len(files_in(folder)) == 2


def test_folders_are_listed_with_those_inside_them(tmp_path):
    for name in ("乙", "甲/丙", ".waiting"):
        (tmp_path / name).mkdir(parents=True)
    assert folders_in(tmp_path) == ["乙", "甲", "甲/丙"]
    assert folder_in(tmp_path, tmp_path / "甲/丙/a.md") == "甲/丙"
    assert (
        folder_in(tmp_path, tmp_path / "a.md") == folder_in(tmp_path, tmp_path.parent / "a") == ""
    )
