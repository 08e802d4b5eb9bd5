import pytest

from eval.compare import compare, outcome
from eval.reports.terminal import told
from eval.run import Run
from index.errors import QuestionSetError


def record(id, type="fact", question=None, answer="", **metrics):
    asked = {"id": id, "type": type, "question": question or f"{id}？"}
    return asked | {"result": {"answer": answer}, "metrics": metrics}


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


def test_an_answer_in_other_words_with_the_same_outcome_is_listed_apart():
    a = a_run(record("q1", answer="降了12%", key_point_recall=1.0), record("q2", answer="同"))
    b = a_run(record("q1", answer="降12%", key_point_recall=1.0), record("q2", answer="同"))
    found = compare(a, b)
    assert [c.id for c in found.reworded] == ["q1"]
    assert found.changed == found.reworded
    assert told(found) == ["答案质量的各项指标，没有一项的差别超出随机。"]


def test_no_difference_is_said_in_a_sentence():
    assert told(compare(A, A)) == ["各项指标和每道题的答案都相同。"]


def test_a_difference_of_time_alone_is_no_difference_of_answers():
    a, b = (a_run(*(record(f"q{i}", total_ms=ms) for i in range(9))) for ms in (10.0, 30.0))
    assert told(compare(a, b)) == ["除用时外，各项指标和每道题的答案都相同。"]


def test_a_real_difference_needs_no_words():
    a, b = (a_run(*(record(f"q{i}", key_point_recall=r) for i in range(9))) for r in (0.0, 1.0))
    assert told(compare(a, b)) == []
