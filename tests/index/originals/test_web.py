"""What of a web page is shown, and how."""

from __future__ import annotations

from typing import Any

import pytest

from index.errors import DocumentError
from index.originals.blocks import Block
from index.originals.web import web_blocks


def shown(body: str) -> list[dict[str, Any]]:
    html = f"<html><body><div>{body}</div></body></html>"
    return [block.model_dump(exclude_defaults=True) for block in web_blocks(html)]


def texts(blocks: list[Block]) -> list[str]:
    return [f"{block.mark}{block.text}" for block in blocks]


def test_headings_emphasis_and_line_ends_are_kept() -> None:
    heading, paragraph = shown(
        "<h2>一、目标</h2><p align=center>到<b>2030年</b><br><u>达到</u> <s>旧</s> x<sup>2</sup></p>"
    )
    assert heading == {"kind": "heading", "level": 2, "runs": [{"text": "一、目标"}]}
    assert paragraph["centred"]
    assert [r for r in paragraph["runs"] if r["text"].strip()] == [
        {"text": "到"},
        {"text": "2030年", "bold": True},
        {"text": "达到", "underlined": True},
        {"text": "旧", "struck": True},
        {"text": " x"},
        {"text": "2", "script": "sup"},
    ]
    assert {"text": "\n"} in paragraph["runs"]


def test_lists_have_their_numbers_and_depths() -> None:
    blocks = web_blocks(
        "<body><ol><li>甲项<ul><li>乙项</li></ul></li><li><p>丙项</p><p>丙项续</p></li></ol></body>"
    )
    assert texts(blocks) == ["1.甲项", "•乙项", "2.丙项", "丙项续"]
    assert [block.level for block in blocks] == [1, 2, 1, 1]


def test_tables_keep_their_spans_and_layout_tables_are_none() -> None:
    [table] = shown(
        "<table><tr><th colspan=2>地区</th></tr><tr><td rowspan=2>东湖</td><td>35</td></tr>"
        "<tr><td>18</td></tr></table>"
    )
    [[head], [east, _], [_]] = table["rows"]
    assert (head["across"], head["header"], east["down"]) == (2, True, 2)
    layout = shown("<table><tr><td><p>第一段。</p><p>第二段。</p></td></tr></table>")
    assert [block["kind"] for block in layout] == ["paragraph", "paragraph"]


def test_scripts_menus_and_hidden_text_are_left_out_and_pictures_named() -> None:
    blocks = web_blocks(
        "<body><nav>首页</nav><div><p>正文的一句话。<script>alert(1)</script></p>"
        "<p style='display:none'>藏</p><img src='javascript:x' onerror='y' alt='流程图'>"
        "<img src=i.gif width=16 height=16></div></body>"
    )
    assert texts(blocks) == ["正文的一句话。", "流程图"]
    assert blocks[1].kind == "picture"


def test_line_ends_of_listings_are_kept() -> None:
    [listing] = web_blocks("<body><pre>第一行\n  第二行</pre></body>")
    assert (listing.kind, listing.text) == ("listing", "第一行\n  第二行")


def test_a_page_nested_too_deeply_is_refused() -> None:
    with pytest.raises(DocumentError):
        web_blocks("<body>" + "<div>" * 5000 + "深" + "</div>" * 5000 + "</body>")


def test_tables_in_tables_end_somewhere() -> None:
    rows = "<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td>"
    assert "丁" in str(shown(rows * 12 + "丁" + "</td></tr></table>" * 12))
