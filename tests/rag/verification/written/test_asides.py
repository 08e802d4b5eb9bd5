from __future__ import annotations

import pytest

from rag.verification.written.asides import is_courtesy, lacked, tells_lack, without_lead


@pytest.mark.parametrize(
    "text",
    [
        "资料中没有相关内容。",
        "现有资料中没有找到能回答这个问题的内容。",
        "抱歉，我不清楚。",
        "抱歉，根据提供的资料，无法回答这个问题。",
        "资料中没有提到资金来源，因此无法回答。",
        "关于资金来源，资料中没有提到。",
        "所给资料未明确说明具体的补贴标准。",
        "但资料中没有给出具体数字。",
        "未找到相关信息。",
        "I cannot answer this.",
        "The provided documents do not mention the budget.",
    ],
)
def test_a_sentence_that_tells_what_the_sources_lack_is_told_apart(text: str) -> None:
    assert tells_lack(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "社区医院有120家。",
        "患者没有自付费用。",
        "资料中没有提到，但全市共有80家医院。",
        "资料中没有提到资金来源，一般由市级财政承担。",
        "材料未提供的，不予受理。",
        "材料没有提供身份证明的不予受理。",
        "申请材料不足以说明情况的，应当一次告知。",
        "The documents do not mention the budget, but it is large.",
    ],
)
def test_a_sentence_that_states_something_too_is_a_statement(text: str) -> None:
    assert not tells_lack(text)


@pytest.mark.parametrize(
    ("text", "courtesy"),
    [
        ("以上内容仅供参考。", True),
        ("希望以上信息对您有帮助！", True),
        ("如有疑问，请咨询当地医保部门。", True),
        ("如果患者需要，可以咨询医生。", False),
        ("参保人可以咨询当地医保部门。", False),
    ],
)
def test_courtesy_speaks_to_the_reader_alone(text: str, courtesy: bool) -> None:
    assert is_courtesy(text) is courtesy


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("根据所给的资料，甲院有十张床。", "甲院有十张床。"),
        ("综上所述，甲院有十张床。", "甲院有十张床。"),
        ("根据国务院资料，甲院有十张床。", "根据国务院资料，甲院有十张床。"),
    ],
)
def test_words_that_only_refer_to_the_sources_are_taken_off(text: str, stated: str) -> None:
    assert without_lead(text) == stated


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("资料中没有提到资金来源。", "资金来源"),
        ("资料中没有提供关于资金来源的具体信息。", "资金来源"),
        ("资料中没有相关内容。", ""),
        ("抱歉，我不清楚。", ""),
        ("社区医院有120家。", ""),
    ],
)
def test_what_is_said_to_be_lacking_is_named(text: str, thing: str) -> None:
    assert lacked(text) == thing
