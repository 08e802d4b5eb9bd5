from __future__ import annotations

import pytest

from rag.question.answer_type import (
    SAME_FAMILY,
    asks_figure,
    conflicts,
    figure_fit,
    has_new,
    is_new,
)
from rag.question.units import FIGURE


def fit(said: str, asked: str) -> float:
    """Return how well a text has the figure that a question of one part asks for."""
    return figure_fit(said, asked, asked)


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
        ("涉及多少种药？", "涉及12个品种"),
        ("服务了多少人次？", "共1,200余人次"),
        ("服务了多少人？", "共1.2万人"),
        ("什么时候开始？", "6月1日起"),
        ("哪一年建成？", "计划2033年建成"),
    ],
)
def test_a_number_with_the_unit_asked_for_fits(asked: str, said: str) -> None:
    assert fit(said, asked) == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("建了多少家医院？", "家庭医生制度"),
        ("花了多少钱？", "共30家"),
        ("签约率是多少？", "共30家"),
        ("什么时候开始？", "全面开始"),
        ("为什么要建？", "共30家"),
    ],
)
def test_another_unit_does_not_fit(asked: str, said: str) -> None:
    assert fit(said, asked) == 0


def test_a_number_of_things_in_another_unit_fits_in_part() -> None:
    assert fit("共30名", "服务了多少位？") == SAME_FAMILY
    assert fit("共3亿元", "服务了多少位？") == SAME_FAMILY
    assert fit("30日", "服务了多少位？") == 0
    assert 0 < SAME_FAMILY < 1


def test_a_figure_must_be_new_to_the_question() -> None:
    asked = "2021年签约率是多少？"
    assert fit("2021年签约率上升", asked) == 0
    assert fit("2021年签约率为75%", asked) == 1
    assert fit("签约率为百分之七十五", asked) == 1
    assert fit("签约率统一上升", asked) == 0
    assert fit("签约率为75%", "为什么签约？") == 0


def test_a_figure_in_another_part_of_the_question_is_not_new() -> None:
    question = "建了30家以后，又建了多少家？"
    assert figure_fit("建成30家", "又建了多少家？", question) == 0
    assert figure_fit("建成31家", "又建了多少家？", question) == 1


def test_a_figure_is_new_unless_the_question_has_it_or_a_number_in_it() -> None:
    assert is_new("31家", "建成30家以后")
    assert not is_new("30家", "建成30家以后")
    assert not is_new("30所", "建成30家以后")


def test_one_new_figure_in_a_text_is_enough() -> None:
    assert has_new(FIGURE, "从30家增加到45家", "建成30家以后")
    assert not has_new(FIGURE, "建成了30家", "建成30家以后")
    assert not has_new(FIGURE, "建成了一些", "建成30家以后")


@pytest.mark.parametrize(
    "asked", ["建了多少家？", "要几天？", "花了多少钱？", "签约率是多少？", "何时开始？"]
)
def test_numbers_amounts_times_and_dates_are_figures(asked: str) -> None:
    assert asks_figure(asked)


@pytest.mark.parametrize("asked", ["为什么要建？", "这话是谁说的？", "医院好多家是谁建的？"])
def test_other_questions_ask_for_no_figure(asked: str) -> None:
    assert not asks_figure(asked)


def test_a_statement_on_another_batch_conflicts() -> None:
    asked = "第二批集采有多少种药？"
    assert conflicts("第三批集采有55种", asked)
    assert not conflicts("第二批集采有32种", asked)
    assert not conflicts("第二批、第三批一共87种", asked)
    assert not conflicts("第三轮谈判有55种", asked)  # another unit
    assert not conflicts("集采有32种", asked)
    assert not conflicts("第三批集采有55种", "集采有多少种药？")


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ("办渡口证要交多少钱？", 0),
        ("渡口证怎么收费，收多少钱？", 0),
        ("办渡口证罚多少钱？", 1),
        ("没办渡口证要交多少钱？", 1),
        ("逾期不检验要缴多少钱？", 1),
        ("渡口一年能拿多少钱？", 1),
    ],
)
def test_a_fine_is_no_fee(asked: str, fits: float) -> None:
    assert fit("没有渡口证的，处500元罚款。", asked) == fits
    assert fit("渡口证每本50元。", asked) == 1
