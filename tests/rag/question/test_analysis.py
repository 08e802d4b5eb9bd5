from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.question.analysis import (
    asks_of_a_time,
    issue_hints,
    key_terms,
    ordinals,
    split_parts,
)


def parts(text: str, start: int = 0) -> list[str]:
    return [text[a:b] for a, b in split_parts(text, start)]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("建了多少家社区医院？", ["建了多少家社区医院？"]),
        ("建了多少家，签约率是多少？", ["建了多少家，", "签约率是多少？"]),
        ("建了多少家？资金谁出？", ["建了多少家？", "资金谁出？"]),
        ("票价降了多少、涉及多少条线路？", ["票价降了多少、", "涉及多少条线路？"]),
        ("有哪些药、器械降了价？", ["有哪些药、器械降了价？"]),
        ("到2025年，全市要建多少家？", ["到2025年，全市要建多少家？"]),
        ("建了多少家社区医院，请说明。", ["建了多少家社区医院，请说明。"]),
        ("介绍社区医院", ["介绍社区医院"]),
    ],
)
def test_a_question_is_cut_where_both_sides_ask(asked: str, expected: list[str]) -> None:
    assert parts(asked) == expected


def test_a_rest_too_short_to_stand_alone_stays_with_the_part_before() -> None:
    assert parts("建了多少家社区医院？为啥？") == ["建了多少家社区医院？为啥？"]


@given(st.text(alphabet="多少谁吗呢，。？；; a1\n的医保什么", max_size=60), st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_parts_are_ordered_do_not_overlap_and_stay_inside_the_text(text: str, start: int) -> None:
    start = min(start, len(text))
    found = split_parts(text, start)
    assert found[-1][1] == len(text)
    at = start
    for left, right in found:
        assert at <= left <= right <= len(text)
        at = right


def test_key_terms_are_ordinals_years_quoted_words_latin_words_and_figures() -> None:
    text = "2021年第二批集采里“双通道”的PD-1降了53.5%吗"
    assert key_terms(text) == {"2021", "第二批", "双通道", "pd-1", "53.5"}
    assert key_terms("社区医院怎么建") == frozenset()


def test_ordinals_are_grouped_by_unit() -> None:
    assert ordinals("第二批和第三批，第5轮") == {"批": {"二", "三"}, "轮": {"5"}}
    assert ordinals("第一，要加强管理") == {}


@pytest.mark.parametrize(
    ("asked", "issues"),
    [
        ("2031年1月那期和3月那期各说多少？", ["2031-01", "2031-03"]),
        ("到2030年11月那期出到哪一步了？", ["2030-11"]),
        ("2031年3月那篇谈运营的文章", ["2031-03"]),
        ("2031年3月起执行的目录有多少种药？", []),
        ("3月那期说了什么？", []),
    ],
)
def test_issues_named_by_month_are_recognised(asked: str, issues: list[str]) -> None:
    assert issue_hints(asked) == issues


def test_a_year_or_an_issue_in_a_question_is_recognised() -> None:
    assert asks_of_a_time("2031年有多少家？")
    assert asks_of_a_time("2031年3月那期说了什么？")
    assert not asks_of_a_time("3月有多少家？")


@pytest.mark.parametrize(
    "asked",
    [
        "几家食品厂想合用一个仓库，要满足什么要求？",
        "我种了几亩茶园，能领哪些补助？",
        "各县把图书馆并入文化馆，报备要在几日内完成？",
        "这几年老有人占道停车，由谁来管？",
        "没多少人报名的夜校，怎么处理？",
        "船员每月该领多少津贴，由哪个部门核定？",
        "不管是谁，借书要带什么证件？",
    ],
)
def test_a_stretch_that_narrates_is_no_part_of_its_own(asked: str) -> None:
    assert len(split_parts(asked)) == 1


@pytest.mark.parametrize(
    "asked",
    [
        "读者证能借几册，押金是多少元？",
        "押金是多少元，由谁收取？",
        "试点选了几个市，分几步走？",
        "药品能不能退货，运费谁出？",
        "迟到会不会扣分？一次扣几分？",
        "游船可不可以夜航，要办什么手续？",
    ],
)
def test_each_question_is_a_part(asked: str) -> None:
    assert len(split_parts(asked)) == 2
