from __future__ import annotations

import pytest

from index.errors import DocumentError
from index.formats.web.html import parse_html, parts_of
from index.formats.web.webpage import read_webpage
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


def shown(text: str) -> list[str]:
    return [part.text for part in parts_of(parse_html(text))]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>低于50×10<sup>9</sup>/L</p>", "低于50×10⁹/L"),
        ("<p>低于10<span style='vertical-align: Super'>9</span>/L</p>", "低于10⁹/L"),
        ("<p>限额6000<sup><a href='#n'>1</a></sup>元</p>", "限额6000元[1]"),
        ("<p>CO<sub>2</sub>，10<a href='#n'><sup>9</sup></a>/L</p>", "CO₂，10[9]/L"),
        ("<math><msup><mn>10</mn><mn>9</mn></msup></math>", "10⁹"),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "1÷2"),
    ],
)
def test_raised_and_lowered_text_changes_no_figure(page: str, text: str) -> None:
    assert shown(page) == [text]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("由<del>60%</del>70%执行", "由70%执行"),
        ("<s>5000元</s><ins>8000元</ins>", "8000元"),
        ("<strike>甲</strike>乙", "乙"),
        ("<span style='text-decoration:line-through'>5元</span>6元", "6元"),
        ("5000<del>6000</del>7000", "5000 7000"),
    ],
)
def test_struck_text_is_no_longer_valid(page: str, text: str) -> None:
    assert shown(f"<p>{page}</p>") == [text]


def test_only_what_is_shown_is_read() -> None:
    page = (
        "<!-- 1 --><template>2</template><noscript>3</noscript><p hidden>4</p>"
        "<details><summary>问</summary>答5</details><dl><dt>甲<dd>乙</dl><p hidden=until-found>6</p>"
        "</body></html><p>尾7</p>"
    )
    assert shown(page) == ["问", "答5", "甲", "乙", "6", "尾7"]


def test_lines_of_listings_and_blocks_by_style_stay_apart() -> None:
    page = "<pre>甲 80\n乙 70</pre><span style='display:block'>80</span>70<br>60<img>50"
    assert shown(page) == ["甲80", "乙70", "80", "70", "60 50"]


@pytest.mark.parametrize("text", ["ALT<ULN80>", "2**10", "发[2023](12)号", "&#49;"])
def test_text_that_looks_like_markup_is_kept(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    assert shown(f"<p>甲{escaped}</p><table><tr><td>a<td>{escaped}<tr><td>1<td>2</table>") == [
        f"甲{text}",
        f"a\t{text}\n1\t2",
    ]
