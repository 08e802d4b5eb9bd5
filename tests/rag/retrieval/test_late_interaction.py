from __future__ import annotations

import numpy as np
import pytest

from index.embedding.embedder import Encoded
from rag.retrieval.late_interaction import BEFORE_WEIGHT, Query, max_sim, mean_cosine, within

X, Y, Z = np.eye(3, dtype=np.float32)


def spans(*pairs: tuple[int, int]) -> np.ndarray:
    return np.array(pairs, np.int32)


def query(text: str, *pairs: tuple[int, int], context_end: int = 0) -> Query:
    """Return a query whose tokens are all X, so that only the weights matter."""
    encoded = Encoded(X, np.stack([X] * len(pairs)), spans(*pairs))
    return Query.of(text, encoded, context_end)


def by_character(text: str, context_end: int = 0) -> Query:
    return query(text, *((i, i + 1) for i in range(len(text))), context_end=context_end)


def test_max_sim_is_each_query_tokens_highest_cosine() -> None:
    slanted = np.array([0.6, 0.8, 0], np.float32)
    assert max_sim(np.stack([slanted, Z]) @ np.stack([X, Y]).T) == pytest.approx([0.6, 0.8])


def test_max_sim_may_be_negative() -> None:
    assert max_sim(np.stack([-X]) @ np.stack([X]).T).tolist() == [-1]


def test_without_tokens_the_similarity_is_zero() -> None:
    assert max_sim(np.zeros((0, 2), np.float32)).tolist() == [0, 0]
    assert mean_cosine(np.zeros((0, 3), np.float32), X) == 0


def test_only_the_direction_of_the_mean_token_counts() -> None:
    assert mean_cosine(np.stack([3 * X, 4 * Y]), Y) == pytest.approx(0.8)


def test_each_stretch_gets_the_tokens_that_lie_in_it() -> None:
    found = within(spans((-3, -1), (0, 2), (2, 5), (5, 6)), [(0, 5), (1, 2), (0, 6), (6, 9)])
    assert [(s.start, s.stop) for s in found] == [(1, 3), (2, 2), (1, 4), (4, 4)]
    assert within(spans((0, 2)), []) == []


def test_weights_sum_to_one_and_function_words_weigh_little() -> None:
    weights = by_character("医院的？").weights
    assert weights.sum() == pytest.approx(1)
    assert weights[0] == weights[1] > 5 * weights[2]
    assert weights[2] == weights[3]


def test_a_word_of_function_characters_is_a_function_word_and_a_mixed_one_is_not() -> None:
    weights = query("怎么样么病", (0, 3), (3, 5)).weights
    assert weights[0] < weights[1] / 5


def test_a_question_of_function_words_alone_still_has_weights() -> None:
    assert by_character("是什么？").weights == pytest.approx(np.full(4, 0.25))


def test_a_question_without_tokens_has_no_weights() -> None:
    encoded = Encoded(X, np.zeros((0, 3), np.float32), np.zeros((0, 2), np.int32))
    assert Query.of("", encoded).weights.shape == (0,)


def test_the_weights_of_a_part_favour_its_tokens_and_sum_to_one() -> None:
    whole = by_character("医院药价")
    part = whole.part(2, 4)
    assert part.sum() == pytest.approx(1)
    assert part[0] == part[1] < part[2] == part[3]
    assert part[0] > 0
    assert whole.part(0, 4) == pytest.approx(whole.weights)


def test_the_content_of_a_question_is_its_tokens_without_function_words() -> None:
    assert by_character("医院的药价是").content().tolist() == [0, 1, 3, 4]


def test_the_question_before_weighs_little_and_lies_before_the_text() -> None:
    asked = by_character("医院药价", context_end=2)
    assert asked.text == "药价"
    assert asked.weights[:2] == pytest.approx(BEFORE_WEIGHT * asked.weights[2:])
    assert asked.spans[:, 0].tolist() == [-2, -1, 0, 1]
    assert asked.content().tolist() == [2, 3]
    assert asked.part(0, 1)[2] == max(asked.part(0, 1))
