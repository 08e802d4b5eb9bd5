from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from index.model import Article, Passage
from rag.answer import Hit
from rag.question.understanding import understand
from rag.retrieval.hits import MAX_K, hits
from rag.retrieval.retriever import Retrieval

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
