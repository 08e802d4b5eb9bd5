from __future__ import annotations

import pytest

from rag.extractive.verdicts.wording import content_words, says, share_said


@pytest.mark.parametrize(
    ("text", "word"), [("提前支取", "支取"), ("医疗保险", "医保"), ("缴纳停车费", "缴费")]
)
def test_a_word_is_said_in_other_words(text: str, word: str) -> None:
    assert says(text, word) is (text != "缴纳停车费")  # too far apart


@pytest.mark.parametrize(("text", "word"), [("保医", "医保"), ("医，保", "医保"), ("车", "车位")])
def test_characters_out_of_order_or_beyond_a_comma_say_nothing(text: str, word: str) -> None:
    assert not says(text, word)


def test_words_that_say_nothing_of_the_act_are_left_out() -> None:
    assert content_words("我自己可以去登记车牌吗") == ["登记", "车牌"]


def test_the_share_counts_characters() -> None:
    assert share_said(["停车场", "收费"], "停车场关闭") == pytest.approx(0.6)
    assert share_said([], "停车") == 1
