import pytest

from eval.compare import compare, outcome
from eval.run import Run
from index.errors import QuestionSetError


def record(id, type="fact", question=None, **metrics):
    return {"id": id, "type": type, "question": question or f"{id}？", "metrics": metrics}


def a_run(*records):
    return Run({}, {}, list(records))


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


def test_questions_won_and_lost_are_those_of_the_second_run():
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


def test_a_reworded_question_is_another_question():
    with pytest.raises(QuestionSetError, match="没有相同的题目"):
        compare(a_run(record("q")), a_run(record("q", question="换了说法？")))


def test_the_outcome_is_key_points_or_the_refusal():
    assert outcome(record("q", key_point_recall=0.3, all_points=0.0)) == 0.3
    assert outcome(record("q", "injection", refusal_recall=1.0)) == 1.0
    assert outcome(record("q")) == 0.0
