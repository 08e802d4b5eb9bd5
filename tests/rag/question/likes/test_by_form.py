from __future__ import annotations

import pytest

from rag.language.question_words import spelled, words
from rag.question.likes.by_form import like_by_form


@pytest.mark.parametrize(
    ("named", "question", "like"),
    [
        ("国庆节", "春节放几天假？", "春节"),
        ("端午节", "元旦怎么放假？", "元旦"),
        ("绿化率", "海蓝市的水面占比是多少？", "水面占比"),
        ("差旅费", "护士的培训费用由谁出？", "培训费用"),
        ("护士条例", "《海蓝市献血办法》什么时候施行？", "《海蓝市献血办法》"),
        ("山岭省", "四川有多少家医院？", "四川"),
    ],
)
def test_what_is_like_a_name_by_its_form_is_found(named: str, question: str, like: str) -> None:
    found = like_by_form(named, words(question))
    assert found is not None
    assert spelled(found) == like


@pytest.mark.parametrize(
    ("named", "question"),
    [
        ("缴费比例", "职工的养老保险由谁缴费？"),  # which is no amount
        ("绿化率", "海蓝市的战略定位是什么？"),
        ("护士", "医生的学历要求是什么？"),
    ],
)
def test_what_has_no_like_is_left(named: str, question: str) -> None:
    assert like_by_form(named, words(question)) is None
