from __future__ import annotations

import pytest

from tests.rag.extractive.verdicts.samples import judged


@pytest.mark.parametrize(
    ("question", "text", "word"),
    [
        ("能做停车经营吗？", "物业不得从事停车经营活动。", "不能。"),
        ("车位能不能提前取？", "车位押金不得提前支取。", "不能。"),
        ("车位可以出租吗？", "车位可以转让，也可以出租。", "可以。"),
        ("物业可以出租车位吗？", "物业不得以任何名义出租车位。", "不可以。"),
        ("车位可以转让吗？", "车位可以依法出售、转让。", "可以。"),
        ("保安遇到火情可以关闭车场吗？", "保安遇到火情时，可以采取保护措施，关闭车场。", "可以。"),
        ("物业可以更换道闸吗？", "物业可以根据需要更换道闸。", "可以。"),
        ("物业可以隐匿账目吗？", "物业不得隐匿、伪造或者擅自销毁账目。", "不可以。"),
    ],
)
def test_a_rule_on_the_act_says_yes_or_no(question: str, text: str, word: str) -> None:
    assert judged(question, text) == word


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("车位能不能转让？", "小区车位不得出租。"),  # another act
        ("车位可以使用吗？", "任何人不得擅自使用车位。"),  # less is forbidden than is asked
        ("可以收费吗？", "不得收取规定标准之外的任何费用。"),
        ("车场可以降低停车费吗？", "政府可以决定降低车场的停车费。"),  # somebody decides
        ("能办成普惠车场吗？", "可委托管理普惠车场，不得办成营利车场。"),
        ("开业需要停车许可证吗？", "开业的，应当自取得停车许可证之日起十日内缴费。"),
        ("车位可以转让吗？", "物业不得干涉业主出租、转让车位。"),  # another verb governs it
        ("业主可以转让车位吗？", "业主可以拒绝转让车位。"),
        ("物业可以出租车位吗？", "物业不得以业主的名义出租车位。"),  # in this manner only
        ("车位可以转让吗？", "业主会议讨论是否可以转让车位。"),
        ("车位可以转让吗？", "允许转让车位的，处以罚款。"),  # what is punished
        ("车位可以转让吗？", "原则上可以转让车位。"),
        ("车位可以转让吗？", "如果管理得好，车位就可以转让。"),
    ],
)
def test_a_rule_on_another_act_or_on_less_says_nothing(question: str, text: str) -> None:
    assert judged(question, text) == ""
