from __future__ import annotations

import pytest

from index.errors import DocumentError
from index.formats.html import parse_html, parts_of
from index.formats.webpage import read_webpage
from index.loading.assembly import finish
from index.model import Article


def read(text: str) -> Article:
    [article], _ = finish(read_webpage(text), "网页")
    return article


def test_a_page_nested_deeper_than_the_parser_allows_is_refused() -> None:
    with pytest.raises(DocumentError, match="嵌套太深"):
        parse_html("<div>" * 5_000 + "文字。" + "</div>" * 5_000)


def test_header_rows_are_those_of_header_cells() -> None:
    table = "<table><tr><th>区<th>家</tr><tr><td>东湖<td>35</tr></table>"
    assert [(part.text, part.header_rows) for part in parts_of(parse_html(table))] == [
        ("区\t家\n东湖\t35", 1)
    ]


def test_headings_nest_by_their_tags() -> None:
    page = "<h1>题</h1><p>甲。</p><h2>采购</h2><p>乙。</p><h4>价格</h4><p>丙。</p>"
    levels = [(b.level, b.kind) for b in read(page).blocks if b.kind == "heading"]
    assert levels == [(1, "heading"), (2, "heading")]
