"""Search in the files of a store, and the part of it that a filter leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.search.interface import Scope
from index.search.local import best_of, scan
from rag.filters import Filters
from tests.data.corpus import ARTICLES

if TYPE_CHECKING:
    from rag.pipeline import Pipeline


def test_a_scan_in_steps_equals_one_product(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = np.random.default_rng(3).standard_normal((50, 8)).astype(np.float32)
    rows = np.array([3, 4, 9, 20, 21, 22, 49])
    monkeypatch.setattr("index.search.local.SCAN", 3)
    assert scan(vectors, rows, vectors[0]) == pytest.approx(vectors[rows] @ vectors[0])
    assert scan(vectors, rows[:0], vectors[0]).tolist() == []


def test_the_best_rows_stand_in_order_and_ties_go_to_the_smaller() -> None:
    rows, scores = np.array([7, 3, 5, 9]), np.array([0.2, 0.9, 0.2, 0.1], np.float32)
    assert best_of(rows, scores, 3)[0].tolist() == [3, 5, 7]
    assert best_of(rows, scores, 9)[0].tolist() == [3, 5, 7, 9]
    assert best_of(rows, scores, 3)[1].tolist() == pytest.approx([0.9, 0.2, 0.2])


def test_a_scope_names_whole_issues_and_the_articles_of_parted_ones() -> None:
    other = replace(ARTICLES[0], issue="2031-02-10", n=1)
    articles = [*ARTICLES, other]
    whole = Scope.of(articles, [], Filters(issues=("2031-02-03",)).allows)
    assert (whole.issues, whole.articles) == ({"2031-02-03"}, set())
    parted = Scope.of(articles, [], lambda article: article.n == 1)
    assert (parted.issues, parted.articles) == ({"2031-02-10"}, {"2031-02-03/1"})
    nothing = Scope.of(articles, [], lambda article: False)
    assert not nothing.issues and not nothing.articles and not len(nothing.rows)


def test_within_a_scope_every_one_of_its_rows_is_ranked(real_pipeline: Pipeline) -> None:
    store = real_pipeline.store
    scope = Scope.of(store.articles(), store.passages(), lambda article: article.n in (1, 3))
    assert len(scope.rows) == sum(p.n in (1, 3) for p in store.passages())
    vector = store.vectors[scope.rows[1]]
    rows, scores = store.search.dense(vector, 99, scope)
    assert sorted(rows.tolist()) == scope.rows.tolist()
    assert rows[0] == scope.rows[1] and scores == pytest.approx(store.vectors[rows] @ vector)
    rows, scores = store.search.lexical("社区医院", 99, scope)
    assert len(rows) and set(rows.tolist()) <= set(scope.rows.tolist())
    assert scores == pytest.approx(store.search.lexical_scores("社区医院", rows.tolist()))
