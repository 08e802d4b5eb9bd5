from eval.datasets.gold import Gold
from eval.metrics.cases import Scores
from eval.metrics.registry import score
from eval.metrics.summary import estimates, recall_curve, summarise
from tests.eval.metrics.worked_cases import RANKED, case


def test_the_recall_curve_is_the_mean_evidence_recall_at_each_depth():
    # of three pieces of evidence one is at rank 2, one at rank 4, one nowhere
    assert recall_curve([RANKED]) == [0, 0.3333, 0.3333, *[0.6667] * 7]
    assert recall_curve([case(type="off_topic")]) == []


def test_metrics_without_a_question_that_counts_are_left_out():
    found = estimates({"a": Scores((1.0, None, 0.0)), "b": Scores((None,))})
    assert list(found) == ["a"]
    assert (found["a"]["mean"], found["a"]["n"]) == (0.5, 2)


def test_a_summary_counts_questions_types_and_absent_evidence():
    gold = Gold(("i/1", "?i/none"), (frozenset({"i/1#1"}), frozenset()))
    cases = [
        case(gold=gold, ranking=["i/1#1"], text="甲", reference="甲", total_ms=10.0),
        case(type="chitchat", text="您好", total_ms=30.0),
    ]
    for found in cases:
        found.result["engine"] = "extractive"
    summary = summarise(cases, score(cases))
    assert (summary["questions"], summary["answerable"]) == (2, 1)
    assert list(summary["by_type"]) == ["fact", "chitchat"]
    assert summary["evidence"] == {"pieces": 2, "absent": 1, "articles_absent": 1}
    assert summary["latency_ms"] == {"p50": 20.0, "p95": 29.0}
    assert summary["answer_chars"] == {"p50": 1.0, "p90": 1.0}
    assert summary["written"] == {}
