from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import DocumentError
from index.formats.markdown.reader import read_markdown
from index.loading.assembly import finish
from index.loading.loader import read_document
from index.model import Article
from tests.data.fixtures import write_note
from tests.data.word import article_of, lines


def test_the_title_property_is_used_if_the_text_has_no_title() -> None:
    document = lines("这一段很长" * 30, "第二段。")
    document.core_properties.title = "用药办法"
    assert article_of(document).title == "用药办法"


def read(text: str) -> Article:
    [article], warnings = finish(read_markdown(text), "说明")
    assert warnings == []
    return article


def test_the_title_is_the_only_heading_of_the_first_level() -> None:
    assert read("# 甲\n\n文字。\n\n## 乙\n\n文字。").title == "甲"
    article = read("# 甲\n\n文字。\n\n# 乙\n\n文字。")
    assert (article.title, article.text) == ("说明", "甲\n文字。\n乙\n文字。")


def test_a_file_of_markup_alone_is_empty(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="文件是空的"):
        read_document(write_note(tmp_path, "a.md", "# \n\n<br/>\n"))


@pytest.mark.parametrize(
    ("head", "kept"),
    [
        ("1990年12月28日 市第七届人民代表大会通过", "1990年12月28日"),
        ("江城市献血条例", ""),
        ("江城市献血条例（2021年修正）", ""),
        ("江城市献血\n\n条例", ""),
        ("本条例自1998年10月1日起施行", "本条例自1998年10月1日起施行"),
    ],
)
def test_a_line_is_taken_for_the_title_only_if_it_has_something_of_the_one_told(head, kept) -> None:
    text = f"---\ntitle: 江城市献血条例\n---\n\n{head}\n\n第一条 年满18周岁的公民可以献血。\n"
    article = read(text)
    assert article.title == "江城市献血条例"
    assert article.text.startswith(kept or "第一条")
