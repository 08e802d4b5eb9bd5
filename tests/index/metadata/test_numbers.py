from __future__ import annotations

import pytest

from index.metadata.numbers import doc_number, number_among, orders_in


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("（清医保办发〔2031〕19 号）", "清医保办发〔2031〕19号"),
        ("(清医保办发[2031]19号)", "清医保办发〔2031〕19号"),
        ("清医保发【2031】7号", "清医保发〔2031〕7号"),
        ("清医保发［2031］ 第 7 号", "清医保发〔2031〕7号"),
        ("清医保发（2031）１２号", "清医保发〔2031〕12号"),
        ("清河市卫生局令第 53 号", "清河市卫生局令第53号"),
        ("（清河市卫生局令第53号）", "清河市卫生局令第53号"),
        ("清河市卫生局第53号令", "清河市卫生局第53号令"),
        ("中华人民共和国主席令第三十五号", "中华人民共和国主席令第三十五号"),
        ("公告2031年第3号", "公告2031年第3号"),
        ("清河省药监局公告　2031年 第3号", "清河省药监局公告2031年第3号"),
        ("清河省药监局关于药品召回的公告 2031年第3号", ""),
        ("按照卫生局第53号令", ""),
    ],
)
def test_any_brackets_orders_and_notices(line: str, number: str) -> None:
    assert doc_number(line) == number


def test_a_number_alone_counts_below_what_it_numbers() -> None:
    assert number_among(["清河市人民政府令", "第 12 号"]) == "清河市人民政府令第12号"
    assert number_among(["2031年第3号"]) == ""
    assert number_among(["（2031年 第3号）"], "关于召回的公告") == "2031年第3号"
    assert number_among(["正文。"], "关于召回的公告（2031年第3号）") == "2031年第3号"
    assert number_among(["正文。"], "关于用药的通知（清卫〔2031〕3号）") == "清卫〔2031〕3号"


def test_orders_are_found_in_a_history() -> None:
    text = "（2031年2月14日清河市卫生局令第53号发布 2032年1月1日清河市卫生局令第60号修订）"
    assert orders_in(text) == ["清河市卫生局令第53号", "清河市卫生局令第60号"]
