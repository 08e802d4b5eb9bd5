from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from index.model import Article, Passage
from rag.answer import Hit
from rag.question.asked_time import AskedTime
from rag.question.understanding import understand
from rag.retrieval.hits import MAX_K, hits
from rag.retrieval.in_force import InForce
from rag.retrieval.retriever import Retrieval
from rag.validity import ArticleStanding

ARTICLE = Article("2031-02-03", 1, "社区医院", "甲。" * 60)


def retrieval(n: int) -> Retrieval:
    """Return a retrieval of n candidates, with scores 0, -1, -2 and so on."""
    candidates: list[Any] = [
        SimpleNamespace(
            passage=Passage("2031-02-03", 1, k, 2 * k, 2 * k + 2, "甲。"), article=ARTICLE
        )
        for k in range(n)
    ]
    gaps = np.zeros((n, 1), np.float32)
    query = levels = cast("Any", None)
    scores = [-float(k) for k in range(n)]
    return Retrieval(understand("社区医院"), query, candidates, scores, gaps, levels)


def test_hits_are_the_best_candidates_with_rank_score_and_article() -> None:
    found = retrieval(3)
    first, second = (candidate.passage for candidate in found.candidates[:2])
    assert hits(found, 2) == [Hit(1, 0.0, first, ARTICLE), Hit(2, -1.0, second, ARTICLE)]


@pytest.mark.parametrize(("k", "n"), [(-1, 1), (0, 1), (1, 1), (MAX_K, MAX_K), (MAX_K + 1, MAX_K)])
def test_at_least_one_and_at_most_the_maximum_are_returned(k: int, n: int) -> None:
    assert len(hits(retrieval(MAX_K + 5), k)) == n


def test_no_candidates_give_no_hits() -> None:
    assert hits(retrieval(0), 5) == []


def test_hits_of_articles_out_of_force_come_last_and_the_first_has_the_score_0() -> None:
    found = retrieval(3)
    other = replace(ARTICLE, issue="2031-02-04")
    found.candidates[0] = SimpleNamespace(passage=found.candidates[0].passage, article=other)  # type: ignore[call-overload]
    standing = ArticleStanding("已废止")
    known = InForce(AskedTime("", ""), shown={other.id: standing}, outdated=frozenset({other.id}))
    shown = hits(replace(found, in_force=known), 3)
    assert [(hit.rank, hit.score) for hit in shown] == [(1, 0.0), (2, -1.0), (3, -1.0)]
    assert (shown[2].article, shown[2].standing) == (other, standing)
