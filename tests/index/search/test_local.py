"""Search in a version's own files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.search.interface import Scope
from index.search.local import best_of, scan

if TYPE_CHECKING:
    from rag.pipeline import Pipeline


def test_cosines_computed_in_steps_equal_one_product(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = np.random.default_rng(3).standard_normal((50, 8)).astype(np.float32)
    rows = np.array([3, 4, 9, 20, 21, 22, 49])
    monkeypatch.setattr("index.search.local.SCAN", 3)
    assert scan(vectors, rows, vectors[0]) == pytest.approx(vectors[rows] @ vectors[0])
    assert scan(vectors, rows[:0], vectors[0]).tolist() == []


def test_the_best_rows_are_in_order_and_ties_go_to_the_smaller_row() -> None:
    rows, scores = np.array([7, 3, 5, 9]), np.array([0.2, 0.9, 0.2, 0.1], np.float32)
    assert best_of(rows, scores, 3)[0].tolist() == [3, 5, 7]
    assert best_of(rows, scores, 9)[0].tolist() == [3, 5, 7, 9]
    assert best_of(rows, scores, 3)[1].tolist() == pytest.approx([0.9, 0.2, 0.2])


def test_within_a_scope_all_of_its_rows_are_ranked(real_pipeline: Pipeline) -> None:
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


def test_a_large_scope_is_searched_in_the_index_and_finds_the_same(
    real_pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = real_pipeline.store
    scope = Scope.of(store.articles(), store.passages(), lambda article: article.n in (1, 3))
    vector = real_pipeline.embedder.embed(["社区医院有多少家"], "query")[0]
    exact = store.search.dense(vector, 3, scope)
    monkeypatch.setattr("index.search.local.SCANNED", 1)
    found = store.search.dense(vector, 3, scope)
    assert found[0].tolist() == exact[0].tolist() and found[1] == pytest.approx(exact[1])
    everything = store.search.dense(vector, 99, scope)  # more than there are
    assert sorted(everything[0].tolist()) == scope.rows.tolist()
