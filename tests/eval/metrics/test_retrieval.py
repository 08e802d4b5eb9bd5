"""Our ranking metrics against an independent implementation."""

import random

import pytest

from eval.datasets.gold import Gold
from eval.datasets.sets import Question
from eval.metrics import retrieval
from eval.metrics.cases import Case


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
def test_agrees_with_ranx(ranx, name, ours):
    cases = list(random_cases())
    qrels = {c.question.id: dict.fromkeys(c.gold.passages, 1) for c in cases}
    run = {c.question.id: {id_: 1 / r for r, id_ in enumerate(c.ranking, 1)} for c in cases}
    theirs = ranx.evaluate(ranx.Qrels(qrels), ranx.Run(run), name)
    assert ours(cases).mean == pytest.approx(theirs, abs=1e-6)
