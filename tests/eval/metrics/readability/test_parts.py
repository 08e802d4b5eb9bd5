import pytest

from eval.metrics.readability.parts import parts_unanswered, question_parts
from tests.eval.metrics.readability.worked_answers import answer, own, quote, table

TEXT = "青溪县去年建成九家门诊，花费三百万元。甲镇由卫生院管理。乙镇由县医院管理。"
COST = quote("青溪县去年建成九家门诊，花费三百万元。")


def test_two_figures_need_two_figures():
    asked = "建成多少家门诊？花了多少钱？"
    assert parts_unanswered(answer(asked, COST, text=TEXT)) == []
    text = "青溪县去年建成九家门诊。"
    assert parts_unanswered(answer(asked, quote(text), text=text)) == ["花了多少钱？"]


def test_two_figures_of_one_kind_need_two_of_it():
    asked = "县里有多少家门诊？有多少家药店？"
    assert parts_unanswered(answer(asked, COST, text=TEXT)) != []


def test_a_part_is_excused_by_words_of_ours_that_say_so():
    asked = "建成多少家门诊？2031年呢？"
    assert parts_unanswered(answer(asked, COST, text=TEXT)) == ["2031年呢？"]
    said = answer(asked, COST, own("没有提到2031年的门诊数。"), text=TEXT)
    assert parts_unanswered(said) == []


def test_the_only_year_of_a_question_dates_its_article():
    asked = "2031年建成多少家门诊？花了多少钱？"
    assert parts_unanswered(answer(asked, COST, text=TEXT)) == []
    asked = "2031年建成多少家门诊？2030年花了多少钱？"
    assert len(parts_unanswered(answer(asked, COST, text=TEXT))) == 2


def test_a_quote_that_says_没有提到_excuses_nothing():
    text = "青溪县去年建成九家门诊。没有提到药店。"
    asked = "建成多少家门诊？花了多少钱？"
    assert parts_unanswered(answer(asked, quote(text), text=text)) == ["花了多少钱？"]


def test_both_sides_of_a_comparison_must_be_there_if_both_were_found():
    asked = "甲镇和乙镇的管理有什么不同？"
    first, found = quote("甲镇由卫生院管理。"), [("乙镇办法", "由县医院管理。")]
    assert parts_unanswered(answer(asked, first, text=TEXT, found=found)) == [asked]
    assert parts_unanswered(answer(asked, first, text=TEXT, found=[("甲镇办法", TEXT)])) == []
    rows = table(("镇", "管理"), ("甲镇", "由卫生院管理"), ("乙镇", "由县医院管理"))
    assert parts_unanswered(answer(asked, rows, text=TEXT, found=found)) == []


def test_sides_with_numbers_are_found_in_the_text():
    text = "一级伤残领27个月工资。四级伤残领21个月工资。"
    asked = "一级和四级伤残的待遇有什么区别？"
    first, found = quote("一级伤残领27个月工资。"), [("条例", text)]
    assert parts_unanswered(answer(asked, first, text=text, found=found)) == [asked]
    assert parts_unanswered(answer(asked, quote(text), text=text, found=found)) == []


def test_a_part_of_which_nothing_is_said_is_unanswered():
    asked = "谁管理甲镇？怎样申请助听器补贴？"
    assert parts_unanswered(answer(asked, quote("甲镇由卫生院管理。"), text=TEXT)) == [
        "怎样申请助听器补贴？"
    ]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("建了多少家，花了多少钱？", ["建了多少家，", "花了多少钱？"]),
        ("我家门诊用了几年，想翻修，怎么申请？", ["怎么申请？"]),
        ("门诊数", ["门诊数"]),
    ],
)
def test_a_question_is_split_where_it_asks(question, parts):
    assert question_parts(question) == parts
