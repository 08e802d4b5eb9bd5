from __future__ import annotations

from dataclasses import replace

import pytest

from rag.extractive.parts.naming import (
    belongs_alone,
    named_above,
    named_among,
    names,
    names_alone,
    things_of,
)
from rag.question.understanding import understand
from tests.rag.extractive.builders import candidate, one_block_article, statement


@pytest.mark.parametrize(
    ("text", "name", "other", "named"),
    [
        ("大型船每年检验一次。", "大型船", "小型船", True),
        ("小型船两年检验一次。", "大型船", "小型船", False),
        ("船只应当检验。", "大型船", "小型船", False),  # what both share names neither
        ("检验不合格的，限期修复。", "合格", "不合格", False),
        ("检验合格的，发给证书。", "合格", "不合格", True),
        ("检验不合格的，限期修复。", "不合格", "合格", True),
    ],
)
def test_a_thing_is_named_by_what_the_other_lacks(
    text: str, name: str, other: str, named: bool
) -> None:
    assert names(text, name, [other]) is named


def test_a_text_that_names_two_things_names_neither_alone() -> None:
    question = understand("大型船和小型船分别多久检验一次？")
    assert things_of(question, 0) == ["大型船", "小型船"]
    assert names_alone("大型船每年检验一次。", question, 0)
    assert not names_alone("大型船每年检验一次。", question, 1)
    assert not names_alone("大型船每年、小型船每两年检验一次。", question, 0)


def test_a_part_of_its_own_has_no_things_beside_it() -> None:
    assert things_of(understand("建了多少家？资金谁出？"), 0) == []


def test_a_statement_that_names_none_is_of_what_its_title_says() -> None:
    article = replace(one_block_article(text="三分钟内派车。"), title="四川省急救条例")
    said = statement(candidate(article), "三分钟内派车。", [0, 0])
    assert named_above(said, ["云南", "四川"]) == 1
    question = understand("四川和云南的急救车多久派出？")
    assert belongs_alone(said, question, 0)
    assert not belongs_alone(said, question, 1)


@pytest.mark.parametrize(
    ("text", "things", "named"),
    [
        ("营业性渡口收费。", ["营业性", "非营业性渡口"], [True, False]),
        ("非营业性渡口不收费。", ["营业性", "非营业性渡口"], [False, True]),
        ("渡口分为营业性和非营业性两类。", ["营业性", "非营业性渡口"], [True, True]),
        ("渡口都要检查。", ["营业性", "非营业性渡口"], [False, False]),
        ("第二类渡船要登记。", ["检查第二类", "第三类渡船"], [True, False]),
        ("大型船要检查。", ["大型船", "小型船"], [True, False]),
    ],
)
def test_the_noun_that_only_the_last_thing_has_names_none(
    text: str, things: list[str], named: list[bool]
) -> None:
    assert named_among(text, things) == named
