from __future__ import annotations

import pytest

from rag.language.discourse import (
    announced,
    asks_in_dialogue,
    bare_connective,
    dangling,
    item_mark,
    leads_in,
    left_out,
    points_back,
    stands_alone,
    without_numbering,
)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("因此，村医每年培训两次。", "村医每年培训两次。"),
        ("另一方面，药价平稳。", "药价平稳。"),
        ("答：可以在村里结算。", "可以在村里结算。"),
        ("A：可以在村里结算。", "可以在村里结算。"),
        ("A2: 因此，可以结算。", "可以结算。"),
        ("此外村医每年培训两次。", "此外村医每年培训两次。"),
        ("同时，也要培训。", "也要培训。"),
        ("村医因此受益。", "村医因此受益。"),
    ],
)
def test_a_connective_or_a_label_with_its_comma_is_left_out(text: str, rest: str) -> None:
    assert text[left_out(text) :] == rest


def test_a_connective_without_a_comma_is_found_apart() -> None:
    assert bare_connective("同时要加强培训。") == 2
    assert bare_connective("同时具备下列条件的，可以申请。") == 0
    assert bare_connective("要加强培训。") == 0


@pytest.mark.parametrize(
    "text",
    ["其中三家在乡下。", "该院有四百张床。", "上述费用由县里承担。", "前款所称药店，是指登记的药店。", "这一做法已经推开。", "但药店除外。"],
)  # fmt: skip
def test_what_points_at_the_sentence_before_is_recognised(text: str) -> None:
    assert points_back(text)


@pytest.mark.parametrize(
    "text",
    ["其他药店也可以申请。", "此次会议开了三天。", "以上海为例。", "并购须经批准。", "县医院有四百张床。", "他汀类药物降价。"],
)  # fmt: skip
def test_words_that_only_look_like_pointing_do_not(text: str) -> None:
    assert not points_back(text)


@pytest.mark.parametrize(
    "text",
    ["药店应当具备下列条件：", "申请材料如下：", "分工如下。", "有下列情形之一的:", "措施包括："],
)
def test_a_line_that_leads_in_what_follows_is_recognised(text: str) -> None:
    assert leads_in(text)


def test_a_whole_sentence_leads_in_nothing() -> None:
    assert not leads_in("药店具备下列条件的，可以申请。")
    assert not leads_in("标准：每人每年两次。")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("主要有四种模式。", {4}),
        ("提出以下三点建议：", {3}),
        ("明确八大重点", {8}),
        ("第三种办法", set()),
        ("一个办法", set()),
        ("分为12项", {12}),
    ],
)
def test_the_number_of_things_announced_is_read(text: str, numbers: set[int]) -> None:
    assert announced(text) == numbers


def test_the_mark_of_an_item_in_a_sentence_is_measured() -> None:
    assert item_mark("二是提高补助。") == 2
    assert item_mark("三要，配齐药品。") == 3
    assert item_mark("一是否可行尚未可知。") == 0
    assert item_mark("提高补助。") == 0


def test_the_question_of_a_dialogue_is_told_from_its_answer() -> None:
    assert asks_in_dialogue("问：村里能结算吗？")
    assert asks_in_dialogue("Q3：村里能结算吗？")
    assert not asks_in_dialogue("答：能。")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("其中，一半由市里出。", "一半由市里出。"),
        ("但改革的难点也在。", "改革的难点也在。"),
        ("第二，要完善规则。", "要完善规则。"),
        ("其次是整合资源。", "整合资源。"),
        ("例如甲镇办了集市。", "甲镇办了集市。"),
        ("其他城市照此办理。", "其他城市照此办理。"),
    ],
)
def test_what_ties_a_quote_that_stands_apart_is_left_out(text: str, shown: str) -> None:
    assert text[dangling(text) :] == shown


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


def test_an_ordinal_that_names_something_is_no_opening() -> None:
    assert stands_alone("第六批集采药品降价48%。")
    assert not stands_alone("第一，集采药品降价52%。")
