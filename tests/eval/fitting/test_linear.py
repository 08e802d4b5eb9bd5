from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from eval.fitting.linear import FOLDS, Listwise, fit_listwise, fit_logistic, left_out
from index.errors import QuestionSetError

LIKELY = np.array([2.0, -1.0, 0.0])  # weights of the made-up items


def made_up(lists: int = 60, items: int = 12, scale: float = 1) -> list[Listwise]:
    """Return lists in which the item with the highest made-up score is right.

    The second feature is multiplied by `scale`, the third is noise.
    """
    random = np.random.default_rng(7)
    found = []
    for _ in range(lists):
        features = random.standard_normal((items, 3))
        right = np.arange(items) == (features @ LIKELY).argmax()
        found.append(((features * [1, scale, 1]).astype(np.float32), right))
    return found


def test_the_right_items_come_first() -> None:
    lists = made_up()
    weights = fit_listwise(lists)
    first = [right[(features @ weights).argmax()] for features, right in lists]
    assert np.mean(first) > 0.9
    assert weights[0] > 0 > weights[1]
    assert abs(weights[2]) < 0.3 * abs(weights[1])


def test_a_feature_in_another_unit_gets_a_weight_in_that_unit() -> None:
    weights, scaled = fit_listwise(made_up()), fit_listwise(made_up(scale=100))
    assert scaled == pytest.approx(weights / [1, 100, 1], rel=0.05, abs=0.01)


def test_lists_without_a_right_item_change_nothing() -> None:
    lists = made_up()
    empty = (np.full((3, 3), 9, np.float32), np.zeros(3, bool))
    assert fit_listwise([empty, *lists]) == pytest.approx(fit_listwise(lists))


def test_lists_without_any_right_item_are_refused() -> None:
    with pytest.raises(QuestionSetError, match="没有可以用来拟合的问题"):
        fit_listwise([(np.ones((3, 3), np.float32), np.zeros(3, bool))])


def test_several_right_items_of_a_list_all_come_first() -> None:
    features = np.array([[1, 0], [0, 1], [0, 0], [-1, -1]], np.float32)
    right = np.array([True, True, False, False])
    scores = features @ fit_listwise([(features, right)] * 5)
    assert min(scores[:2]) > max(scores[2:])


def test_a_constant_feature_gets_no_weight() -> None:
    lists = [(np.c_[x, np.ones(len(x))].astype(np.float32), right) for x, right in made_up()]
    assert fit_listwise(lists)[3] == pytest.approx(0, abs=1e-6)


def test_the_probability_is_high_for_the_right_and_low_for_the_others() -> None:
    features = np.random.default_rng(3).standard_normal((200, 2)).astype(np.float32)
    right = features[:, 0] > 0.5
    weights, bias = fit_logistic(features, right, np.ones(200))
    odds = features @ weights + bias
    assert np.mean((odds > 0) == right) > 0.9
    assert weights[0] > 5 * abs(weights[1])


def test_examples_of_more_importance_pull_the_bias_towards_them() -> None:
    features = np.random.default_rng(3).standard_normal((200, 1)).astype(np.float32)
    right = np.arange(200) < 100
    _, even = fit_logistic(features, right, np.ones(200))
    _, more = fit_logistic(features, right, np.where(right, 5.0, 1.0))
    assert more > even + 1


def test_no_item_is_judged_by_numbers_fitted_on_its_group() -> None:
    items = [f"{group}{n}" for group in "abcdefghijk" for n in range(3)]
    found = left_out(items, lambda item: item[0], lambda rest: {item[0] for item in rest})
    assert Counter(item for item, _ in found) == Counter(items)
    for item, groups in found:
        assert item[0] not in groups
        assert len(groups) >= 11 - -(-11 // FOLDS)  # all but one fold


def test_fewer_groups_than_folds_are_left_out_one_by_one() -> None:
    found = left_out(["a1", "b1", "b2"], lambda item: item[0], list)
    assert sorted(found) == [("a1", ["b1", "b2"]), ("b1", ["a1"]), ("b2", ["a1"])]


def test_the_folds_are_the_same_each_time() -> None:
    items = [*"abcdefghijk"]
    assert left_out(items, str, list) == left_out(items, str, list)
