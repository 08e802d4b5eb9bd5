from __future__ import annotations

from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index.formats.word.numbering import format_number
from index.model import Article
from tests.data.word import article_of, lines


def shown(article: Article) -> list[tuple[str, int, str]]:
    return [(b.kind, b.level, article.text[b.start : b.end]) for b in article.blocks]


def numbered(document: Any, identity: int, levels: list[tuple[str, str]]) -> None:
    """Add an automatic list to a document, with the number format and text of each level."""
    depths = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    root = document.part.numbering_part.element
    names = nsdecls("w")
    abstract = f'<w:abstractNum {names} w:abstractNumId="{identity}">{depths}</w:abstractNum>'
    root.insert(0, parse_xml(abstract))
    root.append(
        parse_xml(
            f'<w:num {names} w:numId="{identity}"><w:abstractNumId w:val="{identity}"/></w:num>'
        )
    )


def add_item(document: Any, text: str, identity: int, depth: int = 0) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{identity}"/></w:numPr>'
        )
    )


def test_automatic_numbers_are_counted_as_word_counts_them() -> None:
    document = lines("办法", "总述如下。")
    numbered(document, 71, [("chineseCounting", "第%1条"), ("decimal", "（%2）")])
    for text, depth in [("采购。", 0), ("甲。", 1), ("乙。", 1), ("监督。", 0), ("丙。", 1)]:
        add_item(document, text, 71, depth)
    add_item(document, "不在列表里。", 0)
    assert article_of(document).text.split("\n")[1:] == [
        "第一条采购。",
        "（1）甲。",
        "（2）乙。",
        "第二条监督。",
        "（1）丙。",
        "不在列表里。",
    ]


def test_automatic_numbers_make_headings_where_no_style_does() -> None:
    document = lines("办法")
    numbered(document, 72, [("chineseCountingThousand", "%1、")])
    add_item(document, "完善采购机制", 72)
    document.add_paragraph("村卫生室统一采购药品，每季度公布一次价格，群众随时可以查看。")
    assert shown(article_of(document))[0] == ("heading", 1, "一、完善采购机制")


@pytest.mark.parametrize(
    ("form", "shown"),
    [("decimal", "4"), ("upperRoman", "IV"), ("lowerLetter", "d"), ("decimalEnclosedCircle", "④")],
)
def test_numbers_are_formatted_in_other_forms(form: str, shown: str) -> None:
    assert format_number(4, form) == shown
