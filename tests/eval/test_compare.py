import pytest

from eval.compare import compare, outcome
from index.errors import QuestionSetError
from tests.eval.run_records import a_run, record

A = a_run(
    record("q1", key_point_recall=0.5, false_refusal=0.0),
    record("q2", key_point_recall=1.0, false_refusal=0.0),
    record("q3", "off_topic", refusal_recall=1.0),
    record("only-a", key_point_recall=1.0),
)
B = a_run(
    record("q3", "off_topic", refusal_recall=0.0),
    record("q2", key_point_recall=1.0, false_refusal=0.0),
    record("q1", key_point_recall=1.0, false_refusal=0.0),
    record("only-b", key_point_recall=0.0),
)


def test_questions_are_won_and_lost_by_the_second_run():
    found = compare(A, B)
    assert found.shared == 3
    assert [(c.id, c.before, c.after) for c in found.won] == [("q1", 0.5, 1.0)]
    assert [(c.id, c.before, c.after) for c in found.lost] == [("q3", 1.0, 0.0)]


def test_metrics_are_compared_over_shared_questions_and_equal_ones_left_out():
    [points, refusals] = compare(A, B).metrics
    assert (points.name, points.a, points.b, points.better) == ("key_point_recall", 0.75, 1.0, True)
    assert points.difference.difference == 0.25
    assert (refusals.name, refusals.better) == ("refusal_recall", False)


def test_lower_is_better_for_false_refusals():
    [change] = compare(
        a_run(record("q", false_refusal=1.0)), a_run(record("q", false_refusal=0.0))
    ).metrics
    assert change.better


def test_questions_with_another_text_are_not_compared():
    with pytest.raises(QuestionSetError, match="没有相同的题目"):
        compare(a_run(record("q")), a_run(record("q", question="换了说法？")))


def test_the_outcome_is_key_point_recall_or_evidence_in_the_answer_or_refusal_recall():
    assert outcome(record("q", key_point_recall=0.3, all_points=0.0)) == 0.3
    assert outcome(record("q", key_point_recall=0.3, evidence_in_answer=1.0)) == 0.3
    assert outcome(record("q", evidence_in_answer=0.5, false_refusal=0.0)) == 0.5
    assert outcome(record("q", "injection", refusal_recall=1.0)) == 1.0
    assert outcome(record("q")) == 0.0


def test_another_answer_with_the_same_outcome_is_listed_as_reworded():
    a = a_run(record("q1", answer="降了12%", key_point_recall=1.0), record("q2", answer="同"))
    b = a_run(record("q1", answer="降12%", key_point_recall=1.0), record("q2", answer="同"))
    found = compare(a, b)
    assert [c.id for c in found.reworded] == ["q1"]
    assert found.changed == found.reworded
