from __future__ import annotations

import pytest

from rag.extractive.bold.named_kinds import named_of_kind


def named(asked: str, text: str) -> list[str]:
    return [text[slice(*one)] for one in named_of_kind(text, asked)]


@pytest.mark.parametrize(
    ("asked", "text", "bold"),
    [
        ("停车办法是哪两个部门发布的？", "市交通局、公安部发布停车办法。", "市交通局、公安部"),
        (
            "中标的是哪三家停车公司？",
            "作为新手，东湖停车、西山停车、北渡停车三家中标的停车公司今年开业。",
            "东湖停车、西山停车、北渡停车",
        ),
        ("停车试点在哪些城市？", "选择北京、上海、广州开展停车试点。", "北京、上海、广州"),
        (
            "停车试点选了哪几个城市？",
            "选择东湖、西山和北渡3个城市开展停车试点。",
            "东湖、西山和北渡",
        ),
        (
            "停车评价由哪四个方面构成？",
            "停车评价由车位数量、收费水平、夜间照明、车主满意等4个方面的指标构成。",
            "车位数量、收费水平、夜间照明、车主满意",
        ),
        (
            "停车有哪4项优惠？",
            "是指办法规定的夜间优惠、短时优惠、月卡优惠或者年卡优惠等4项优惠。",
            "夜间优惠、短时优惠、月卡优惠或者年卡优惠",
        ),
        ("停车办设在哪个部门？", "停车办设在城乡建设部，主任由副部长兼任。", "城乡建设部"),
        ("停车场去哪个部门登记？", "开设车场，应当在市场监督管理部门登记。", "市场监督管理部门"),
    ],
)
def test_names_of_the_kind_and_number_asked_for_are_found(asked: str, text: str, bold: str) -> None:
    assert named(asked, text) == [bold]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("停车办法是哪三个部门发布的？", "市交通局、公安部发布停车办法。"),  # two, not three
        ("停车试点在哪三个城市？", "东湖停车、西山停车、北渡停车三家公司开展试点。"),  # no places
        ("停车办设在哪个部门？", "停车办在指定部门办公。"),  # which one is not said
        ("停车办法为什么部门不执行？", "停车办设在公安部。"),
        ("谁能申请车位？", "由申请人所在社区开展。"),  # a role is no name
        ("哪些车位收费？", "东湖、西山的车位、车库都收费。"),
    ],
)
def test_names_that_are_not_certain_are_left_alone(asked: str, text: str) -> None:
    assert named(asked, text) == []
