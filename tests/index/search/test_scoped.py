"""Search within a scope: whatever lies outside is neither found nor counted."""

import numpy as np
import pytest

from index.search.bm25 import LexicalIndex
from index.search.dense import DenseIndex
from index.search.interface import Scope
from index.search.local import LocalSearch
from index.search.scoped import ScopedSearch

TEXTS = ("医保支付", "医保目录", "集采药品", "医保集采", "医院床位", "医保基金")
ROWS = np.array([1, 3, 4], np.int64)
NONE: frozenset[str] = frozenset()


@pytest.fixture
def whole() -> LocalSearch:
    vectors = np.eye(6, 8, dtype=np.float32) + np.float32(0.1)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return LocalSearch(DenseIndex.build(vectors), LexicalIndex.build(TEXTS), vectors)


def scoped(whole, rows=ROWS, issues=NONE, articles=NONE):
    return ScopedSearch(whole, Scope(issues, articles, rows))


def test_rows_are_counted_within_the_scope(whole):
    query = np.eye(6, 8, dtype=np.float32)[3]
    rows, scores = scoped(whole).dense(query, 2)
    assert rows[0] == 1 and scores[0] == pytest.approx(whole.dense(query, 1)[1][0])
    assert len(rows) == 2


def test_the_best_outside_do_not_take_the_places_of_those_inside(whole):
    found = scoped(whole).lexical("医保", 2)[0]
    assert sorted(found) == [0, 1]  # of four that hold the word, the two seen
    assert list(scoped(whole).lexical("基金", 5)[0]) == []


def test_a_narrower_scope_counts_the_rows_of_the_view(whole):
    narrower = Scope(NONE, NONE, np.array([1, 2], np.int64))
    assert list(scoped(whole).lexical("医保", 5, narrower)[0]) == [1]


def test_scores_of_given_rows_are_those_of_their_passages(whole):
    given = scoped(whole).lexical_scores("医保目录", [0, 2])
    assert list(given) == list(whole.lexical_scores("医保目录", [1, 4]))


def test_a_search_that_finds_too_much_is_not_believed(whole):
    class Careless(LocalSearch):
        def lexical(self, query, k, scope=None):
            return super().lexical(query, k)

    careless = Careless(whole.dense_index, whole.lexical_index, np.zeros((6, 8), np.float32))
    assert sorted(scoped(careless).lexical("医保", 6)[0]) == [0, 1]


def test_an_empty_scope_finds_nothing(whole):
    none = scoped(whole, rows=np.empty(0, np.int64))
    assert list(none.lexical("医保", 3)[0]) == list(none.dense(np.ones(8, np.float32), 3)[0]) == []


def test_a_search_by_names_gets_only_issues_that_are_seen_whole(whole):
    given = []

    class Noting(LocalSearch):
        def lexical(self, query, k, scope=None):
            given.append(scope)
            return super().lexical(query, k, scope)

    noting = Noting(whole.dense_index, whole.lexical_index, np.zeros((6, 8), np.float32))
    view = scoped(noting, issues=frozenset({"甲"}), articles=frozenset({"乙/1"}))
    view.lexical("医保", 3, Scope(frozenset({"甲", "乙", "丙"}), NONE, np.array([0], np.int64)))
    [scope] = given
    assert (scope.issues, scope.articles) == (frozenset({"甲"}), frozenset({"乙/1"}))
