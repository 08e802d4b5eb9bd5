from __future__ import annotations

from datetime import date

import pytest

from rag.question.asked_time import LAST_DAY, AskedTime, asked_time
from rag.question.understanding import understand

TODAY = date(2026, 11, 27)
NOW = TODAY.isoformat()


def read(asked: str) -> AskedTime:
    return asked_time(understand(asked), TODAY)


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ("2020年的规定是什么？", "2020-12-31"),
        ("2020年时限额是多少？", "2020-12-31"),
        ("截至2023年6月限额是多少？", "2023-06-30"),
        ("2024年2月的限额是多少？", "2024-02-29"),
        ("2023年6月15日的限额是多少？", "2023-06-15"),
        ("2023-06-15的限额是多少？", "2023-06-15"),
        ("2020年以前的限额是多少？", "2019-12-31"),
        ("去年的限额是多少？", "2025-12-31"),
        ("2020年12家医院的限额是多少？", "2020-12-31"),
        ("2020年以来的限额是多少？", NOW),
        ("2036年以后限额是多少？", "2036-12-31"),
        ("2023年13月的限额是多少？", "2023-12-31"),
    ],
)
def test_a_time_that_a_question_names_is_read_as_its_last_day(asked: str, day: str) -> None:
    assert read(asked) == AskedTime(day, NOW)


@pytest.mark.parametrize(
    "asked",
    [
        "限额是多少？",
        "现行的限额是多少？",
        "清政发〔2018〕6号的限额是多少？",
        "《2020年要点》说了什么？",
        "2024年修订的办法里限额是多少？",
        "30日以前要申请吗？",
    ],
)
def test_without_a_time_asked_for_it_is_today(asked: str) -> None:
    assert read(asked) == AskedTime(NOW, NOW)


@pytest.mark.parametrize(
    "asked", ["以前的限额是多少？", "旧办法的限额是多少？", "原来限额是多少？"]
)
def test_former_rules_are_asked_for(asked: str) -> None:
    assert read(asked).versions == "former"


@pytest.mark.parametrize(
    "asked",
    [
        "限额有什么变化？",
        "这个办法的历史沿革",
        "限额现在和以前相比怎样？",
        "2018年和2023年的限额各是多少？",
    ],
)
def test_all_versions_are_asked_for(asked: str) -> None:
    assert read(asked).versions == "all"


def test_what_is_new_need_not_be_in_force_yet() -> None:
    assert read("新的办法什么时候施行？").day == LAST_DAY


def test_a_follow_up_s_own_time_counts_before_that_of_the_question_before() -> None:
    history = [
        {"role": "user", "content": "2020年门诊统筹的年度限额是多少？"},
        {"role": "assistant", "content": "4000元。"},
    ]
    assert asked_time(understand("那2015年呢？", history), TODAY).day == "2015-12-31"
    assert asked_time(understand("那起付线呢？", history), TODAY).day == "2020-12-31"
