from __future__ import annotations

import pytest

from rag.extractive.verdicts.asking import asked
from rag.extractive.verdicts.judging import verdict
from tests.rag.extractive.builders import candidate, one_block_article, statement


def judged(question: str, text: str) -> str:
    found = asked(question)
    assert found
    return verdict(found, statement(candidate(one_block_article(text=text)), text))


@pytest.mark.parametrize(
    ("question", "text", "word"),
    [
        ("检修时间算不算在停车时限里？", "检修时间不计入停车时限。", "不算。"),
        ("办理停车证时检修时间是否计入停车时限？", "检修时间不计入停车时限。", "不计入。"),
        ("电动自行车属于机动车吗？", "电动自行车不属于机动车。", "不属于。"),
        ("残疾人专用车算机动车吗？", "残疾人专用车视为机动车。", "算。"),
        ("本办法是否适用于路边车位？", "本办法适用于路边车位。", "适用。"),
        ("聘请管理员受不受年龄限制？", "聘请管理员，不受年龄的限制。", "不受。"),
        ("三轮车是不是算机动车？", "除残疾人专用的外，三轮车属于机动车。", "视情况而定。"),
    ],
)
def test_what_a_thing_belongs_to_gives_the_verdict(question: str, text: str, word: str) -> None:
    assert judged(question, text) == word


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("三轮车属于机动车吗？", "四轮车属于机动车。"),  # another thing
        ("三轮车属于机动车吗？", "三轮车不完全属于机动车。"),
        ("三轮车属于机动车吗？", "三轮车属于机动车的，应当登记。"),  # only when it is so
        ("三轮车属于机动车吗？", "三轮车是否属于机动车由交通局认定。"),
        ("三轮车属于机动车吗？", "改装后的三轮车属于机动车。"),  # fewer than are asked about
        ("三轮车属于机动车吗？", "符合动力标准的三轮车属于机动车。"),
        ("三轮车属于机动车吗？", "四轮车属于机动车，三轮车应当登记。"),
    ],
)
def test_where_it_is_not_certain_what_a_thing_belongs_to_there_is_no_verdict(
    question: str, text: str
) -> None:
    assert judged(question, text) == ""


def test_words_that_only_look_like_the_verbs_ask_nothing_of_the_kind() -> None:
    for question in ("停车费怎么计算？", "车主打算出售车位吗？", "车主享受优惠吗？"):
        found = asked(question)
        assert found is None or found.kind in ("permitted", "required")
