import pytest

from eval.metrics.readability.repeats import bare_headings, said_twice
from tests.eval.metrics.readability.worked_answers import answer, quote, source

LONG = "青溪县去年建成九家门诊并且全部开设夜间急诊"
TEXT = f"{LONG}。\n（一）加强急诊建设。县里拨款三百万元。\n一、门诊\n国卫〔2031〕5号\n门诊够用吗？"


def test_a_sentence_is_said_once():
    twice = answer(
        "建了多少？", quote(f"{LONG}。"), quote(f"{LONG}，很好。", article=2),
        text=TEXT, other=f"{LONG}，很好。",
    )  # fmt: skip
    assert said_twice(twice) == [f"{LONG},很好"]
    assert said_twice(answer("建了多少？", quote(f"{LONG}。"), text=TEXT)) == []


def test_a_short_formula_may_recur():
    text = "甲违规的，依法追究刑事责任。乙违规的，依法追究刑事责任。"
    parts = quote("甲违规的，依法追究刑事责任。"), quote("乙违规的，依法追究刑事责任。")
    assert said_twice(answer("怎么罚？", *parts, text=text)) == []


@pytest.mark.parametrize(
    "words", ["（一）加强急诊建设。", "一、门诊", "国卫〔2031〕5号", "门诊够用吗？"]
)
def test_a_heading_number_or_question_alone_says_nothing(words):
    assert set(bare_headings(answer("怎么建？", quote(words), text=TEXT))) == {words}


def test_headings_are_the_items_of_a_list():
    both = quote("（一）加强急诊建设。"), quote("一、门诊")
    assert bare_headings(answer("有哪些措施？", *both, text=TEXT)) == []
    assert bare_headings(answer("有哪些措施？", both[0], text=TEXT)) == ["（一）加强急诊建设。"]


def test_a_date_alone_may_be_the_answer():
    text = "批复如下\n2031年5月1日"
    assert bare_headings(answer("哪天批复的？", quote("2031年5月1日"), text=text)) == []
    assert bare_headings(answer("谁批复的？", quote("2031年5月1日"), text=text)) == ["2031年5月1日"]


def test_an_item_that_goes_on_a_list_is_no_heading():
    text = "镇里要做下列事：\n（一）建门诊。\n（二）保证药品供应。"
    parts = quote("镇里要做下列事：\n（一）建门诊。"), quote("（二）保证药品供应。")
    assert bare_headings(answer("谁做？", *parts, text=text)) == []


def test_a_heading_with_its_text_and_the_name_of_a_source_are_none():
    whole = quote("（一）加强急诊建设。县里拨款三百万元。")
    assert bare_headings(answer("怎么建？", source("规划"), whole, text=TEXT)) == []


def test_a_heading_with_the_items_below_it_is_not_alone():
    text = "（三）对下列门诊要进行整改。1.无人值班的；2.账目不清的。"
    parts = quote("（三）对下列门诊要进行整改。"), quote("1.无人值班的；"), quote("2.账目不清的。")
    assert bare_headings(answer("哪里要整改？", *parts, text=text)) == []
    assert bare_headings(answer("哪里要整改？", parts[0], text=text)) == [parts[0]["words"]]
