from __future__ import annotations

import pytest

from rag.language.quantities import fold, number, quantities, same_quantity


def read(text: str) -> list[tuple[float, str]]:
    return [(q.value, q.kind) for q in quantities(fold(text))]


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("百余家社区医院", 100, "plain"),
        ("百分之四十八", 48, "percent"),
        ("三四项", 4, "plain"),
        ("第一二批", 2, "ordinal"),
        ("13.50%", 13.5, "percent"),
        ("上升5.3个百分点", 5.3, "percent"),
        ("九成以上", 90, "percent"),
        ("七成半", 75, "percent"),
        ("三分之一", 33.3, "percent"),
        ("超过一半", 50, "percent"),
        ("2.4万人", 24000, "plain"),
        ("24,000家", 24000, "plain"),
        ("440多万人次", 4_400_000, "plain"),
        ("１ 500 亿".replace(" 500", "500"), 150_000_000_000, "plain"),
        ("一百二十家", 120, "plain"),
        ("上亿人次", 100_000_000, "plain"),
        ("统一三项标准", 3, "plain"),
        ("第七批", 7, "ordinal"),
        ("65岁以上", 65, "age"),
        ("二〇二一年", 2021, "year"),
        ("3.5倍", 3.5, "times"),
    ],
)
def test_value_and_kind(text: str, value: float, kind: str) -> None:
    assert read(text) == [(value, kind)]


def test_date_has_a_quantity_for_each_part() -> None:
    assert read("2021年11月3日") == [(2021, "year"), (11, "month"), (3, "day")]


@pytest.mark.parametrize(
    "text",
    [
        "“十四五”时期",
        "十四五规划",
        "“4+7”城市",
        "5G网络",
        "统一的一些",
        "成立",
        "第一个",
        "千家万户",
    ],
)
def test_words_with_numerals_are_not_quantities(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ("2.4万人", "24000人", True),
        ("48%", "百分之四十八", True),
        ("48%", "48个", False),
        ("10月", "10个", False),
        ("2021年", "2021", True),
        ("13.5%", "13.50%", True),
        ("120家", "12家", False),
    ],
)
def test_quantities_are_the_same_by_value_and_kind(a: str, b: str, alike: bool) -> None:
    (one,), (other,) = quantities(fold(a)), quantities(fold(b))
    assert same_quantity(one, other) is alike


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一百二十", 120),
        ("两万三千", 23000),
        ("三点五", 3.5),
        ("二〇二一", 2021),
        ("一〇", 10),
        ("一二", 2),
        ("十五", 15),
        ("1.5", 1.5),
    ],
)
def test_value_of_a_written_number(text: str, value: float) -> None:
    assert number(text) == value


def test_small_counts_are_told_apart_from_small_measures() -> None:
    assert [
        q.is_small_count for q in quantities(fold("三个方面，黄芪15g，排队20分钟，诊费12元"))
    ] == [
        True,
        False,
        False,
        False,
    ]
