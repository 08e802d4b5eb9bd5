from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from index.search.interface import Scope
from rag.filters import Filters
from rag.pipeline import Pipeline
from rag.question.understanding import understand
from rag.retrieval.retriever import PART_MARGIN, Retrieval, distinct, merge, rrf
from tests.data.corpus import ARTICLES

TWO_PARTS = "到2033年海蓝市社区医院要达到多少家？江原省全年结算多少人次？"


def found(pipeline: Pipeline, asked: str) -> Retrieval:
    return pipeline.retriever.retrieve(understand(asked))


def test_an_english_question_is_put_into_chinese_by_the_passages_near_it(
    real_pipeline: Pipeline,
) -> None:
    retriever = real_pipeline.retriever
    asked = "How many community hospitals should there be in Hailan by 2033?"
    chinese = retriever.in_chinese(asked, retriever.encode_text(asked).vector).text
    assert {"多少", "社区医院", "2033"} <= set(chinese.split())
    assert (
        retriever.in_chinese(TWO_PARTS, retriever.encode_text(TWO_PARTS).vector).text == TWO_PARTS
    )


# Fusion and merging, computed by hand


def test_of_copies_the_first_preferred_one_stays_in_the_place_of_the_first() -> None:
    copies = np.array([0, 1, 0, 3], np.int32)
    assert distinct([2, 1, 0, 3], copies) == [2, 1, 3]
    assert distinct([2, 1, 0, 3], copies, lambda row: row == 0) == [0, 1, 3]


def test_rrf_sums_the_reciprocal_ranks() -> None:
    # with k = 1: 7 → 1/2 + 1/3, 5 → 1/3 + 1/2, 9 → 1/4; a tie goes to the smaller row
    assert rrf([[7, 5, 9], [5, 7]], k=1) == [5, 7, 9]
    # 3 → 1/2, 4 → 1/3 + 1/3, 5 → 1/2
    assert rrf([[3, 4], [5, 4]], k=1) == [4, 3, 5]


def test_rrf_keeps_one_list_as_it_is_and_takes_arrays() -> None:
    assert rrf([np.array([4, 2, 9])]) == [4, 2, 9]
    assert rrf([]) == rrf([[]]) == []


def test_a_question_of_one_part_is_ordered_by_the_distance_to_the_best() -> None:
    whole = np.array([1.0, 3.0, 2.5], np.float32)
    assert merge(whole, [whole]) == ([1, 2, 0], [0.0, -0.5, -2.0])


def test_each_parts_best_ranks_just_below_the_whole_questions_best() -> None:
    whole = np.array([9.0, 8.9, 2.0, 1.0], np.float32)
    first = np.array([5.0, 4.0, 0.0, 0.0], np.float32)
    second = np.array([0.0, 0.0, 0.0, 7.0], np.float32)
    order, scores = merge(whole, [first, second])
    assert order == [0, 1, 3, 2]
    assert scores == pytest.approx(
        [0.0, -0.1, -PART_MARGIN, max(-7.0, -5.0 - PART_MARGIN)], abs=1e-4
    )


def test_the_whole_question_decides_between_equal_scores() -> None:
    whole = np.array([0.0, 1.0, 5.0], np.float32)
    part = np.array([2.0, 2.0, 0.0], np.float32)
    assert merge(whole, [part])[0] == [2, 1, 0]


def test_no_candidates_merge_to_nothing() -> None:
    empty = np.zeros(0, np.float32)
    assert merge(empty, [empty]) == ([], [])


# Under a filter


def test_candidates_under_a_filter_are_the_best_of_the_allowed(real_pipeline: Pipeline) -> None:
    retriever, store = real_pipeline.retriever, real_pipeline.store
    question = understand("江原省全年结算多少人次？")
    query = retriever.encode(question)
    scope = Scope.of(store.articles(), store.passages(), lambda article: article.n != 3)
    rows = scope.rows
    found = retriever.candidates(query, question, scope)
    assert set(found) <= set(rows.tolist())
    assert int(rows[(store.vectors[rows] @ query.vector).argmax()]) in found


def test_a_filter_that_allows_all_changes_nothing(real_pipeline: Pipeline) -> None:
    question = understand("江原省全年结算多少人次？")
    free = real_pipeline.retriever.retrieve(question)
    bound = real_pipeline.retriever.retrieve(question, Filters(since="1900"))
    assert [c.row for c in free.candidates] == [c.row for c in bound.candidates]
    assert free.scores == pytest.approx(bound.scores, abs=1e-5)


# Retrieval


def test_a_querys_tokens_cover_its_own_text(real_pipeline: Pipeline) -> None:
    asked = "海蓝市社區醫院有多少家？"
    query = real_pipeline.retriever.encode(understand(asked))
    assert query.text == asked
    assert query.spans.max() == len(asked)
    assert len(query.tokens) == len(query.spans) == len(query.weights)
    assert query.weights.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("江原省全年结算多少人次？", "29.8万"),
        ("云岭省全年结算多少人次？", "46.2万"),
        ("东湖区的续签率是多少？", "91.2%"),
        ("第二批耗材集采平均降价多少？", "61.3%"),
        ("社區醫院為什麼留不住醫生？", "晋升难"),
    ],
)
def test_the_passage_that_answers_comes_first(
    real_pipeline: Pipeline, asked: str, words: str
) -> None:
    assert words in found(real_pipeline, asked).candidates[0].passage.text


def test_a_province_is_found_by_its_heading(real_pipeline: Pipeline) -> None:
    first = found(real_pipeline, "江原省的医院有多少家？").candidates[0].passage
    assert "江原省" in (*first.headings, first.text[:3])


def test_a_retrieval_is_ordered_and_has_the_gaps_of_each_part(real_pipeline: Pipeline) -> None:
    retrieval = found(real_pipeline, TWO_PARTS)
    n = len(retrieval.candidates)
    assert len({c.row for c in retrieval.candidates}) == n == len(retrieval.scores)
    assert all(a >= b for a, b in pairwise(retrieval.scores))
    assert retrieval.scores[0] == 0
    assert retrieval.gaps.shape == (n, 2)
    assert retrieval.gaps.max(axis=0).tolist() == [0, 0]


def test_each_parts_best_passage_is_among_the_first(real_pipeline: Pipeline) -> None:
    texts = [c.passage.text for c in found(real_pipeline, TWO_PARTS).candidates[:3]]
    assert any("126家" in text for text in texts)
    assert any("29.8万" in text for text in texts)


def test_every_article_of_a_small_store_has_a_candidate(real_pipeline: Pipeline) -> None:
    retrieval = found(real_pipeline, "社区医院")
    assert len(retrieval.candidates) <= len(real_pipeline.store.passages())
    assert {c.passage.article_id for c in retrieval.candidates} == {a.id for a in ARTICLES}
