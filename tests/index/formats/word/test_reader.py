from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from contextlib import suppress

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import DocumentError
from index.formats.office import package
from index.formats.word.reader import read_word
from index.loading.assembly import finish
from index.model import Article
from tests.data.fixtures import MAGAZINE
from tests.data.word import article_of, lines, saved


def shown(article: Article) -> list[tuple[str, int, str]]:
    return [(b.kind, b.level, article.text[b.start : b.end]) for b in article.blocks]


def test_headings_lists_and_bold_lines_are_recognised_by_style() -> None:
    document = Document()
    document.add_heading("用药办法", 0)
    document.add_heading("采购", 1)
    document.add_paragraph("统一采购。")
    document.add_paragraph("甲类", style="List Bullet")
    document.add_heading("价格", 2)
    document.add_paragraph("每季度公布。")
    document.add_paragraph().add_run("怎样监督").bold = True
    document.add_paragraph("每年检查。")
    article = article_of(document)
    assert article.title == "用药办法"
    assert shown(article) == [
        ("heading", 1, "采购"),
        ("paragraph", 0, "统一采购。"),
        ("item", 0, "甲类"),
        ("heading", 2, "价格"),
        ("paragraph", 0, "每季度公布。"),
        ("heading", 3, "怎样监督"),
        ("paragraph", 0, "每年检查。"),
    ]


def test_headings_and_metadata_of_a_notice_without_styles_are_found() -> None:
    document = lines("清河省卫生健康委员会文件", "清卫〔2031〕3号")
    for text in ("关于加强村卫生室", "药品管理的通知"):
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in ("各市、县：", "一、完善采购机制", "村卫生室统一采购药品，每季度公布一次价格。"):
        document.add_paragraph(text)
    for text in ("清河省卫生健康委员会", "2031年1月20日"):
        document.add_paragraph(text)
    article = article_of(document)
    assert article.title == "关于加强村卫生室药品管理的通知"
    assert [s for s in shown(article) if s[1]] == [("heading", 1, "一、完善采购机制")]
    assert "药品管理的通知" not in article.text
    assert (article.number, article.date) == ("清卫〔2031〕3号", "2031-01-20")
    assert article.issuer == "清河省卫生健康委员会"


def test_tables_keep_headers_and_merged_cells() -> None:
    document = lines("各区情况", "情况如下。")
    table = document.add_table(4, 3)
    for row, texts in enumerate(["区|2030年|", "|机构|品种", "东湖|35|101", "|18|96"]):
        for cell, text in zip(table.rows[row].cells, texts.split("|"), strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(2, 0).merge(table.cell(3, 0))
    for row in table.rows[:2]:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    article = article_of(document)
    [block] = [b for b in article.blocks if b.kind == "table"]
    assert block.header_rows == 2
    assert article.text[block.start : block.end] == (
        "区\t2030年\t2030年\n\t机构\t品种\n东湖\t35\t101\n东湖\t18\t96"
    )


def test_tracked_insertions_are_read_and_tracked_deletions_are_not() -> None:
    document = lines("办法", "药价")
    paragraph = document.paragraphs[1]._p
    run = "<w:r><w:{0}>{1}</w:{0}></w:r>"
    for tag, inner in (
        ("ins", run.format("t", "下降。")),
        ("del", run.format("delText", "上涨。")),
    ):
        paragraph.append(parse_xml(f"<w:{tag} {nsdecls('w')}>{inner}</w:{tag}>"))
    assert article_of(document).text == "药价下降。"


def test_a_contents_list_is_left_out() -> None:
    document = lines("办法", "正文。")
    document.element.body.insert(
        1,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtPr><w:docPartObj/></w:sdtPr><w:sdtContent>"
            "<w:p><w:r><w:t>采购…………1</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    assert article_of(document).text == "正文。"


def test_a_magazine_in_word_is_read_like_its_plain_text() -> None:
    document = lines(*filter(None, MAGAZINE.split("\n")))
    articles, _ = finish(read_word(saved(document)), "说明")
    assert [a.id for a in articles] == ["2020-05-04/1", "2020-05-04/2", "2020-05-04/3"]


def repacked(extra: dict[str, bytes]) -> bytes:
    stream = io.BytesIO(saved(lines("办法", "正文。")))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in extra.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"hello", "已损坏"),
        (b"\xd0\xcf\x11\xe0" + bytes(500), "已损坏"),
        (saved(lines("办法"))[:900], "已损坏"),
        (repacked({"word/a.xml": bytes(package.MAX_XML + 1)}), "展开后太大"),
        (repacked({f"x/{n}": b"" for n in range(package.MAX_MEMBERS + 1)}), "展开后太大"),
        (repacked({"word/media/a.png": bytes(package.MAX_UNPACKED + 1)}), "展开后太大"),
    ],
    ids=["no zip", "old or encrypted", "cut", "xml bomb", "many files", "media bomb"],
)
def test_a_file_that_is_not_word_or_too_large_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read_word(data)


def test_a_member_larger_than_declared_is_refused_without_unpacking_it() -> None:
    size = 60_000_000
    bomb = repacked({"word/a.xml": bytes(size)})
    bomb = bomb.replace(struct.pack("<I", size), struct.pack("<I", 100))
    tracemalloc.start()
    try:
        with pytest.raises(DocumentError, match="已损坏"):
            read_word(bomb)
        assert tracemalloc.get_traced_memory()[1] < size / 4
    finally:
        tracemalloc.stop()


def test_entities_are_not_expanded() -> None:
    stream = io.BytesIO(saved(lines("办法", "正文在此。")))
    with zipfile.ZipFile(stream) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    xml = members["word/document.xml"].decode()
    head, _, rest = xml.partition("?>")
    dtd = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY f "炸弹">]>'
    members["word/document.xml"] = f"{head}?>{dtd}{rest.replace('在此', '&e;&f;')}".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    draft = read_word(out.getvalue())
    assert not any("root:" in part.text or "炸弹" in part.text for part in draft.parts)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.binary(min_size=1, max_size=30))
def test_a_broken_file_is_refused_or_read(place: int, noise: bytes) -> None:
    data = BASE
    at = place % len(data)
    with suppress(DocumentError):
        finish(read_word(data[:at] + noise + data[at + len(noise) :]), "x")


BASE = saved(lines("办法", "正文。", "一、采购", "第二段。"))
