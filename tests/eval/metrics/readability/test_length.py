from eval.metrics.readability.length import MOST, MOST_BEFORE_LIST, MOST_OF_LIST, too_long
from tests.eval.metrics.readability.worked_answers import answer, item, own, table


def told(asked, text):
    return too_long(answer(asked, own(text)))


def test_an_answer_has_at_most_420_characters():
    assert told("谁管？", "字" * MOST) == []
    assert told("谁管？", "字" * (MOST + 1)) == [str(MOST + 1)]


def test_marks_and_blanks_do_not_count():
    assert told("谁管？", "字 " * MOST + "[1]") == []


def test_a_list_may_be_longer_where_one_may_be_asked_for():
    listed = "一是" + "字" * 210 + "。二是" + "字" * 210 + "。三是字。"
    assert told("有哪些措施？", listed) == []
    assert told("谁管？", listed) != []


def test_a_list_must_begin_early_and_end():
    start = "一是字。二是字。三是字。"
    assert told("有哪些措施？", "字" * (MOST_BEFORE_LIST + 1) + start + "字" * MOST) != []
    assert told("有哪些措施？", start + "字" * MOST_OF_LIST) != []


def test_items_need_no_numbers():
    text = "甲" * 200 + "乙" * 200 + "丙" * 200
    items = [item("甲" * 200), item("乙" * 200), item("丙" * 200)]
    found = answer("有哪些措施？", *items, text=text)
    found.result["answer"] = "\n".join(f"- {block['text']}" for block in found.result["blocks"])
    assert too_long(found) == []


def test_a_table_may_be_longer():
    assert too_long(answer("谁管？", table(("甲", "字" * 500)))) == []
