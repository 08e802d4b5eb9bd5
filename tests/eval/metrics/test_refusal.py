import pytest

from eval.metrics import refusal
from tests.eval.metrics.worked_cases import case, cite


def test_refusal_recall_and_false_refusal_match_values_worked_by_hand():
    refused = case(type="unanswerable", abstained=True)
    answered = case(type="injection", text="好的[1]", cited=[cite(1, "好的")])
    greeted = case(type="chitchat", text="您好！")
    wrongly = case(type="fact", abstained=True)
    cases = [refused, answered, greeted, wrongly]
    assert refusal.refusal_recall(cases).each == (1, 0, 1, None)
    assert refusal.false_refusal(cases).each == (None, None, None, 1)


def test_risk_coverage_matches_values_worked_by_hand():
    def asked(confidence, held, type="fact"):
        points = [["甲"]] if type == "fact" else []
        return case(type=type, points=points, text="甲" if held else "乙", confidence=confidence)

    cases = [
        asked(0.2, False),
        asked(0.9, True),
        asked(0.5, True, "unanswerable"),
        asked(0.5, True),
    ]
    found = refusal.risk_coverage(cases)
    # risks by confidence: 0 | ½ ½ (a tie of 1 and 0) | 1
    expected = [(0.25, 0), (0.5, 0.25), (0.75, 1 / 3), (1, 0.5)]
    assert [pytest.approx(point) for point in expected] == list(found.curve)
    assert found.area == pytest.approx((0 + 0.25 + 1 / 3 + 0.5) / 4)
    assert refusal.risk_coverage(cases[::-1]) == found


def test_the_risk_of_a_question_without_key_points_is_the_evidence_that_its_answer_lacks():
    sentences = ["甲镇报销七成。", "乙镇报销八成。"]
    half = case(evidence=sentences, cited=[cite(1, sentences[0])], confidence=0.9)
    # key points come before evidence where a question has both
    both = case(points=[["甲"]], evidence=sentences, text="甲", confidence=0.5)
    bare = case(text="甲", confidence=0.7)
    assert refusal.risk_coverage([half, both, bare]).curve == ((0.5, 0.5), (1, 0.25))
