from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from index.model import Article, Passage
from rag.pipeline import Pipeline
from rag.question.understanding import understand
from rag.retrieval.articles import ArticleCache
from rag.retrieval.late_interaction import Query, max_sim, mean_cosine
from rag.retrieval.ranking import FEATURES, WEIGHTS, Candidate, Pool, standardised


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
    late = [late_match(c.similarity, query) for c in pool.candidates]
    text = [late_match(c.similarity[c.text], query) for c in pool.candidates]
    sentence = [
        max(mean_cosine(c.tokens[part], query.vector) for part in c.within(*c.sentences))
        for c in pool.candidates
    ]
    lexical = store.search.lexical_scores(question.text, rows)
    for name, values in (
        ("late", late),
        ("text", text),
        ("sentence", sentence),
        ("lexical", lexical),
    ):
        assert columns[name] == pytest.approx(scaled(values), abs=1e-3), name


def test_the_features_of_a_part_follow_its_words_and_its_weights(real_pipeline: Pipeline) -> None:
    asked = "江原省有多少家医院？西山区的续签率是多少？"
    question = understand(asked)
    query = real_pipeline.retriever.encode(question)
    store = real_pipeline.store
    pool = Pool(store, ArticleCache(store), range(len(store.passages())), query)
    for (start, end), words in zip(question.parts, ("江原省", "西山区"), strict=True):
        features = pool.features(query.part(start, end), asked[start:end])
        best = pool.candidates[int(features[:, FEATURES.index("lexical")].argmax())]
        assert words in best.passage.text + "".join(best.passage.headings)


def test_standardised_features_have_mean_0_and_deviation_1_and_constants_are_0() -> None:
    features = np.array([[1, 7, 0.3], [2, 7, 0.3 + 1e-8], [6, 7, 0.3]], np.float32)
    found = standardised(features)
    assert found.mean(axis=0) == pytest.approx([0, 0, 0], abs=1e-6)
    assert found.std(axis=0) == pytest.approx([1, 0, 0], abs=1e-6)


def test_an_encoder_with_squeezed_cosines_has_the_same_standardised_features() -> None:
    wide = np.random.default_rng(1).uniform(-0.2, 0.9, (20, 3)).astype(np.float32)
    assert standardised(0.1 * wide + 0.8) == pytest.approx(standardised(wide), abs=1e-3)


def late_match(similarity: NDArray[np.float32], query: Query) -> float:
    """Return the weighted mean of the squares of each query token's best cosine."""
    return float(np.maximum(max_sim(similarity), 0) ** 2 @ query.weights)


def scaled(values: Sequence[float] | NDArray[np.float32]) -> NDArray[np.float64]:
    column: NDArray[np.float64] = np.array(values, np.float64)
    return (column - column.mean()) / column.std()
