from eval.metrics.readability.faultless import RULES, any_fault, faults
from eval.metrics.readability.rules import free_of
from tests.eval.metrics.readability.worked_answers import answer, quote, refused
from tests.eval.metrics.worked_cases import one

TEXT = "青溪县建成九家门诊。因此，花费三百万元。"
GOOD = answer("建成多少家门诊？", quote("青溪县建成九家门诊。", ["九家"]), text=TEXT)
BAD = answer("建成多少家门诊？", quote("因此，花费三百万元。"), text=TEXT)


def test_each_fault_is_told_with_the_words_at_fault():
    assert faults(GOOD) == {}
    assert faults(BAD) == {
        "opening_right": ["因此，花费三百万元。"],
        "parts_answered": ["建成多少家门诊？"],
    }


def test_the_metric_is_the_share_of_answers_without_the_fault():
    scores = free_of(RULES["opening_right"][1])([GOOD, BAD, refused("几家？")])
    assert scores.each == (1.0, 0.0, None)


def test_one_metric_counts_every_fault_and_no_refusal():
    assert one(free_of(any_fault)([GOOD])) == 1
    assert one(free_of(any_fault)([BAD])) == 0
    assert one(free_of(any_fault)([refused("几家？")])) is None
