from __future__ import annotations

import pytest

from tests.rag.extractive.verdicts.samples import judged


@pytest.mark.parametrize(
    ("question", "text", "word"),
    [
        ("残疾人停车要交停车费吗？", "残疾人停车免收停车费。", "不需要。"),
        ("车主需要承担赔偿责任吗？", "车主不承担赔偿责任。", "不需要。"),
        ("居民要付停车费吗？", "停车费由单位支付，居民本人不缴纳停车费。", "不需要。"),
        ("夜间停车还要先登记吗？", "市区实行夜间停车免登记。", "不需要。"),
    ],
)
def test_an_act_denied_or_free_of_charge_is_not_required(
    question: str, text: str, word: str
) -> None:
    assert judged(question, text) == word


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("居民要缴费吗？", "居民本人不缴纳的，由物业责令限期缴费。"),  # who breaks a rule
        ("停车要收费吗？", "物业应当避免收费过高。"),
        ("夜间停车要不要登记？", "实行东城示范片区老旧小区夜间停车免登记。"),
    ],
)
def test_who_breaks_a_rule_and_what_is_avoided_deny_nothing(question: str, text: str) -> None:
    assert judged(question, text) == ""
