from eval.metrics.registry import GROUPS, METRICS, score
from tests.eval.metrics.worked_cases import RANKED, case


def test_every_metric_has_a_group_an_explanation_and_a_score_for_each_case():
    scores = score([RANKED, case(type="chitchat", text="您好")])
    assert set(scores) == set(METRICS)
    for name, metric in METRICS.items():
        assert metric.group in GROUPS
        assert len(metric.explanation) > 10
        assert len(scores[name].each) == 2
