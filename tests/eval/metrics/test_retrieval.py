import random
from math import log2

import pytest

from eval.datasets.gold import Gold
from eval.datasets.sets import Question
from eval.metrics import retrieval
from eval.metrics.cases import Case
from eval.metrics.registry import METRICS
from tests.eval.metrics.worked_cases import RANKED, case, one


def test_retrieval_metrics_match_values_worked_by_hand():
    assert one(retrieval.article_hit([RANKED], k=1)) == 0
    assert one(retrieval.article_hit([RANKED], k=3)) == 1
    assert one(retrieval.article_recall([RANKED], k=5)) == 1 / 2
    assert one(retrieval.evidence_hit([RANKED], k=1)) == 0
    assert one(retrieval.evidence_hit([RANKED], k=2)) == 1
    assert one(retrieval.evidence_recall([RANKED], k=2)) == 1 / 3
    assert one(retrieval.evidence_recall([RANKED], k=10)) == 2 / 3
    assert one(retrieval.reciprocal_rank([RANKED], k=10)) == 1 / 2
    gain, ideal = 1 / log2(3) + 1 / log2(5), 1 / log2(2) + 1 / log2(3)
    assert one(retrieval.ndcg([RANKED], k=10)) == pytest.approx(gain / ideal)
    assert retrieval.evidence_ranks(RANKED) == [2, 4, None]


def test_either_of_two_passages_is_enough_for_a_piece_of_evidence():
    either = case(ranking=["i/1#7"], gold=Gold(("i/1",), (frozenset({"i/1#2", "i/1#7"}),)))
    assert one(retrieval.evidence_recall([either], k=1)) == 1


def test_questions_without_gold_labels_do_not_count():
    nothing = case(type="off_topic", ranking=["i/1#1"])
    for name, metric in METRICS.items():
        if metric.group == "retrieval":
            assert metric.score([nothing]).each == (None,), name


@pytest.fixture(scope="module")
def ranx():
    numba = pytest.importorskip("numba")
    # compiling ranx takes a minute, interpreting it milliseconds
    numba.config.DISABLE_JIT = True
    yield pytest.importorskip("ranx")
    numba.config.DISABLE_JIT = False


def random_cases(n=60):
    rng = random.Random(7)
    ids = [f"i/{a}#{k}" for a in range(1, 9) for k in range(1, 6)]
    for number in range(n):
        ranking = rng.sample(ids, rng.randint(1, 15))
        relevant = rng.sample(ids, rng.randint(1, 12))
        found = {"passages": [{"passage_id": id_} for id_ in ranking]}
        gold = Gold(evidence=tuple(frozenset({id_}) for id_ in relevant))
        yield Case(Question(f"q{number}", "问？", "fact"), found, gold)


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("mrr@10", lambda cases: retrieval.reciprocal_rank(cases, k=10)),
        ("ndcg@10", lambda cases: retrieval.ndcg(cases, k=10)),
        ("recall@1", lambda cases: retrieval.evidence_recall(cases, k=1)),
        ("recall@10", lambda cases: retrieval.evidence_recall(cases, k=10)),
        ("hit_rate@5", lambda cases: retrieval.evidence_hit(cases, k=5)),
    ],
)
def test_ranking_metrics_agree_with_ranx(ranx, name, ours):
    cases = list(random_cases())
    qrels = {c.question.id: dict.fromkeys(c.gold.passages, 1) for c in cases}
    run = {c.question.id: {id_: 1 / r for r, id_ in enumerate(c.ranking, 1)} for c in cases}
    theirs = ranx.evaluate(ranx.Qrels(qrels), ranx.Run(run), name)
    assert ours(cases).mean == pytest.approx(theirs, abs=1e-6)
