from __future__ import annotations

import codecs
import os
import re
from pathlib import Path

import pytest

from index.errors import DocumentError
from index.loading import loader
from index.loading.loader import read_document, read_documents, read_upload
from index.metadata.fields import sidecar, write_sidecar
from index.passages import split_article
from tests.data.fixtures import MAGAZINE, NOTE, write_note
from tests.data.pdfs import Page, make_pdf


def test_a_magazine_is_recognised_by_its_text(tmp_path: Path) -> None:
    articles, _ = read_document(write_note(tmp_path, "anything.md", MAGAZINE))
    assert [a.id for a in articles] == ["2020-05-04/1", "2020-05-04/2", "2020-05-04/3"]


def test_a_magazine_without_a_date_is_named_by_its_file(tmp_path: Path) -> None:
    undated = MAGAZINE.replace("2020.05.04-2020.05.10", "")
    articles, _ = read_document(write_note(tmp_path, "周刊 #3.txt", undated))
    assert articles[0].id == "周刊--3/1"


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("空.txt", b"", "文件是空的"),
        ("空白.txt", " \n\u3000\n".encode(), "文件是空的"),
        ("标记.txt", codecs.BOM_UTF8, "文件是空的"),
        ("图.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "文件不是文本"),
        ("乱码.txt", b"\xff\xfe\x00\xd8\x00", "文件不是文本"),
        ("西文.txt", "café à la crème".encode("latin-1"), "文件不是文本"),
        ("程序.exe", b"MZ", "不支持的文件类型"),
        ("无后缀", NOTE.encode(), "不支持的文件类型"),
    ],
)
def test_an_unreadable_file_is_reported_in_one_sentence(
    tmp_path: Path, name: str, raw: bytes, reason: str
) -> None:
    file = tmp_path / name
    file.write_bytes(raw)
    with pytest.raises(DocumentError, match=reason) as error:
        read_documents([file])
    assert str(file) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_huge_file_is_refused_without_reading_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loader, "MAX_TEXT_BYTES", 20)
    with pytest.raises(DocumentError, match="文件太大"):
        read_document(write_note(tmp_path))


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"找不到文件或文件夹：.*没有"):
        read_documents([tmp_path / "没有"])


def test_a_folder_without_documents_is_named(tmp_path: Path) -> None:
    write_note(tmp_path, "程序.exe")
    write_note(tmp_path, "~$稿.docx")
    with pytest.raises(DocumentError, match="文件夹里没有可读的文件"):
        read_documents([tmp_path])


def test_no_paths_give_no_articles() -> None:
    with pytest.raises(DocumentError, match="没有读到任何文章"):
        read_documents([])


def test_one_bad_file_in_a_folder_is_skipped_with_a_warning(tmp_path: Path) -> None:
    write_note(tmp_path, "甲.txt")
    write_note(tmp_path, "深/乙.md")
    write_note(tmp_path, "坏.txt", "")
    write_note(tmp_path, ".git/丙.txt")
    write_note(tmp_path, "丁.pdf.bak")
    loaded = read_documents([tmp_path])
    assert [a.issue for a in loaded.articles] == ["乙", "甲"]
    assert loaded.warnings == [
        f"不支持的文件类型：.bak：{tmp_path / '丁.pdf.bak'}（已跳过）",
        f"文件是空的：{tmp_path / '坏.txt'}（已跳过）",
    ]


def test_the_warnings_of_a_magazine_are_passed_on(tmp_path: Path) -> None:
    file = write_note(tmp_path, text=MAGAZINE.replace("东湖区签约居民占三成，到期后九成续签。", ""))
    [warning] = read_documents([file]).warnings
    assert warning == "2020-05-04：《家庭医生签约一年了，东湖区做对了什么？》没有正文。"


def test_files_of_one_date_get_different_ids(tmp_path: Path) -> None:
    files = [write_note(tmp_path, name, MAGAZINE) for name in ("a.txt", "b.txt", "c/b.txt")]
    articles = read_documents(files).articles
    assert list(dict.fromkeys(a.issue for a in articles)) == ["2020-05-04", "b", "b-2"]
    assert len({a.id for a in articles}) == 9


@pytest.mark.parametrize(
    ("stem", "issue"),
    [
        ("a/b#c", None),
        ("50%? 是", "50---是"),
        ("a#b&c", "a-b-c"),
        ("药\u200b价", "药-价"),
        ("..", "document"),
        ("2023-02", "2023-02"),
    ],
)
def test_issue_names_are_safe_in_a_url(stem: str, issue: str | None) -> None:
    name = loader.issue_name(stem)
    assert re.search(r"[#/?%&\\\s]", name) is None
    assert name == (issue or "a-b-c")


def test_a_file_name_in_another_encoding_can_be_stored(tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "药价".encode("gbk") + b".txt"))
    file.write_text("只有一行的说明。", encoding="utf-8")
    [article] = read_documents([tmp_path]).articles
    assert f"{article.id}{article.title}".encode()
    file.write_bytes(b"")
    write_note(tmp_path)
    [warning] = read_documents([tmp_path]).warnings
    assert warning.encode().startswith("文件是空的".encode())


SAVED = "<html><title>题</title><h1>题</h1><p>正文。</p></html>"


def test_articles_of_a_folder_have_the_names_of_their_files(tmp_path: Path) -> None:
    write_note(tmp_path, "b.md", "---\ntitle: 乙\n---\n正文。\n")
    write_note(tmp_path, "c/c.html", SAVED)
    write_note(tmp_path, "d.jsonl", '{"text": "一行。"}\n{"text": "二行。"}\n{}\n')
    (tmp_path / "e.pdf").write_bytes(make_pdf(Page().write("题目", "正文在此。", "落款也在此。")))
    loaded = read_documents([tmp_path])
    assert [(a.id, a.file) for a in loaded.articles] == [
        ("b/1", "b.md"),
        ("c/1", "c/c.html"),
        ("d/1", "d.jsonl"),
        ("d/2", "d.jsonl"),
        ("e/1", "e.pdf"),
    ]
    assert loaded.warnings == ["d.jsonl：第 3 行没有正文，已跳过"]


def test_the_reason_for_a_failure_is_kept_by_file_name(tmp_path: Path) -> None:
    write_note(tmp_path, "甲.txt")
    write_note(tmp_path, "深/坏.pdf")
    loaded = read_documents([tmp_path])
    assert loaded.failed == {"深/坏.pdf": f"PDF 已损坏，无法读取：{tmp_path / '深/坏.pdf'}"}


def test_corrections_override_what_was_read(tmp_path: Path) -> None:
    file = write_note(
        tmp_path, "a.md", "---\ntitle: 乙\ndate: 2031-01-05\nsource: 某报\n---\n正文。\n"
    )
    write_sidecar(file, {"title": "新题", "date": "2031-02-06", "source": "", "status": "废止"})
    [article] = read_documents([tmp_path]).articles
    assert (article.title, article.date, article.source) == ("新题", "2031-02-06", "")
    assert article.status == "已废止"


def test_corrections_of_several_articles_do_not_change_their_titles(tmp_path: Path) -> None:
    file = write_note(tmp_path, "a.txt", MAGAZINE)
    titles = [a.title for a in read_document(file)[0]]
    write_sidecar(file, {"title": "周刊", "number": "清卫〔2031〕3号", "region": "浙江"})
    articles, _ = read_document(file)
    assert [(a.title, a.number, a.region) for a in articles] == [(t, "", "浙江") for t in titles]


def test_broken_corrections_are_reported_and_the_file_is_read(tmp_path: Path) -> None:
    file = write_note(tmp_path)
    sidecar(file).write_text("{", encoding="utf-8")
    loaded = read_documents([file])
    assert [a.title for a in loaded.articles] == ["村卫生室用药办法"]
    assert loaded.warnings == [f"修正信息无法读取，已忽略：{sidecar(file)}"]


def test_title_and_date_of_an_upload_are_read() -> None:
    loaded = read_upload(
        "C:\\下载\\办法.md", "---\n日期: 2031-01-05\n---\n# 药价\n\n正文。".encode()
    )
    [article] = loaded.articles
    assert (article.id, article.title, article.date) == ("办法/1", "药价", "2031-01-05")
    assert article.file == "办法.md"
    assert len(split_article(article)) == 1


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("../a.exe", b"MZ", "不支持的文件类型.*：a.exe"),
        ("旧.doc", b"\xd0\xcf\0\1", "无法识别.*：旧.doc"),
        ("大.txt", bytes(loader.MAX_TEXT_BYTES + 1), "文件太大（超过20 MB）.*：大.txt"),
        ("空.html", b"", "文件是空的：空.html"),
        ("", b"x", "不支持的文件类型"),
    ],
)
def test_an_unreadable_upload_is_refused_with_its_name(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read_upload(name, data)
