from __future__ import annotations

import pytest

from rag.evidence.enumerations import enumerations
from tests.data.fixtures import article


def heads(*lines: str) -> list[list[str]]:
    """Return the heads of each enumeration's items."""
    found = article(*lines)
    return [[found.text[i.start : i.head_end] for i in one.items] for one in enumerations(found)]


@pytest.mark.parametrize(
    "marks",
    [
        ["一是", "二是", "三是"],
        ["第一，", "第二，", "第三，"],
        ["一、", "二、", "三、"],
        ["（一）", "（二）", "（三）"],
        ["(1)", "(2)", "(3)"],
        ["1、", "2、", "3、"],
        ["1.", "2.", "3."],
        ["2.1", "2.2", "2.3"],
        ["①", "②", "③"],
    ],
)
def test_items_of_every_style_are_collected_across_paragraphs(marks: list[str]) -> None:
    lines = [
        f"{mark}推进第{n}项改革的工作。其余照旧办理。"
        for mark, n in zip(marks, "甲乙丙", strict=True)
    ]
    assert heads("市里布置了工作：", *lines, "会议到此结束，大家散会。") == [
        [line[: line.index("。") + 1] for line in lines]
    ]


def test_items_in_one_sentence_end_at_its_semicolons() -> None:
    assert heads("要做三件事：一是建医院；二是配药品；三是管价格。") == [
        ["一是建医院；", "二是配药品；", "三是管价格。"]
    ]


def test_an_enumeration_inside_an_item_is_separate() -> None:
    assert heads("一、先做准备。", "一是看病。二是吃药。", "二、再做总结。") == [
        ["一、先做准备。", "二、再做总结。"],
        ["一是看病。", "二是吃药。"],
    ]


def test_a_new_first_item_starts_a_new_enumeration() -> None:
    assert heads("一是甲项工作。二是乙项工作。", "一是丙项工作。二是丁项工作。") == [
        ["一是甲项工作。", "二是乙项工作。"],
        ["一是丙项工作。", "二是丁项工作。"],
    ]


def test_a_gap_in_the_numbers_ends_an_enumeration() -> None:
    assert heads("一是甲项工作。二是乙项工作。四是丁项工作。") == [
        ["一是甲项工作。", "二是乙项工作。"]
    ]


def test_decimals_amounts_and_single_items_are_no_enumeration() -> None:
    assert heads("1.5万元由财政承担，2.5万元自付。", "3.7%的人没有参保。") == []
    assert heads("一是甲项工作。") == []


def test_chinese_numerals_above_ten_are_read() -> None:
    numerals = "一二三四五六七八九十"
    points = [
        f"{n}、甲项工作。" for n in [*numerals, *(f"十{n}" for n in numerals[:9]), "二十", "二十一"]
    ]
    assert heads(*points) == [points]


def test_the_articles_of_a_law_are_no_enumeration() -> None:
    assert (
        heads(
            "第一条 为了管好药品，制定本规定。", "第二条 药店应当登记。", "第三条 本规定即日施行。"
        )
        == []
    )


def test_points_that_a_speaker_numbers_are_an_enumeration_even_as_articles() -> None:
    lines = ["第一条，药品要够用。", "第二条，价格要公道。"]
    assert heads("他提了两条：", *lines) == [lines]
    assert heads("他提了两条：", "第一条是药品要够用。", "第二条是价格要公道。")


def test_stages_and_kinds_are_counted_too() -> None:
    stages = ["第一个阶段：摸清底数。", "第二个阶段：分步推开。"]
    assert heads("分两步走：", *stages) == [stages]
    kinds = ["第一类是村医。", "第二类是护士。"]
    assert heads("分两类人：", *kinds) == [kinds]
