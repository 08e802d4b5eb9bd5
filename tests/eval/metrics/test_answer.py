import pytest

from eval.metrics import answer
from tests.eval.metrics.worked_cases import case, one


def test_key_points_ignore_spaces_width_marks_and_bold():
    found = case(
        points=[["13.8%"], ["1787种", "1787 个"], ["36亿"]], text="１７８７ **个**，降13.8％[1]"
    )
    assert answer.held_points(found) == [True, True, False]
    assert one(answer.key_point_recall([found])) == pytest.approx(2 / 3)
    assert one(answer.all_points([found])) == 0


def test_a_mark_inside_a_key_point_does_not_break_it():
    assert answer.held_points(case(points=[["甲乙"]], text="甲[1]乙[2, 3]")) == [True]


def test_a_refusal_holds_no_key_point_even_if_its_words_do():
    refused = case(points=[["没有"]], text="资料中没有相关信息。", abstained=True)
    assert one(answer.key_point_recall([refused])) == 0
    assert one(answer.rouge_l([refused])) is None
    assert one(answer.answer_chars([refused])) is None


def test_rouge_and_character_f1_match_values_worked_by_hand():
    found = case(reference="甲乙丙丁", text="乙甲丙戊[1]")
    # longest common subsequence 乙丙 or 甲丙 = 2; shared characters 甲乙丙 = 3
    assert one(answer.rouge_l([found])) == pytest.approx(2 * 2 / 8)
    assert one(answer.char_f1([found])) == pytest.approx(2 * 3 / 8)
    assert one(answer.answer_chars([found])) == 4


def test_the_length_of_an_answer_needs_no_reference():
    assert one(answer.answer_chars([case(text="甲 乙[1]\n**丙**[2]")])) == 3
    assert one(answer.answer_chars([case(type="chitchat", text="您好")])) is None
