from __future__ import annotations

import pytest

from rag.verification.substitution import substitutes

SOURCE = "国家层面只管核心分组，细分分组由各省的医保局定。"
ARTICLE = SOURCE + "蓝天医院较早试用。白云公司的问诊系统有两千种模型。"


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("核心分组由各省的医保局定。", SOURCE),
        ("蓝天医院的问诊系统有两千种模型。", "白云公司的问诊系统有两千种模型。"),
        ("蓝天医院率先接入平台。", "白云公司率先接入平台。"),
    ],
)
def test_another_thing_of_the_article_in_its_place_substitutes(claim: str, source: str) -> None:
    assert substitutes(claim, source, ARTICLE)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("细分分组由各省的医保局定。", SOURCE),
        ("该公司的问诊系统有两千种模型。", "白云公司的问诊系统有两千种模型。"),
        ("至于细则，分组由各省的医保局定。", SOURCE),
        ("两千种。", SOURCE),
    ],
)
def test_other_words_for_the_same_thing_do_not_substitute(claim: str, source: str) -> None:
    assert not substitutes(claim, source, ARTICLE)


def test_another_subject_of_the_article_substitutes_unless_it_is_named_near() -> None:
    source = "丁医生较早将智能问诊用于分诊。"
    article = source + "蓝天平台与药店合作。"
    assert substitutes("蓝天平台较早把智能问诊用于分诊。", source, article)
    assert not substitutes("蓝天平台较早把智能问诊用于分诊。", source, article, "蓝天平台的做法")
