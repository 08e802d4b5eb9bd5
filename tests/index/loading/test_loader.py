from __future__ import annotations

import codecs
import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index
from index.errors import DocumentError
from index.loading import loader
from index.loading.loader import read_document, read_documents, read_upload
from index.loading.registry import KINDS, read_bytes
from index.metadata.fields import sidecar, write_sidecar
from index.passages import split_article
from index.paths import default_corpus
from tests.data.fixtures import WEEKLY
from tests.data.pdfs import Page, make_pdf

NOTE = "村卫生室用药办法\n\n村卫生室统一采购药品，每季度公布一次价格，村民随时可以查看。\n"


def note(
    folder: Path, name: str = "用药办法.txt", text: str = NOTE, encoding: str = "utf-8"
) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode(encoding))
    return file


def test_a_plain_file_is_one_article_named_by_its_first_line(tmp_path: Path) -> None:
    [article], warnings = read_document(note(tmp_path))
    assert (article.id, article.title) == ("用药办法/1", "村卫生室用药办法")
    assert article.text == "村卫生室统一采购药品，每季度公布一次价格，村民随时可以查看。"
    assert warnings == []


def test_markdown_has_its_title_and_headings(tmp_path: Path) -> None:
    file = note(tmp_path, "a.md", "# **用药**[办法](#)\n\n## 采购\n\n村卫生室统一采购药品。\n")
    [article], _ = read_document(file)
    assert article.title == "用药办法"
    assert [(b.kind, article.text[b.start : b.end]) for b in article.blocks] == [
        ("heading", "采购"),
        ("paragraph", "村卫生室统一采购药品。"),
    ]


@pytest.mark.parametrize(
    "text", ["药" * 81 + "。\n第二段。", "只有一行的说明。"], ids=["long", "one"]
)
def test_without_a_title_line_the_file_name_is_the_title(tmp_path: Path, text: str) -> None:
    [article], _ = read_document(note(tmp_path, "说明.txt", text))
    assert article.title == "说明"
    assert article.text.split("\n") == text.split("\n")


def test_a_weekly_is_known_by_its_text(tmp_path: Path) -> None:
    articles, _ = read_document(note(tmp_path, "anything.md", WEEKLY))
    assert [a.id for a in articles] == ["2020-05-04/1", "2020-05-04/2", "2020-05-04/3"]


def test_a_weekly_without_a_date_is_named_safely_by_its_file(tmp_path: Path) -> None:
    undated = WEEKLY.replace("2020.05.04-2020.05.10", "")
    articles, _ = read_document(note(tmp_path, "周刊 #3.txt", undated))
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
        ("表.xlsx", b"PK", "不支持的文件类型"),
        ("无后缀", NOTE.encode(), "不支持的文件类型"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(
    tmp_path: Path, name: str, raw: bytes, reason: str
) -> None:
    file = tmp_path / name
    file.write_bytes(raw)
    with pytest.raises(DocumentError, match=reason) as error:
        read_documents([file])
    assert str(file) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_of_markup_alone_is_empty(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="文件是空的"):
        read_document(note(tmp_path, "a.md", "# \n\n<br/>\n"))


def test_a_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "MAX_TEXT_BYTES", 20)
    with pytest.raises(DocumentError, match="文件太大"):
        read_document(note(tmp_path))


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"找不到文件或文件夹：.*没有"):
        read_documents([tmp_path / "没有"])


def test_a_folder_without_documents_is_named(tmp_path: Path) -> None:
    note(tmp_path, "表.xlsx")
    note(tmp_path, "~$稿.docx")
    with pytest.raises(DocumentError, match="文件夹里没有可读的文件"):
        read_documents([tmp_path])


def test_no_paths_give_no_articles() -> None:
    with pytest.raises(DocumentError, match="没有读到任何文章"):
        read_documents([])


def test_one_bad_file_in_a_folder_is_skipped_with_a_warning(tmp_path: Path) -> None:
    note(tmp_path, "甲.txt")
    note(tmp_path, "深/乙.md")
    note(tmp_path, "坏.txt", "")
    note(tmp_path, ".git/丙.txt")
    note(tmp_path, "丁.pdf.bak")
    corpus = read_documents([tmp_path])
    assert [a.issue for a in corpus.articles] == ["乙", "甲"]
    assert corpus.warnings == [f"文件是空的：{tmp_path / '坏.txt'}（已跳过）"]


def test_the_warnings_of_a_weekly_are_passed_on(tmp_path: Path) -> None:
    file = note(tmp_path, text=WEEKLY.replace("东湖区签约居民占三成，到期后九成续签。", ""))
    [warning] = read_documents([file]).warnings
    assert warning == "2020-05-04：《家庭医生签约一年了，东湖区做对了什么？》没有正文。"


def test_two_files_of_one_date_keep_ids_of_their_own(tmp_path: Path) -> None:
    files = [note(tmp_path, name, WEEKLY) for name in ("a.txt", "b.txt", "c/b.txt")]
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
def test_ids_are_safe_in_a_url(stem: str, issue: str | None) -> None:
    name = loader._issue_name(stem)
    assert re.search(r"[#/?%&\\\s]", name) is None
    assert name == (issue or "a-b-c")


def test_a_file_name_in_another_encoding_can_be_stored(tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "药价".encode("gbk") + b".txt"))
    file.write_text("只有一行的说明。", encoding="utf-8")
    [article] = read_documents([tmp_path]).articles
    assert f"{article.id}{article.title}".encode()
    file.write_bytes(b"")
    note(tmp_path)
    [warning] = read_documents([tmp_path]).warnings
    assert warning.encode().startswith("文件是空的".encode())


@pytest.mark.parametrize(
    ("folders", "expected"),
    [(["corpus", "../shared/corpus"], "corpus"), (["../shared/corpus"], "../shared/corpus")],
)
def test_the_default_corpus_is_the_first_folder_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folders: list[str], expected: str
) -> None:
    here = tmp_path / "here"
    for folder in folders:
        (here / folder).mkdir(parents=True)
    here.mkdir(exist_ok=True)
    monkeypatch.chdir(here)
    monkeypatch.delenv("WENCE_CORPUS", raising=False)
    assert default_corpus() == Path(expected)
    monkeypatch.setenv("WENCE_CORPUS", "named")
    assert default_corpus() == Path("named")


def test_the_sample_is_the_corpus_where_there_is_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WENCE_CORPUS", raising=False)
    assert default_corpus() == Path(index.__file__).parent / "sample"


FEW = settings(max_examples=60, deadline=None)


MARKS = [
    "——本期视点——",
    "——本期内容——",
    "▶ 药价（来源：某报）——第 1 页",
    "药价",
    "来源：某报",
    "返回目录",
]


@FEW
@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from(MARKS) | st.text(max_size=20), max_size=12).map(
        lambda lines: "\n".join(lines).encode("utf-8", "ignore")
    )
)
def test_any_text_is_refused_or_read(raw: bytes) -> None:
    try:
        articles, warnings = read_bytes(raw, ".txt", "x")
    except DocumentError:
        return
    assert [a.n for a in articles] == list(range(1, len(articles) + 1))
    assert all(a.title and a.issue for a in articles)
    assert all(isinstance(warning, str) for warning in warnings)


@FEW
@given(
    st.sampled_from(sorted(KINDS)),
    st.binary(max_size=300) | st.text(max_size=100).map(lambda t: t.encode("utf-8", "ignore")),
)
def test_any_bytes_of_any_kind_are_refused_or_read(suffix: str, raw: bytes) -> None:
    try:
        articles, _ = read_bytes(raw, suffix, "x")
    except DocumentError as error:
        assert "\n" not in str(error)
        return
    for article in articles:
        assert article.title
        assert all(0 <= b.start < b.end <= len(article.text) for b in article.blocks)


SAVED = "<html><title>题</title><h1>题</h1><p>正文。</p></html>"


def test_a_folder_of_all_kinds_is_read_with_the_names_of_its_files(tmp_path: Path) -> None:
    note(tmp_path, "b.md", "---\ntitle: 乙\n---\n正文。\n")
    note(tmp_path, "c/c.html", SAVED)
    note(tmp_path, "d.jsonl", '{"text": "一行。"}\n{"text": "二行。"}\n{}\n')
    (tmp_path / "e.pdf").write_bytes(make_pdf(Page().write("题目", "正文在此。", "落款也在此。")))
    corpus = read_documents([tmp_path])
    assert [(a.id, a.file) for a in corpus.articles] == [
        ("b/1", "b.md"),
        ("c/1", "c/c.html"),
        ("d/1", "d.jsonl"),
        ("d/2", "d.jsonl"),
        ("e/1", "e.pdf"),
    ]
    assert corpus.warnings == ["d.jsonl：第 3 行没有正文，已跳过"]


def test_why_a_file_failed_is_said_by_its_name(tmp_path: Path) -> None:
    note(tmp_path, "甲.txt")
    note(tmp_path, "深/坏.pdf")
    corpus = read_documents([tmp_path])
    assert corpus.failed == {"深/坏.pdf": f"PDF 已损坏，无法读取：{tmp_path / '深/坏.pdf'}"}


def test_corrections_override_what_was_read(tmp_path: Path) -> None:
    file = note(tmp_path, "a.md", "---\ntitle: 乙\ndate: 2031-01-05\nsource: 某报\n---\n正文。\n")
    write_sidecar(file, {"title": "新题", "date": "2031-02-06", "source": "", "status": "废止"})
    [article] = read_documents([tmp_path]).articles
    assert (article.title, article.date, article.source) == ("新题", "2031-02-06", "")
    assert article.status == "已废止"


def test_corrections_of_many_articles_leave_each_its_title(tmp_path: Path) -> None:
    file = note(tmp_path, "a.txt", WEEKLY)
    titles = [a.title for a in read_document(file)[0]]
    write_sidecar(file, {"title": "周刊", "number": "清卫〔2031〕3号", "region": "浙江"})
    articles, _ = read_document(file)
    assert [(a.title, a.number, a.region) for a in articles] == [(t, "", "浙江") for t in titles]


def test_broken_corrections_are_said_and_the_file_is_read(tmp_path: Path) -> None:
    file = note(tmp_path)
    sidecar(file).write_text("{", encoding="utf-8")
    corpus = read_documents([file])
    assert [a.title for a in corpus.articles] == ["村卫生室用药办法"]
    assert corpus.warnings == [f"修正信息无法读取，已忽略：{sidecar(file)}"]


def test_an_upload_says_what_is_understood_of_it() -> None:
    corpus = read_upload(
        "C:\\下载\\办法.md", "---\n日期: 2031-01-05\n---\n# 药价\n\n正文。".encode()
    )
    [article] = corpus.articles
    assert (article.id, article.title, article.date) == ("办法/1", "药价", "2031-01-05")
    assert article.file == "办法.md"
    assert len(split_article(article)) == 1


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("../a.exe", b"MZ", "不支持的文件类型.*：a.exe"),
        ("旧.doc", b"\xd0\xcf", "请另存为 .docx：旧.doc"),
        ("大.txt", bytes(loader.MAX_TEXT_BYTES + 1), "文件太大（超过20 MB）.*：大.txt"),
        ("空.html", b"", "文件是空的：空.html"),
        ("", b"x", "不支持的文件类型"),
    ],
)
def test_an_upload_that_cannot_be_read_is_refused_by_its_name(
    name: str, data: bytes, reason: str
) -> None:
    with pytest.raises(DocumentError, match=reason):
        read_upload(name, data)
