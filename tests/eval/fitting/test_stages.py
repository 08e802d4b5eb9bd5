from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from eval.datasets.sets import Question
from eval.fitting import stages
from eval.fitting.examples import Found, Kind, Task
from rag.evidence import confidence
from rag.extractive.selection import MAX_LENGTH

N_SIGNALS = len(confidence.FEATURES)


def task(group: str = "甲", kind: Kind = "answerable") -> Task:
    nothing = cast("Any", None)
    return Task(nothing, nothing, Question("q", "问？", "fact"), group, kind)


def found(
    features: list[list[list[float]]],
    right: list[int],
    length: int = 40,
    signals: list[float] | None = None,
    of: Task | None = None,
) -> Found:
    """Return statements (n, parts, features) of equal length, of which `right` hold evidence."""
    n = len(features)
    held = np.isin(np.arange(n), right)[:, None]
    return Found(
        of or task(),
        np.array(features, np.float32),
        held,
        np.zeros((n, 0), bool),
        np.full(n, length),
        np.array(signals or [0.0] * N_SIGNALS, np.float32),
    )


def even(n: int, length: int) -> tuple[Found, np.ndarray]:
    """Return n statements with equal scores, and weights."""
    return found([[[1.0]]] * n, [0], length), np.ones(1)


def test_the_weights_of_statements_put_the_evidence_first() -> None:
    random = np.random.default_rng(5)
    every = []
    for _ in range(30):
        features = random.standard_normal((8, 1, 2))
        every.append(found(features.tolist(), [int(features[:, 0, 0].argmax())]))
    weights = stages.fit_statements(every)
    assert weights[0] > 4 * abs(weights[1])


def test_a_statement_counts_for_the_part_that_it_answers_best() -> None:
    random = np.random.default_rng(5)
    every = []
    for n in range(30):
        features = random.uniform(-1, 0, (8, 2, 1))
        features[3, n % 2] = 2  # holds the evidence of one part, and says nothing of the other
        features[3, 1 - n % 2] = -2
        every.append(found(features.tolist(), [3]))
    assert stages.fit_statements(every)[0] > 0


def test_unanswerable_questions_teach_nothing_about_statements() -> None:
    right = found([[[1.0]], [[0.0]]], [0])
    wrong = found([[[0.0]], [[1.0]]], [0], of=task(kind="removed"))
    assert stages.fit_statements([right, wrong, wrong, wrong])[0] > 0


def test_key_points_stand_for_evidence_where_a_set_has_none() -> None:
    held = np.array([[True], [False]])
    features = np.array([[[1.0]], [[0.0]]], np.float32)
    signals = np.zeros(N_SIGNALS, np.float32)
    nothing = np.zeros((2, 0), bool)
    one = Found(task(), features, nothing, held, np.array([40, 40]), signals)
    assert stages.fit_statements([one])[0] > 0


def test_the_least_share_gives_answers_of_the_median_length() -> None:
    def median(least: float) -> float:
        """Return what `choose` takes of 4 to 40 equal statements: all or one."""
        return float(np.median([40 * n if 1 / n >= least * 60 else 40 for n in range(4, 41)]))

    least = stages.choose_least_share(even(n, 40) for n in range(4, 41))
    assert median(least) <= stages.MEDIAN_LENGTH
    assert median(0) > stages.MEDIAN_LENGTH


def test_short_answers_need_no_least_share() -> None:
    short = stages.choose_least_share([even(2, 20)])
    assert short < stages.choose_least_share([even(20, 20)])


def test_reports_of_statements_name_the_evidence_and_the_lengths() -> None:
    every = [found([[[1.0]], [[-9.0]]], [0], of=task(group)) for group in "甲乙丙丁戊己"]
    report = stages.report_statements(every)
    assert "best statement 1.000" in report and "in the answer 1.000" in report
    assert "p50 40, p90 40" in report or "p50 80, p90 80" in report


def test_an_answer_is_never_longer_than_the_greatest_length() -> None:
    every = [found([[[1.0]]] * 30, [0], of=task(group)) for group in "甲乙丙丁戊己"]
    lengths = stages.report_statements(every).rpartition("p90 ")[2]
    assert int(lengths) <= MAX_LENGTH


def test_reports_of_passages_give_the_recall_of_evidence() -> None:
    features = np.array([[3.0], [2.0], [1.0]], np.float32)
    held = np.array([[True], [False], [False]])
    report = stages.report_passages([(task(group), features, held) for group in "甲乙丙丁戊己"])
    assert report == "evidence @1 1.000, evidence @5 1.000"


@pytest.fixture(scope="module")
def judged() -> list[Found]:
    """Questions whose first signal tells the answerable from the others."""
    random = np.random.default_rng(2)
    kinds: list[Kind] = ["answerable", "unanswerable", "removed", "foreign"]
    every = []
    for n in range(120):
        kind = kinds[n % 4]
        signals = (
            random.standard_normal(N_SIGNALS) + 4 * (kind == "answerable") * np.eye(N_SIGNALS)[0]
        )
        every.append(found([[[1.0]]], [0], signals=signals.tolist(), of=task(str(n), kind)))
    return every


def test_confidence_is_high_for_the_answerable_only(judged: list[Found]) -> None:
    odds = stages.log_odds(judged)
    assert {kind: len(values) for kind, values in odds.items()} == dict.fromkeys(odds, 30)
    for kind in ("unanswerable", "removed", "foreign"):
        assert odds[kind].mean() < 0 < odds["answerable"].mean()


def test_the_threshold_refuses_few_of_the_answerable(judged: list[Found]) -> None:
    odds = stages.log_odds(judged)
    threshold = stages.choose_threshold(odds)
    bar = np.log(threshold / (1 - threshold))
    assert 0 < np.mean(odds["answerable"] < bar) <= stages.FALSE_REFUSALS + 1 / 30
    report = stages.report_confidence(odds, threshold)
    assert all(kind in report for kind in odds)
    assert float(report.rpartition(" ")[2]) > 0.95


def test_confidence_is_reported_without_unanswerable_questions() -> None:
    odds: dict[Kind, np.ndarray] = {"answerable": np.ones(3), "unanswerable": np.zeros(0)}
    assert stages.report_confidence(odds, 0.5).endswith("nan")
