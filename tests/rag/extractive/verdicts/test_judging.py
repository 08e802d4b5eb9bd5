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
        ("车位能不能转让？", "小区车位不得转让、出租。", "不能。"),
        ("车位可以出租吗？", "车位可以转让，也可以出租。", "可以。"),
        ("是否允许安装充电桩？", "业主有权在车位上安装充电桩。", "允许。"),
        ("车位能不能提前取？", "车位押金不得提前支取。", "不能。"),
        ("停车要不要登记？", "外来车辆停车应当登记。", "需要。"),
        ("车主停车前要实名登记吗？", "车主停车前需进行实名登记。", "需要。"),
        ("车主是否应当登记？", "车主应登记，并交存复印件。", "应当。"),
        ("残疾人车辆停车需要登记吗？", "残疾人车辆停车无须登记。", "不需要。"),
        ("残疾人停车要交停车费吗？", "残疾人停车免收停车费。", "不需要。"),
        ("车主需要承担赔偿责任吗？", "车主不承担赔偿责任。", "不需要。"),
        ("未登记的车辆能停放吗？", "未登记的车辆不得停放。", "不能。"),
        ("能做停车经营吗？", "物业不得从事停车经营活动。", "不能。"),
        ("车位可以转让吗？", "车位可以转让，但法律另有规定的除外。", "视情况而定。"),
        ("车位可以转让吗？", "除消防车位外，车位可以转让。", "视情况而定。"),
        ("业主可以申请车位吗？", "业主符合条件的，可以申请车位。", "视情况而定。"),
        ("车位可以转让吗？", "车位可以转让（消防车位除外）。", "视情况而定。"),
        ("地下车位可以转让吗？", "地下车位经业主大会同意后方可转让。", "视情况而定。"),
        (
            "第三类车位能转让吗？",
            "第一、二类车位可以出租，不得转让；第三类车位不得转让。",
            "不能。",
        ),
        ("非固定车位需要登记吗？", "固定车位需要登记；非固定车位不需要登记。", "不需要。"),
        ("物业可以出租车位吗？", "物业不得以任何名义出租车位。", "不可以。"),
        ("车位可以转让吗？", "车位可以依法出售、转让。", "可以。"),
        ("业主可以转让车位吗？", "根据上述办法第三条，业主可以转让车位。", "可以。"),
    ],
)
def test_a_rule_on_the_act_gives_the_verdict(question: str, text: str, word: str) -> None:
    assert judged(question, text) == word


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("车位能不能转让？", "小区车位不得出租。"),  # another act
        ("车位能不能转让？", "车位转让合同由物业保管。"),  # no rule
        ("第三类车位需要登记吗？", "第三类车位实行许可，第一类车位不需要登记。"),  # another kind
        ("公办车场可以收费吗？", "民办车场可以收费。"),
        ("车辆可以停放吗？", "未登记的车辆不得停放。"),  # a condition that nobody stated
        ("车辆可以停放吗？", "持有残疾证件的车辆可以停放。"),
        ("车位可以使用吗？", "任何人不得擅自使用车位。"),  # less is forbidden than is asked
        ("可以收费吗？", "不得收取规定标准之外的任何费用。"),
        ("车场可以降低停车费吗？", "政府可以决定降低车场的停车费。"),  # somebody decides
        ("车位可以转让吗？", "业主会议讨论是否可以转让车位。"),
        ("车位可以转让吗？", "允许转让车位的，处以罚款。"),  # what is punished
        ("车位可以转让吗？", "有下列情形之一的，车位可以转让："),
        ("车位可以转让吗？", "原则上可以转让车位。"),
        ("能办成普惠车场吗？", "可委托管理普惠车场，不得办成营利车场。"),
        ("开业需要停车许可证吗？", "开业的，应当自取得停车许可证之日起十日内缴费。"),
        ("第三类车位能转让吗？", "第一、二类车位由物业管理，不得转让；第三类车位须登记。"),
        ("车位可以转让吗？", "如果管理得好，车位就可以转让。"),
        ("经批准的车位可以转让吗？", "车位经业主大会批准后方可转让。"),
        ("车位可以转让吗？", "物业不得干涉业主出租、转让车位。"),  # another verb governs it
        ("业主可以转让车位吗？", "业主可以拒绝转让车位。"),
        ("物业可以出租车位吗？", "物业不得以业主的名义出租车位。"),  # in this manner only
        ("停车要登记吗？", "停车可以登记。"),  # permitted is neither required nor not
    ],
)
def test_where_it_is_not_certain_there_is_no_verdict(question: str, text: str) -> None:
    assert judged(question, text) == ""
