from __future__ import annotations

import pytest

from tests.rag.extractive.verdicts.samples import judged


@pytest.mark.parametrize(
    ("question", "text", "word"),
    [
        ("车位能不能转让？", "小区车位不得转让、出租。", "不能。"),
        ("是否允许安装充电桩？", "业主有权在车位上安装充电桩。", "允许。"),
        ("停车要不要登记？", "外来车辆停车应当登记。", "需要。"),
        ("车主停车前要实名登记吗？", "车主停车前需进行实名登记。", "需要。"),
        ("车主是否应当登记？", "车主应登记，并交存复印件。", "应当。"),
        ("残疾人车辆停车需要登记吗？", "残疾人车辆停车无须登记。", "不需要。"),
        ("车位可以转让吗？", "车位可以转让，但法律另有规定的除外。", "视情况而定。"),
        ("车位可以转让吗？", "除消防车位外，车位可以转让。", "视情况而定。"),
        ("业主可以申请车位吗？", "业主符合条件的，可以申请车位。", "视情况而定。"),
        ("车位可以转让吗？", "车位可以转让（消防车位除外）。", "视情况而定。"),
        ("地下车位可以转让吗？", "地下车位经业主大会同意后方可转让。", "视情况而定。"),
        ("新建车场是否需要批准？", "新建车场必须经市交通局批准。", "需要。"),
        ("路边车位可以适用包月标准吗？", "路边车位可以适用包月标准。", "可以。"),
        ("病人可以预留车位吗？", "患者可以预留车位。", "可以。"),
    ],
)
def test_a_rule_on_the_act_gives_the_verdict(question: str, text: str, word: str) -> None:
    assert judged(question, text) == word


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("车位能不能转让？", "车位转让合同由物业保管。"),  # no rule
        ("车位可以转让吗？", "有下列情形之一的，车位可以转让："),
        ("经批准的车位可以转让吗？", "车位经业主大会批准后方可转让。"),
        ("停车要登记吗？", "停车可以登记。"),  # permitted is neither required nor not
        ("乡村医生可以预留车位吗？", "医师可以预留车位。"),
    ],
)
def test_where_it_is_not_certain_there_is_no_verdict(question: str, text: str) -> None:
    assert judged(question, text) == ""
