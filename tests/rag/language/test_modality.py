from __future__ import annotations

import pytest

from rag.language.modality import rules, without_modals


def read(text: str) -> list[tuple[str, str]]:
    return [(rule.modality, text[rule.end : rule.until]) for rule in rules(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("业主可以安装充电桩。", [("permits", "安装充电桩")]),
        ("车位不得转让、出租。", [("forbids", "转让、出租")]),
        ("车主应当登记，无需缴费。", [("requires", "登记"), ("frees", "缴费")]),
        (
            "禁止占用消防通道；确需占用的，应当报批。",
            [("forbids", "占用消防通道"), ("requires", "报批")],
        ),
        ("物业可按照合同，收取停车费。", [("permits", "按照合同，收取停车费")]),
        ("车位可以出租但不得转让。", [("permits", "出租但"), ("forbids", "转让")]),
    ],
)
def test_what_a_rule_says_of_an_act_is_read(text: str, found: list[tuple[str, str]]) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    "text",
    ["车位数不得少于十个", "不得不停车", "经登记后方可停放", "主要供应应急车辆", "可能有需求"],
)
def test_words_that_only_look_like_a_rule_make_none(text: str) -> None:
    assert read(text) == []


def test_a_text_is_given_without_the_words_that_make_rules() -> None:
    assert without_modals("未登记的车位不得出租，应当收回") == "未登记的车位出租，收回"
