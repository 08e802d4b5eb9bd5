from __future__ import annotations

import pytest

from rag.question.asked_of import asked_of, is_compared
from tests.rag.question.conversation import FIRST


@pytest.mark.parametrize("named", ["跟去年比", "和第二批相比", "与2019年比较", "相比上一批"])
def test_what_is_compared_with_is_known_by_its_words(named: str) -> None:
    assert is_compared(named)


@pytest.mark.parametrize("named", ["比例", "比价", "居民", "和职工", "去年"])
def test_what_is_named_without_a_comparison_is_not(named: str) -> None:
    assert not is_compared(named)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("签约率", "2021年海蓝市社区医院的签约率是多少？"),
        ("目的", "2021年海蓝市社区医院的目的是什么？"),
    ],
)
def test_what_is_named_is_asked_of_the_subject_and_its_year(named: str, expected: str) -> None:
    assert asked_of(FIRST, named, None) == expected


def test_nothing_is_asked_of_a_question_without_a_subject() -> None:
    assert asked_of("怎么？", "签约率", None) == ""
