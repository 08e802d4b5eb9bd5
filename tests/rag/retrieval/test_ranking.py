from __future__ import annotations

import numpy as np
import pytest

from index.model import Article, Passage
from rag.pipeline import Pipeline
from rag.question.understanding import understand
from rag.retrieval.articles import ArticleCache
from rag.retrieval.late_interaction import Query, max_sim
from rag.retrieval.ranking import FEATURES, WEIGHTS, Candidate, Pool


def test_a_candidate_separates_the_tokens_of_its_text_and_its_context() -> None:
    tokens = np.arange(8, dtype=np.float32).reshape(4, 2)
    spans = np.array([[-3, -1], [0, 2], [2, 5], [5, 6]], np.int32)
    passage = Passage("2031-02-03", 1, 1, 0, 6, "甲乙丙丁戊。")
    article = Article("2031-02-03", 1, "标题", passage.text)
    candidate = Candidate(0, passage, article, tokens, spans, tokens @ tokens.T, [(0, 6)])
    assert candidate.tokens[candidate.context].tolist() == [[0, 1]]
    assert candidate.tokens[candidate.text].tolist() == [[2, 3], [4, 5], [6, 7]]
    (inside,) = candidate.within((0, 5))
    assert candidate.tokens[inside].tolist() == [[2, 3], [4, 5]]


def test_each_feature_has_the_value_that_its_name_says(real_pipeline: Pipeline) -> None:
    store = real_pipeline.store
    question = understand("江原省开通门诊异地直接结算的医院有多少家？")
    query: Query = real_pipeline.retriever.encode(question)
    rows = list(range(len(store.passages())))
    pool = Pool(store, ArticleCache(store), rows, query)
    table = pool.features(query.weights, question.text)
    assert table.shape == (len(rows), len(FEATURES)) == (len(rows), len(WEIGHTS))
    columns = dict(zip(FEATURES, table.T, strict=True))
    late = [max_sim(store.tokens(row)[0] @ query.tokens.T) @ query.weights for row in rows]
    assert columns["late"] == pytest.approx(late, abs=1e-4)
    assert columns["dense"] == pytest.approx(store.vectors @ query.vector, abs=1e-4)
    assert columns["lexical"].max() == pytest.approx(1)
    assert columns["lexical"].min() >= 0
    assert (columns["text"] <= columns["late"] + 1e-5).all()
    for i, one in enumerate(pool.candidates):
        for j, other in enumerate(pool.candidates):
            if one.passage.article_id == other.passage.article_id:
                assert columns["article"][i] == columns["article"][j]


def test_figures_count_only_where_one_is_asked_for(real_pipeline: Pipeline) -> None:
    query = real_pipeline.retriever.encode(understand("留不住医生"))
    pool = Pool(real_pipeline.store, ArticleCache(real_pipeline.store), [0, 1], query)
    column = FEATURES.index("figures")
    assert pool.features(query.weights, "为什么留不住医生？")[:, column].tolist() == [0, 0]
    assert 1 in pool.features(query.weights, "医生有多少名？")[:, column]
