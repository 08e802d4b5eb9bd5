from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import DocumentError
from index.loading import archive
from index.loading.archive import Member, unpack
from index.loading.finding import Unread
from index.loading.loader import read_documents, read_upload
from index.store.store import Store
from tests.conftest import CountingEmbedder
from tests.stores import index_files

Files = dict[str, bytes | str]


def packed(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as written:
        for name, data in files.items():
            written.writestr(name, data)
    return out.getvalue()


def packed_in_gbk(files: dict[str, str]) -> bytes:
    """Pack as Chinese Windows does: names in GBK, without a mark that says so."""
    plain = {f"{n:04}" + "x" * (len(name.encode("gbk")) - 4): name for n, name in enumerate(files)}
    data = packed({ascii: files[name] for ascii, name in plain.items()})
    for ascii, name in plain.items():
        data = data.replace(ascii.encode(), name.encode("gbk"))
    return data


def contents(data: bytes) -> dict[str, bytes | str]:
    """Return each member's bytes, or why it was not unpacked."""
    return {
        str(one.path): one.data if isinstance(one, Member) else one.reason for one in unpack(data)
    }


def test_members_are_unpacked_from_all_folders_and_system_files_passed_over() -> None:
    files: Files = {
        "乙.txt": "二",
        "内部/甲.txt": "一",
        "__MACOSX/._甲.txt": "x",
        "内部/.DS_Store": "x",
        "~$乙.docx": "x",
        "空/": "",
    }
    assert contents(packed(files)) == {"乙.txt": "二".encode(), "内部/甲.txt": "一".encode()}


@pytest.mark.parametrize("name", ["内部资料/关于调整标准的通知.txt", "附件一目录.txt"])
def test_names_in_gbk_are_decoded(name: str) -> None:
    assert list(contents(packed_in_gbk({name: "文"}))) == [name]


def test_names_in_utf8_without_the_mark_are_decoded() -> None:
    marked = packed({"内部/通知.txt": "文"})
    unmarked = marked.replace(b"\x14\x00\x00\x08", b"\x14\x00\x00\x00")
    assert marked != unmarked and list(contents(unmarked)) == ["内部/通知.txt"]


@pytest.mark.parametrize(
    "name", ["../../etc/甲.txt", "/etc/甲.txt", "..\\etc\\甲.txt", "./etc/./甲.txt"]
)
def test_no_name_leads_out_of_the_archive(name: str) -> None:
    assert list(contents(packed({name: "文"}))) == ["etc/甲.txt"]


def test_archives_in_the_archive_are_unpacked_to_a_depth() -> None:
    innermost = packed({"丙.txt": "三"})
    inner = packed({"乙.txt": "二", "深.zip": innermost})
    assert contents(packed({"甲.txt": "一", "附件.zip": inner, "坏.zip": b"PK"})) == {
        "甲.txt": "一".encode(),
        "附件.zip/乙.txt": "二".encode(),
        "附件.zip/深.zip": "压缩包套了太多层，请解压后再放入",
        "坏.zip": "压缩包已损坏，或不是 zip 格式，无法读取",
    }


def test_sizes_are_capped_while_unpacking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBER", 1000)
    bomb = packed({"大.txt": b"0" * 1_000_000, "小.txt": "文"})
    claimed = struct.pack("<L", 1_000_000)
    lying = bomb.replace(claimed, struct.pack("<L", 10))  # the size that the member claims
    assert claimed in bomb and lying != bomb
    found = contents(bomb)
    assert found["大.txt"] == "解压后太大，请解压后拆分" and found["小.txt"] == "文".encode()
    assert isinstance(contents(lying)["大.txt"], str)


def test_the_whole_and_the_number_of_members_are_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 5)
    monkeypatch.setattr(archive, "MAX_UNPACKED", 300)
    files: Files = {f"{n}.txt": b"0" for n in range(3, 7)}
    assert contents(packed({"1.txt": b"0" * 200, "2.txt": b"0" * 101, **files})) == {
        "1.txt": b"0" * 200,
        "2.txt": "解压后太大，请解压后拆分",
        "3.txt": "解压后太大，请解压后拆分",
        "4.txt": "解压后太大，请解压后拆分",
        "5.txt": "解压后太大，请解压后拆分",
        "6.txt": "压缩包里的文件太多，只读前 5 个",
    }


def test_an_archive_with_a_huge_list_of_members_is_refused() -> None:
    end = b"PK\x05\x06" + bytes(6) + struct.pack("<HLLH", 9, 5_000_000, 0, 0)
    with pytest.raises(DocumentError, match="文件太多"):
        list(unpack(packed({"甲.txt": "一"}) + end))


def test_protected_damaged_and_unknown_members_are_told() -> None:
    data = bytearray(packed({"密.txt": "一", "坏.txt": "二" * 99, "程序.exe": "x"}))
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.find(mark) + flags] |= 1
    at = data.find("坏.txt".encode()) + len("坏.txt".encode())
    data[at : at + 4] = b"\xff\xff\xff\xff"
    assert contents(bytes(data)) == {
        "密.txt": "有密码，无法读取",
        "坏.txt": "在压缩包里已损坏，无法读取",
        "程序.exe": "不支持的文件类型：.exe",
    }


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_any_bytes_are_refused_or_unpacked(at: int, noise: bytes) -> None:
    data = packed({"甲.txt": "一", "内/乙.txt": "二" * 50})
    try:
        found = list(unpack(data[:at] + noise + data[at + len(noise) :]))
    except DocumentError:
        return
    for one in found:
        assert ".." not in PurePosixPath(one.path).parts
        assert isinstance(one, Unread) or one.data


NOTICE = "关于{}的通知\n各区卫生健康委：现将{}有关事项通知如下，请遵照执行。"


def notice(about: str) -> str:
    return NOTICE.format(about, about)


def archived(folder: Path, files: Files, name: str = "文件.zip") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(packed(files))
    return folder


def test_every_member_is_a_document_with_an_id_of_its_own(tmp_path: Path) -> None:
    files: Files = {
        "甲/通知.txt": notice("门诊统筹"),
        "乙/通知.txt": notice("药品采购"),
        "办法.md": "# 办法\n\n年度限额为6000元。",
        "坏.pdf": "x",
    }
    folder = archived(tmp_path / "corpus", files)
    (folder / "通知.txt").write_text(notice("疫苗接种"), encoding="utf-8")
    loaded = read_documents([folder])
    assert [(a.id, a.file) for a in loaded.articles] == [
        ("通知/1", "文件.zip/乙/通知.txt"),
        ("办法/1", "文件.zip/办法.md"),
        ("通知-2/1", "文件.zip/甲/通知.txt"),
        ("通知-3/1", "通知.txt"),
    ]
    assert loaded.warnings == [f"PDF 已损坏，无法读取：{folder}/文件.zip/坏.pdf（已跳过）"]


def test_an_archive_is_read_again_only_when_it_changed(
    tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    target = tmp_path / "store"
    files: Files = {"一/通知.txt": notice("门诊统筹"), "二/通知.txt": notice("药品采购")}
    folder = archived(tmp_path / "corpus", {**files, "图.exe": "x"})
    first = index_files([folder], target, fake_embedder)
    assert (first.articles, first.embedded) == (2, 2)
    [unread] = first.unread
    assert (unread.path, unread.reason) == (f"{folder}/文件.zip/图.exe", "不支持的文件类型：.exe")
    assert index_files([folder], target, fake_embedder).version == first.version

    (folder / "别的.txt").write_text(notice("疫苗接种"), encoding="utf-8")
    second = index_files([folder], target, fake_embedder)
    assert (second.articles, second.embedded, len(second.unread)) == (3, 1, 1)
    assert _files_of(target) == {"别的.txt", "文件.zip/一/通知.txt", "文件.zip/二/通知.txt"}

    archived(folder, {**files, "三/说明.txt": notice("救助")})
    third = index_files([folder], target, fake_embedder)
    assert (third.articles, third.embedded, third.unread) == (4, 1, [])


def test_an_archive_that_became_unreadable_keeps_its_articles(
    tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    folder = archived(tmp_path / "corpus", {"甲/a.txt": notice("救助"), "b.txt": notice("接种")})
    index_files([folder], tmp_path / "store", fake_embedder)
    (folder / "文件.zip").write_bytes(b"PK")
    (folder / "c.txt").write_text(notice("采购"), encoding="utf-8")
    for _ in range(2):
        report = index_files([folder], tmp_path / "store", fake_embedder)
        assert report.articles == 3 and len(report.failed) == 1
        assert _files_of(tmp_path / "store") == {"文件.zip/甲/a.txt", "文件.zip/b.txt", "c.txt"}


def _files_of(target: Path) -> set[str]:
    return {article.file for article in Store.open_folder(target).articles()}


@pytest.mark.parametrize(
    ("files", "reason"),
    [({}, "压缩包里没有文件"), ({"a.exe": "x"}, r"没有可读的文件（a\.exe：不支持的文件类型")],
)
def test_an_archive_with_nothing_to_read_is_refused(files: Files, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read_upload("包.zip", packed(files))


def test_an_uploaded_archive_tells_its_members() -> None:
    loaded = read_upload("包.zip", packed({"甲.txt": notice("救助"), "乙.exe": "x"}))
    assert [article.file for article in loaded.articles] == ["包.zip/甲.txt"]
    assert loaded.warnings == ["不支持的文件类型：.exe：包.zip/乙.exe（已跳过）"]
