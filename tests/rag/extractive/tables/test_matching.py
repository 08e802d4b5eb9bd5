from __future__ import annotations

import pytest

from rag.extractive.tables.matching import Place, in_pieces, places, runs, shared
from rag.extractive.tables.wording import readings, superlative


@pytest.mark.parametrize(
    ("name", "question", "found"),
    [
        ("青禾街", "青禾街和西青禾街的电话", [Place(0, 3), Place(5, 8)]),
        ("1000", "每年缴1000元", [Place(3, 7)]),
        ("100", "每年缴1000元", []),
        ("200", "每年缴1,200元", []),
        ("二级", "十二级风", []),
        ("级", "三级医院", []),  # too short to be a name
    ],
)
def test_a_whole_name_is_found_but_no_part_of_a_number(name, question, found) -> None:
    assert places(name, [question]) == found


def test_the_longest_stretches_of_both_are_found() -> None:
    assert shared("办公电话", ["青禾街的电话是多少"]) == {Place(4, 6)}
    assert shared("2030年", ["2035年"]) == set()


def test_a_name_may_be_said_in_pieces() -> None:
    asked = "退休人员在三级医院的报销比例"
    assert in_pieces("退休人员报销比例", [asked]) == {Place(0, 4), Place(10, 14)}
    assert in_pieces("在职职工报销比例", [asked]) == set()


def test_offsets_form_stretches() -> None:
    assert runs({4, 1, 2, 7}) == [Place(1, 3), Place(4, 5), Place(7, 8)]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("调整前后", "调整前"),
        ("调整前后", "调整后"),
        ("一二级医院", "一级医院"),
        ("男女职工", "男职工"),
        ("男女职工", "女职工"),
    ],
)
def test_what_is_said_together_reads_as_each_name(asked, name) -> None:
    read = [reading.replace("\0", "") for reading in readings(asked)]
    assert name in read
    assert {len(reading) for reading in readings(asked)} == {len(asked)}


def test_the_last_superlative_counts_and_only_where_something_is_chosen() -> None:
    assert superlative("哪一批的最高降幅最小？") == (-1, (8, 10))
    assert superlative("最高降幅是多少？") is None
