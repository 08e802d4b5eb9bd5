from io import BytesIO

import pytest
from docx import Document

from index.errors import DocumentError
from ui.verify import reading
from ui.verify.reading import read_draft


def test_a_word_file_becomes_markdown_with_headings_and_tables():
    document = Document()
    document.add_heading("诊所工作简报", 0)
    document.add_heading("一、进展", 1)
    document.add_paragraph("全市有六十家诊所，都配备了两名全科医师。")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("区", "诊所", "东湖区", "40"), strict=True):
        cell.text = text
    stream = BytesIO()
    document.save(stream)
    text = read_draft("稿件.docx", stream.getvalue())
    assert text == (
        "# 诊所工作简报\n\n## 一、进展\n\n全市有六十家诊所，都配备了两名全科医师。\n\n"
        "区\t诊所\n东湖区\t40"
    )


def test_text_stays_as_it_is_in_any_encoding():
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert read_draft("稿.TXT", "诊所有医师。\r\n完。".encode(encoding)) == "诊所有医师。\n完。"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("稿.exe", b"MZ", "稿件要是"),
        ("稿", b"x", "稿件要是"),
        ("稿.docx", b"PK\x03\x04 nothing", "Word 文件已损坏"),
        ("稿.txt", b"\x00\xff\x00\xfe\x01", "编码"),
    ],
)
def test_a_file_that_is_no_draft_is_refused_in_one_sentence(name, data, says):
    with pytest.raises(DocumentError, match=says):
        read_draft(name, data)


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    with pytest.raises(DocumentError, match="文件太大"):
        read_draft("稿.txt", b"x" * 11)
