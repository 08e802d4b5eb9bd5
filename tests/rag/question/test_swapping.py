from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from rag.question.swapping import Meanings, swapped
from tests.rag.question.meanings import FakeMeanings


class Axes:
    """Encodes a text as the axis of the list that it is in, of four; of none as zeros."""

    def __init__(self, *lists: Sequence[str]) -> None:
        self._lists = lists

    def embed(self, texts: Sequence[str], kind: str) -> np.ndarray:
        rows = [[float(text in words) for words in self._lists] for text in texts]
        return np.array(rows, np.float32)


@pytest.mark.parametrize(
    ("named", "before", "expected"),
    [
        ("中药", "西药加成多少？", "中药加成多少？"),
        ("法学院", "文学院有多少学生？", "法学院有多少学生？"),
        ("失业保险", "养老保险由谁缴？", "失业保险由谁缴？"),
        ("护士", "医生的学历要求是什么？", ""),
        ("怎么", "护士多少？", ""),
    ],
)
def test_words_that_end_alike_are_replaced(named: str, before: str, expected: str) -> None:
    assert swapped(named, before) == expected


def test_the_noun_likest_in_meaning_is_replaced() -> None:
    meanings = FakeMeanings(["护士", "医生"])
    assert swapped("护士", "医生的学历要求是什么？", meanings) == "护士的学历要求是什么？"


def test_a_noun_is_replaced_with_the_word_for_its_sort() -> None:
    meanings = FakeMeanings(["退休人员", "职工", "在职职工"])
    assert swapped("退休人员", "在职职工门诊起付线是多少？", meanings).startswith("退休人员门诊")


def test_a_thing_that_is_like_no_noun_replaces_a_short_subject() -> None:
    before = "药品平均降价多少？"
    assert swapped("耗材", before, FakeMeanings()) == "耗材平均降价多少？"
    assert swapped("费用", before, FakeMeanings(asked_for=["费用"])) == ""


def test_a_short_name_replaces_two_nouns_that_are_one_name() -> None:
    before = "海蓝联盟药物球囊平均降幅是多少？"
    alike = FakeMeanings(["起搏器", "药物", "药物球囊"])
    assert swapped("起搏器", before, alike) == "海蓝联盟起搏器平均降幅是多少？"


def test_a_person_replaces_the_person_and_not_the_name_after_it() -> None:
    meanings = FakeMeanings(["居民", "职工"])
    assert swapped("居民", "职工医保缴多少？", meanings) == "居民医保缴多少？"


def test_a_number_without_its_like_stands_in_front_but_an_article_of_no_law_does_not() -> None:
    assert swapped("2022年", "降价多少？") == "2022年降价多少？"
    assert swapped("第三批", "降价多少？") == "第三批降价多少？"
    assert swapped("第三条", "降价多少？") == ""


def test_meanings_are_compared_by_vectors() -> None:
    meanings = Meanings(Axes(["护士", "医生"], ["费用"]))  # type: ignore[arg-type]
    assert meanings.alike("护士", ["医生", "费用"]) == [1.0, 0.0]


def test_a_word_like_those_asked_for_is_told_from_a_word_for_a_thing() -> None:
    meanings = Meanings(Axes(["标准", "费用"], ["居民", "病人"]))  # type: ignore[arg-type]
    assert meanings.asked_for("费用")
    assert not meanings.asked_for("病人")
