from __future__ import annotations

import pytest

from rag.language.quantities import fold
from rag.verification.antonyms import opposed
from rag.verification.negation import denied_clauses

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
    ("这点差价足以留住病人。", "这点差价不足以留住病人。"),
    ("老系统满足新的需要。", "老系统满足不了新的需要。"),
    ("林知秋认为人手少是主要原因。", "林知秋不赞成把人手少当作主要原因。"),
    ("文章认为装修时再规划也不迟。", "不少人以为装修时再规划也不迟，文章认为应当提前。"),
    ("高个子在球队里算少见。", "高个子在街上算少见，在球队里则不算。"),
    ("药企很少转向院外市场。", "药企转向院外市场。"),
    ("企业积极参与投标。", "企业放弃投标。"),
    ("结果不如预期。", "结果好于预期。"),
    ("二审撤销了原判。", "二审查明，扣款有据，维持原判。"),
    ("系统可以替代医师接诊。", "系统不得冒用、替代医师接诊。"),
    ("外地患者可以预约。", "外地患者不得预约。"),
]
ALIKE = [
    ("负担减轻了。", "报销比例提高。"),
    ("不断完善制度。", "完善制度。"),
    ("服务能力不足。", "缺少服务能力。"),
    ("该院没有完成任务。", "该院未完成任务。"),
    ("药价下降带动用量上升。", "药价降了，用量升了。"),
    ("连年入不敷出。", "连年收不抵支、结余耗尽。"),
    ("老年人不太会使用智能手机。", "老人不太会用智能手机，出门犯难。"),
    ("各区把谈判药全部纳入。", "机制只面向部分品种，并非全部谈判药。东湖区把谈判药全数纳入。"),
    ("结余可以支付九个月。", "此前连年收不抵支、结余耗尽，如今结余可支付九个月。"),
    ("文章认为应当提前规划。", "不少人以为装修时再规划也不迟，文章认为应当提前规划。"),
    ("市场不断扩大，不少企业加入。", "市场继续扩大，许多企业加入。"),
]


def contradicts(statement: str, source: str) -> bool:
    said, found = fold(statement), fold(source)
    return bool(denied_clauses(said, found) or opposed(said, found))


@pytest.mark.parametrize(("statement", "source"), CONTRARY)
def test_contrary_statement_contradicts(statement: str, source: str) -> None:
    assert contradicts(statement, source)


@pytest.mark.parametrize(("statement", "source"), ALIKE)
def test_same_meaning_in_other_words_does_not_contradict(statement: str, source: str) -> None:
    assert not contradicts(statement, source)
