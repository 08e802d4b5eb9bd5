from __future__ import annotations

import pytest

from rag.polarity import contradicts
from rag.quantities import fold

CONTRARY = [
    ("疫苗费用由医保基金支付。", "疫苗费用不由医保基金支付。"),
    ("目前尚未出台条例。", "该条例已于去年出台。"),
    ("安宁疗护适合放在医院。", "安宁疗护不适合放在医院。"),
    ("药占比由36.7%上升到32.2%。", "药占比由36.7%降到32.2%。"),
    ("门诊量比上年减少6%。", "门诊量比上年多了6%，药费却少了2%。"),
    ("面积不超过1000平方米。", "面积不小于1000平方米。"),
    ("医院可以拿总额作理由限制用药。", "医院不得拿总额作理由限制用药。"),
    ("农村医疗资源多、推进快。", "城镇医疗资源多、推进快；农村较滞后。"),
    ("文章支持免费医疗和泛福利化。", "文章反对免费医疗和泛福利化。"),
    ("平均时间延长到了近五年。", "平均时间，从近五年缩到不足两年。"),
]
ALIKE = [
    ("负担减轻了。", "报销比例提高。"),
    ("不断完善制度。", "完善制度。"),
    ("服务能力不足。", "缺少服务能力。"),
    ("该院没有完成任务。", "该院未完成任务。"),
    ("药价下降带动用量上升。", "药价降了，用量升了。"),
    ("连年入不敷出。", "连年收不抵支、结余耗尽。"),
    ("老年人不太会使用智能手机。", "老人不太会用智能手机，出门犯难。"),
]


@pytest.mark.parametrize(("statement", "source"), CONTRARY)
def test_contrary_is_seen(statement: str, source: str) -> None:
    assert contradicts(fold(statement), fold(source))


@pytest.mark.parametrize(("statement", "source"), ALIKE)
def test_same_in_other_words_is_no_contradiction(statement: str, source: str) -> None:
    assert not contradicts(fold(statement), fold(source))
