from __future__ import annotations

from dataclasses import replace

import pytest

from index.model import Article
from rag.evidence.listing import (
    MAX_ITEMS,
    MAX_UNASKED,
    Listing,
    asked_counts,
    asks_all,
    asks_one,
    asks_points,
    asks_several,
    find_listing,
)
from tests.data.fixtures import article
from tests.rag.evidence.builders import character_retrieval

POINTS = ("一是提高药品质量。", "二是增加村医收入。", "三是缩短排队时间。")
FILLER = "会上还宣读了贺信，合影留念，随后散会。" * 12
PLAN = article(
    "县里公布了改善看病的三项措施：", POINTS[0] + FILLER, POINTS[1] + FILLER, POINTS[2] + FILLER,
    "天气晴朗，与会者乘车返回。", title="改善看病的措施",
)  # fmt: skip


def heads(found: Listing | None, of: Article) -> list[str]:
    assert found is not None
    return [of.text[item.start : item.head_end] for item in found.enumeration.items]


def test_the_enumeration_asked_for_is_found_across_passages() -> None:
    found = find_listing(character_retrieval("改善看病有哪些措施？", PLAN))
    assert heads(found, PLAN) == list(POINTS)
    assert found is not None
    assert len(found.ranks) == 3
    assert found.holds(PLAN.id, 0, len(PLAN.text))
    assert not found.holds("2020-05-04/9", 0, len(PLAN.text))


def test_no_enumeration_answers_a_question_for_one_fact() -> None:
    assert find_listing(character_retrieval("改善看病花了多少元？", PLAN)) is None


def test_no_enumeration_about_something_else_answers() -> None:
    best = article("改善看病有哪些措施？有这些措施可以改善看病。", title="改善看病有哪些措施")
    other = replace(
        article("甲乙丙丁戊己庚辛壬癸。", "一是东。", "二是西。", title="子丑寅卯"), n=2
    )
    assert find_listing(character_retrieval("改善看病有哪些措施？", best, other)) is None


def test_of_two_enumerations_the_one_with_the_number_of_items_asked_for_answers() -> None:
    of = article(
        "改善看病的措施：", "一是看病。", "二是措施。", "改善看病的措施：", "一、看病改善。", "二、措施改善。", "三、改善改善。",
        title="改善看病的措施",
    )  # fmt: skip
    assert len(heads(find_listing(character_retrieval("改善看病有哪三项措施？", of)), of)) == 3


@pytest.mark.parametrize(
    ("asked", "counts"),
    [
        ("哪四块", {4}),
        ("八大任务和两个方面", {8, 2}),
        ("12项", {12}),
        ("第二十条", set()),
        ("哪些", set()),
    ],
)
def test_the_number_of_points_is_read_from_the_question(asked: str, counts: set[int]) -> None:
    assert asked_counts(asked) == counts


@pytest.mark.parametrize(
    "asked", ["改善看病的措施由谁负责？", "改善看病的措施是否有效？", "改善看病有措施吗？"]
)
def test_a_question_for_one_thing_or_whether_gets_no_enumeration(asked: str) -> None:
    assert asks_one(asked)
    assert find_listing(character_retrieval(asked, PLAN)) is None


def test_a_question_for_several_things_asks_for_all_even_with_a_person() -> None:
    assert asks_all("哪些措施由谁负责？") and not asks_one("哪些措施由谁负责？")


def test_very_many_items_answer_only_a_question_that_names_their_number() -> None:
    items = [f"{n}.改善看病措施。" for n in range(1, MAX_ITEMS + 2)]
    of = article("改善看病的措施：", *items, title="改善看病的措施")
    assert find_listing(character_retrieval("改善看病有哪些措施？", of)) is None
    asked = f"改善看病有哪{len(items)}项措施？"
    assert len(heads(find_listing(character_retrieval(asked, of)), of)) == len(items)


def test_headings_answer_only_where_several_things_are_asked_for() -> None:
    sections = (
        "（一）改善看病。" + FILLER,
        "（二）改善药房。" + FILLER,
        "（三）改善排队。" + FILLER,
    )
    plan = article("县里要改善看病：", *sections, title="改善看病")
    assert find_listing(character_retrieval("县里改善看病的牵头单位", plan)) is None
    assert heads(find_listing(character_retrieval("县里改善看病有哪些措施？", plan)), plan)


def test_a_long_enumeration_answers_only_where_several_things_are_asked_for() -> None:
    items = [
        f"{n}是改善看病的第{n}项，由县里的卫生、财政和人事部门共同负责落实；"
        for n in "一二三四五六七八九"
    ]
    plan = article("改善看病的分工如下：", *items, *items[:0], title="改善看病的分工")
    assert sum(map(len, items)) <= MAX_UNASKED
    assert find_listing(character_retrieval("改善看病的分工", plan))
    longer = [item[:-1] + "，每年年底向县里报告一次进展情况和存在的困难；" for item in items]
    plan = article("改善看病的分工如下：", *longer, title="改善看病的分工")
    assert find_listing(character_retrieval("改善看病的分工", plan)) is None


@pytest.mark.parametrize("asked", ["如何改善看病？", "为什么改善看病？", "改善看病的要点"])
def test_how_why_and_a_summary_may_be_answered_with_a_list(asked: str) -> None:
    assert asks_several(asked)
    assert not asks_several("县医院的院长是谁？")


@pytest.mark.parametrize("asked", ["为什么改善看病？", "门诊和药房分别由谁负责？", "咋改善看病？"])
def test_a_reason_and_what_each_of_two_does_are_no_headings(asked: str) -> None:
    assert not asks_points(asked)
    assert asks_points("改善看病有哪些措施？")
