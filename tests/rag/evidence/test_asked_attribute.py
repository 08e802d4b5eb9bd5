from __future__ import annotations

import pytest

from rag.evidence.asked_attribute import asked_attribute, untold
from rag.evidence.scoring import score_statements
from tests.data.fixtures import article
from tests.rag.evidence.builders import character_retrieval

TITLE = "云江医院的转诊"
HISTORY = "云江医院成立于1950年，由护理部牵头转诊。"


def missing(asked: str, *lines: str, title: str = TITLE) -> str:
    """Return what is asked of a thing and not told."""
    retrieval = character_retrieval(asked, article(*lines, title=title))
    return untold(retrieval, score_statements(retrieval), 0)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("云江医院的院长是谁？", "云江医院的院长"),
        ("请问云江医院院长叫什么名字", "云江医院院长"),
        ("谁是云江医院的负责人？", "云江医院的负责人"),
        ("云江医院的地址在哪里？", "云江医院的地址"),
        ("云江医院在哪条路上？", "云江医院在哪条路上"),
        ("云江医院的总部设在哪个城市？", "云江医院的总部"),
        ("云江医院的官网地址是什么？", "云江医院的官网地址"),
        ("云江医院的转诊平台由哪家公司开发？", "云江医院的转诊平台由哪家公司开发"),
    ],
)
def test_what_the_history_of_a_thing_does_not_tell_is_missing(asked: str, name: str) -> None:
    assert missing(asked, HISTORY) == name


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("云江医院的院长是谁？", "云江医院院长王小云介绍了转诊。"),
        ("云江医院的院长是谁？", "院长、党委书记王小云介绍了转诊。"),
        ("云江医院的院长是谁？", "王小云院长介绍了转诊。"),
        ("转诊小组的组长是谁？", "转诊小组由院长任组长。"),
        ("转诊小组的组长是谁？", "转诊小组组长由院长担任。"),
        ("云江医院的地址在哪里？", "云江医院在人民路12号。"),
        ("云江医院在哪里？", "云江医院位于开发区。"),
        ("云江医院在哪里？", "云江医院在上海有六个院区。"),
        ("云江医院的官网是什么？", "预约见云江医院官网www.example.cn。"),
        ("云江医院的转诊平台由哪家公司开发？", "转诊平台由小云公司开发。"),
        ("云江医院的转诊平台由哪家公司开发？", "转诊平台由小云软件开发。"),
    ],
)
def test_what_a_text_tells_in_the_form_of_the_answer_is_not_missing(asked: str, line: str) -> None:
    assert missing(asked, HISTORY, line) == ""


def test_the_head_of_another_institution_is_no_answer() -> None:
    assert missing("云江市医保局局长是谁？", "国家卫健委张小云局长讲话。", title="云江的转诊")


def test_a_deputy_is_not_the_head() -> None:
    assert missing("云江医院的院长是谁？", "云江医院副院长王小云介绍了转诊。")
    assert not missing("云江医院的副院长是谁？", "云江医院副院长王小云介绍了转诊。")


@pytest.mark.parametrize(
    "asked",
    [
        "转诊的责任主体是谁？",
        "转诊的差距在哪里？",
        "转诊的钱用在什么地方？",
        "转诊由谁负责？",
        "转诊平台是哪家公司的产品？",
        "转诊的背景是什么？",
        "院长有哪些职责？",
    ],
)
def test_questions_whose_answers_have_no_form_are_left_alone(asked: str) -> None:
    assert asked_attribute(asked) is None
