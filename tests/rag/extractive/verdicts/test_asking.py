from __future__ import annotations

import pytest

from rag.extractive.verdicts.asking import asked


@pytest.mark.parametrize(
    ("text", "kind", "word", "act"),
    [
        ("车位能不能转让？", "permitted", "能", "转让"),
        ("车位可以转让吗？", "permitted", "可以", "转让"),
        ("业主能否安装充电桩，由谁审批？", "permitted", "能", "安装充电桩"),
        ("是否允许车位转让", "permitted", "允许", "车位转让"),
        ("车位转让给外人行不行？", "permitted", "可以", "车位转让给外人"),
        ("停车要不要登记？", "required", "需要", "登记"),
        ("停车需要登记吗", "required", "需要", "登记"),
        ("车主是否应当登记？", "required", "应当", "登记"),
        ("有没有必要登记车牌？", "required", "需要", "登记车牌"),
    ],
)
def test_the_act_that_is_asked_about_is_read(text: str, kind: str, word: str, act: str) -> None:
    found = asked(text)
    assert found and (found.kind, found.word, found.act) == (kind, word, act)


def test_the_subject_and_the_story_before_it_are_kept() -> None:
    found = asked("我家有两辆车，车位能不能转让？")
    assert found and (found.subject, found.topic) == ("车位", "我家有两辆车，车位")


@pytest.mark.parametrize(
    "text",
    [
        "什么时候能登记吗？",  # what is asked first is when
        "车位怎么转让，可以吗？",
        "登记的主要要求是什么？",
        "停车场应当做什么？",
        "门卫必须马上干什么",
        "能不能不登记？",  # the answer to a denied question reads both ways
        "只能登记一辆车吗？",
        "有可能转让吗？",
        "能登记还是要排队？",
        "谁可以转让车位？",
        "可以转让",
    ],
)
def test_other_questions_are_no_such_question(text: str) -> None:
    assert asked(text) is None
