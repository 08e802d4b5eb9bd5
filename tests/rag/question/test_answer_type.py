from __future__ import annotations

import pytest

from rag.question.answer_type import (
    asks_figure,
    conflicts,
    fits,
    focus,
    prefers_figures,
    requires_figure,
    unit_pattern,
)


def focused(text: str) -> list[str]:
    return [text[a:b] for a, b in focus(text, 0, len(text))]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("建了多少家医院？", "全市建成30家"),
        ("建了多少家医院？", "建成医院三十家"),
        ("花了多少钱？", "一共2.5亿元"),
        ("花了多少亿元？", "一共2.5亿元"),
        ("签约率是多少？", "达到75%"),
        ("占比多少？", "三成左右"),
        ("提高了百分之几？", "提高百分之五"),
        ("涉及几种药？", "涉及12个品种"),
        ("服务了多少人次？", "共1,200余人次"),
        ("服务了多少人？", "共1.2万人"),
    ],
)
def test_a_number_with_the_unit_asked_for_fits(asked: str, said: str) -> None:
    assert fits(said, asked, asked).unit == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("建了多少家医院？", "家庭医生制度"),
        ("花了多少钱？", "共30家"),
        ("签约率是多少？", "共30家"),
        ("为什么要建？", "共30家"),
    ],
)
def test_another_unit_does_not_fit(asked: str, said: str) -> None:
    assert fits(said, asked, asked).unit == 0


def test_a_number_of_things_in_another_unit_fits_by_half() -> None:
    assert fits("共30名", "服务了多少位？", "服务了多少位？").unit == 0.5
    assert fits("共3亿元", "服务了多少位？", "服务了多少位？").unit == 0.5
    assert fits("30日", "服务了多少位？", "服务了多少位？").unit == 0


def test_a_question_that_asks_for_no_unit_has_no_unit_pattern() -> None:
    assert unit_pattern("为什么要建？") is None
    assert unit_pattern("医院好多家是谁建的？") is None


def test_a_figure_must_be_new_to_the_question() -> None:
    asked = "2021年签约率是多少？"
    assert fits("2021年签约率上升", asked, asked).figure == 0
    assert fits("2021年签约率为75%", asked, asked).figure == 1
    assert fits("签约率为百分之七十五", asked, asked).figure == 1
    assert fits("签约率统一上升", asked, asked).figure == 0
    assert fits("签约率为75%", "为什么签约？", "为什么签约？").figure == 0


def test_a_figure_in_another_part_of_the_question_is_not_new() -> None:
    assert fits("建成30家", "签约率是多少？", "建了30家以后，签约率是多少？").figure == 0


@pytest.mark.parametrize(
    ("asked", "fitting", "other"),
    [
        ("什么时候开始？", "6月1日起", "全面开始"),
        ("这话是谁说的？", "院长林知秋表示", "全面开始"),
        ("为什么要改？", "因为人手不足", "全面开始"),
        ("有哪些措施？", "一是培训，二是配药", "全面开始"),
        ("费用是多少？", "每人30元", "每人一份"),
    ],
)
def test_words_of_the_expected_kind_of_answer_count(asked: str, fitting: str, other: str) -> None:
    assert fits(fitting, asked, asked).kind > fits(other, asked, asked).kind


def test_kind_is_the_share_of_the_expected_kinds_that_match() -> None:
    asked = "什么时候开始，为什么？"
    assert fits("6月1日起", asked, asked).kind == 0.5
    assert fits("因为人手不足，6月1日起", asked, asked).kind == 1
    assert fits("社区医院", "社区医院", "社区医院").kind == 0


def test_words_that_ask_for_a_figure_are_recognised() -> None:
    assert asks_figure("多少家")
    assert asks_figure("降幅")
    assert not asks_figure("为什么")


@pytest.mark.parametrize(
    ("asked", "asks", "prefers", "requires"),
    [
        ("多少家", True, True, True),
        ("百分之几", True, True, True),
        ("几种药", True, True, False),  # may be answered by naming them
        ("几岁", True, False, True),
        ("多长", True, False, False),
        ("率先", False, True, False),
        ("为什么", False, False, False),
    ],
)
def test_the_three_ways_to_ask_for_a_figure_differ(
    asked: str, asks: bool, prefers: bool, requires: bool
) -> None:
    assert (asks_figure(asked), prefers_figures(asked)) == (asks, prefers)
    assert requires_figure(asked) == requires


def test_a_statement_on_another_batch_conflicts() -> None:
    asked = "第二批集采有多少种药？"
    assert conflicts("第三批集采有55种", asked)
    assert not conflicts("第二批集采有32种", asked)
    assert not conflicts("第二批、第三批一共87种", asked)
    assert not conflicts("第三轮谈判有55种", asked)  # another unit
    assert not conflicts("集采有32种", asked)
    assert not conflicts("第三批集采有55种", "集采有多少种药？")


def test_the_focus_is_the_text_beside_the_asking_word() -> None:
    assert focused("到2025年，社区医院达到多少家？") == ["社区医院达到", "家"]
    assert focused("多少家医院参加？") == ["家医院参加"]
    assert focused("为什么要建社区医院？") == []


def test_the_focus_stays_near_the_asking_word_and_inside_its_part() -> None:
    text = "甲乙丙丁戊己庚辛壬癸多少甲乙丙丁戊己庚辛壬癸"
    before, after = focused(text)
    assert text.startswith("甲乙" + before)
    assert 4 <= len(before) == len(after) < 10
    text = "签约率是多少，建了多少家？"
    start = text.index("，") + 1
    assert [text[a:b] for a, b in focus(text, start, len(text))] == ["建了", "家"]
