from __future__ import annotations

import pytest

from tests.rag.extractive.verdicts.samples import judged


@pytest.mark.parametrize(
    ("question", "text", "word"),
    [
        (
            "第三类车位能转让吗？",
            "第一、二类车位可以出租，不得转让；第三类车位不得转让。",
            "不能。",
        ),
        ("非固定车位需要登记吗？", "固定车位需要登记；非固定车位不需要登记。", "不需要。"),
        ("业主可以转让车位吗？", "根据上述办法第三条，业主可以转让车位。", "可以。"),
        ("访客车辆可以办理月卡吗？", "持证的业主车辆和访客车辆都可办理月卡。", "可以。"),
        ("未登记的车辆能停放吗？", "未登记的车辆不得停放。", "不能。"),
        (
            "发现是残疾车，保安还能继续收费吗？",
            "车辆变更牌照、经保安判断为残疾车或存在其他不宜收费的情况时，保安应当立即停止收费。",
            "不能。",
        ),
        (
            "地库漏水时还能继续停车吗？",
            "地库漏水，或者有其他险情时，应当暂停或者终止停车。",
            "不能。",
        ),
    ],
)
def test_what_is_said_of_the_case_asked_about_counts(question: str, text: str, word: str) -> None:
    assert judged(question, text) == word


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("第三类车位需要登记吗？", "第三类车位实行许可，第一类车位不需要登记。"),  # another kind
        ("公办车场可以收费吗？", "民办车场可以收费。"),
        ("车辆可以停放吗？", "未登记的车辆不得停放。"),  # a condition that nobody stated
        ("车辆可以停放吗？", "持有残疾证件的车辆可以停放。"),
        ("第三类车位能转让吗？", "第一、二类车位由物业管理，不得转让；第三类车位须登记。"),
        ("连续停车满三年能申请车位吗？", "连续停车满五年的，可以申请车位。"),  # another figure
        ("地库漏水时还能继续停车吗？", "地库着火，或者有其他险情时，应当暂停停车。"),
    ],
)
def test_another_case_or_a_condition_that_nobody_stated_settles_nothing(
    question: str, text: str
) -> None:
    assert judged(question, text) == ""
