from eval.metrics.cases import Scores


def test_the_mean_leaves_out_questions_that_do_not_count():
    assert Scores((1.0, None, 0.0)).mean == 0.5
    assert Scores((None,)).mean is None
