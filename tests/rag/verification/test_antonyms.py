from __future__ import annotations

from pathlib import Path

import pytest

from rag.language.quantities import fold
from rag.language.word_lists import read_lists
from rag.verification import antonyms
from rag.verification.antonyms import opposed


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("药店的进货价下降。", "药店的进货价上涨，零售价没有动。"),
        ("各机构的账目已经打通。", "各机构的账目各自独立。"),
        ("病人更愿意在院外取药。", "病人对价格敏感，倾向在院内取药。"),
        ("日活平均148万人。", "日活最高148万人，平均90万人。"),
        ("面积不超过1000平方米。", "面积不小于1000平方米。"),
        ("参保人的待遇会改变。", "参保人的待遇不变。"),
        ("城区的诊所减少，乡村的增加。", "城区的诊所增加，乡村的减少。"),
        ("城区诊所减少", "城区诊所增加，乡村减少"),
        ("挂号费上涨。", "挂号费下降。"),
    ],
)
def test_word_of_the_other_side_opposes_its_source(claim: str, source: str) -> None:
    assert opposed(fold(claim), fold(source))


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("用量上升，费用下降。", "费用降了，用量升了。"),
        ("数据标准不统一。", "数据标准不一，要建统一的平台。"),
        ("降幅不会低于50%。", "降幅不低于50%。"),
        ("增长率降到7%。", "增长率压到7%。"),
        ("合计亏损接近1300亿元。", "合计亏损近1300亿元。"),
        ("物流不能集中配送。", "物流无法集中配送。"),
        ("诊所在线上开了三个专科。", "三个专科已上线，与线下门诊量之比为1:28。"),
    ],
)
def test_same_meaning_in_other_words_does_not_oppose(claim: str, source: str) -> None:
    assert not opposed(fold(claim), fold(source))


def test_no_word_stands_on_both_sides_of_a_pair() -> None:
    for one, other in read_lists(Path(antonyms.__file__).with_suffix(".toml"))["pairs"]:
        assert not set(one.split()) & set(other.split())
