from __future__ import annotations

import pytest

from rag.question.pronouns import points_back, tells_of_said, with_referent

BEFORE = "海蓝市的护理学院由谁管理？"


@pytest.mark.parametrize(
    "asked",
    ["它的目标是什么？", "该市有多少人？", "这个目标何时完成？", "其中有多少？", "其有效期多久？"],
)
def test_a_pronoun_points_back(asked: str) -> None:
    assert points_back(asked)


@pytest.mark.parametrize(
    "asked",
    [
        "其他省有多少人？",
        "他汀类药物降价多少？",
        "这两年有什么变化？",
        "这三个月有什么变化？",
        "活该怎么办？",
        "个人该怎么办？",
        "山岭省的医院和它的医生有多少？",  # stands for what the question itself names
        "山岭省有多少医院，其中有几家公立的？",
    ],
)
def test_what_only_looks_like_a_pronoun_does_not(asked: str) -> None:
    assert not points_back(asked)


@pytest.mark.parametrize(
    ("asked", "tells"),
    [
        ("甲认为这对医院有什么影响？", True),
        ("这意味着什么？", True),
        ("这么做的好处是什么？", True),
        ("这两年有什么变化？", False),
        ("这样的医院有多少？", False),
        ("这天开放吗？", False),
    ],
)
def test_this_alone_tells_of_all_that_was_said(asked: str, tells: bool) -> None:
    assert tells_of_said(asked) == tells


@pytest.mark.parametrize(
    ("asked", "subject", "expected"),
    [
        ("它招多少人？", "护理学院", "护理学院招多少人？"),
        ("该市有多少人？", "护理学院", "海蓝市有多少人？"),
        ("该学院招多少人？", "护理学院", "护理学院招多少人？"),
        ("这个办法何时施行？", "《护理学院办法》", "《护理学院办法》何时施行？"),
        ("这两类目标何时完成？", "护理学院", "护理学院的目标何时完成？"),
        ("这个目标何时完成？", "护理学院", "护理学院的目标何时完成？"),
        ("其中有多少男生？", "护理学院", "护理学院中有多少男生？"),
        ("它招多少人？", "", "它招多少人？"),
    ],
)
def test_a_pronoun_gives_way_to_what_it_stands_for(asked, subject, expected) -> None:
    assert with_referent(asked, BEFORE, subject) == expected
