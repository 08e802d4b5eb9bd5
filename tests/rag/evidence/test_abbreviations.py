from __future__ import annotations

import pytest

from index.model import Article
from rag.evidence.abbreviations import long_forms, shortened


def article(*lines: str) -> Article:
    return Article("文", 1, lines[0], "\n".join(lines))


@pytest.mark.parametrize(
    ("asked", "long", "short"),
    [
        ("低保标准是多少？", "最低生活保障", "低保"),
        ("新农合每年交多少钱？", "新型农村合作", "新农合"),
        ("公租房租金是多少？", "公共租赁住房", "公租房"),
        ("集采降价多少？", "集中采购", "集采"),
        ("居保每年缴多少？", "居民养老保险", "居保"),
    ],
)
def test_a_term_whose_words_an_abbreviation_is_taken_from_is_its_long_form(
    asked: str, long: str, short: str
) -> None:
    document = article(f"关于调整{long}的通知", f"{long}按月核定。")
    assert (long, short) in long_forms(asked, document)


def test_words_that_stand_side_by_side_by_chance_are_no_term() -> None:
    assert long_forms("医保报多少？", article("通知", "由医院保管病历。")) == ()


def test_a_common_word_abbreviates_nothing() -> None:
    document = article("医院治疗办法", "医院治疗。医院治疗。")
    assert long_forms("医疗费用是多少？", document) == ()


@pytest.mark.parametrize("how", ["以下简称居民医保", "以下简称：“居民医保”", "下称“居民医保”"])
def test_a_document_defines_its_own_abbreviations(how: str) -> None:
    document = article("办法", f"城乡居民基本医疗保险（{how}）由市统筹。")
    assert long_forms("缴多少？", document) == (("居民基本医疗保险", "居民医保"),)


def test_a_short_name_that_abbreviates_nothing_before_it_is_left_out() -> None:
    assert long_forms("缴多少？", article("办法", "老人和儿童（以下统称保障对象）参保。")) == ()


def test_long_forms_are_replaced_in_a_text() -> None:
    document = article("最低生活保障办法", "最低生活保障标准为900元。")
    assert shortened(document.text, "低保标准", document) == "低保办法\n低保标准为900元。"
