from __future__ import annotations

import pytest

from rag.language.self_contained import stands_alone, without_numbering


@pytest.mark.parametrize(
    "text",
    [
        "海蓝市社区医院达到126家。",
        "第五条海蓝市设立医疗救助基金。",
        "我国建立了长期护理保险制度。",
        "医疗机构应该公开价格。",
        "并发症由专科医生治疗。",
        "参保人员及其家属可以查询。",
    ],
)
def test_a_sentence_that_names_what_it_is_about_stands_alone(text: str) -> None:
    assert stands_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "因此，社区医院要扩建。",
        "其中，东湖区有40家。",
        "二是开设夜间门诊。",
        "这是社会关注的问题。",
        "该院有300张床位。",
        "他表示，收入太低。",
        "（一）上述人员免费接种。",
        "答：可以报销。",
        "与以往不同，我们公开了价格。",
        "医保部门因此两次通知医院。",
        "",
    ],
)
def test_a_sentence_that_hangs_on_what_stands_before_it_does_not(text: str) -> None:
    assert not stands_alone(text)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("第十二条医师享有权利", "医师享有权利"),
        ("（三）落实责任", "落实责任"),
        ("2.医院建设", "医院建设"),
        ("2.5亿元", "2.5亿元"),
        ("一、总体要求", "总体要求"),
    ],
)
def test_a_number_before_a_text_is_left_out(text: str, bare: str) -> None:
    assert without_numbering(text) == bare
