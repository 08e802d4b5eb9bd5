from __future__ import annotations

import pytest

from index.formats.web.html import parse_html, parts_of
from index.formats.web.lists import numeral


def lines(text: str) -> list[str]:
    return [part.text for part in parts_of(parse_html(text))]


@pytest.mark.parametrize(
    ("tag", "marks"),
    [
        ("<ol>", ["1.", "2."]),
        ("<ol start=3 type=A>", ["C.", "D."]),
        ("<ol start=0>", ["0.", "1."]),
        ("<ol start=x>", ["1.", "2."]),
        ("<ol reversed>", ["2.", "1."]),
        ("<ol type=i start=4>", ["iv.", "v."]),
        ("<ol style='list-style-type: upper-roman'>", ["I.", "II."]),
        ("<ol style='list-style-type:cjk-ideographic' start=10>", ["十、", "十一、"]),
        ("<ol style='list-style: none'>", ["", ""]),
        ("<ol class='custom_cn2'>", ["（一）", "（二）"]),
        ("<ul>", ["", ""]),
        ("<ul style='list-style-type:decimal'>", ["1.", "2."]),
    ],
)
def test_entries_are_numbered_as_a_browser_numbers_them(tag: str, marks: list[str]) -> None:
    assert lines(f"{tag}<li>甲。<li>乙。") == [f"{marks[0]}甲。", f"{marks[1]}乙。"]


def test_nested_and_resumed_lists_keep_their_numbers() -> None:
    page = (
        "<ol><li>住院<ol type=a><li>证<li value=26>章<li>单</ol><li><p>门诊</p><p>另附</p></ol>"
        "<p>说明</p><ol start=3><li>药店</ol>"
    )
    assert lines(page) == [
        *("1.住院", "a.证", "z.章", "aa.单", "2.门诊", "另附", "说明", "3.药店"),
    ]


def test_a_number_is_neither_doubled_nor_glued_to_a_figure() -> None:
    page = "<ol><li>1、甲<li>50元以下<li>５０元<li hidden>藏<li><h3>题</h3></ol>"
    assert lines(page) == ["1、甲", "2. 50元以下", "3. ５０元", "4.题"]


def test_numbers_beyond_a_kind_are_written_in_digits() -> None:
    assert [numeral(0, "a"), numeral(-2, "I"), numeral(4000, "i"), numeral(702, "A")] == [
        *("0", "-2", "4000", "ZZ"),
    ]
