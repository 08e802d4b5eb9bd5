from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np
import pytest

from rag.evidence.scoring import FEATURES, RELATIVE, WEIGHTS, shares, weighed
from rag.evidence.statements import Statement
from rag.pipeline import Pipeline
from rag.question.understanding import understand
from rag.retrieval.late_interaction import max_sim
from tests.data.corpus import CENTRES
from tests.rag.evidence.builders import only, scored_statements
from tests.rag.extractive.builders import (
    FIRST,
    SECOND,
    THIRD,
    candidate,
    one_block_article,
    statement,
)


def feature(statement: Statement, name: str, part: int = 0) -> float:
    return float(statement.features[part, FEATURES.index(name)])


def test_the_header_of_a_row_is_part_of_its_context(real_pipeline: Pipeline) -> None:
    asked = "东湖区的续签率"
    row = only(scored_statements(real_pipeline, asked), "东湖区")
    query = real_pipeline.retriever.encode(understand(asked))
    tokens = np.flatnonzero(query.spans[:, 0] >= asked.index("续签率"))
    inside = row.candidate
    start = row.candidate.passage.start
    (cells,) = inside.within((row.start - start, row.end - start))
    table = max_sim(inside.similarity[inside.text])[tokens]
    assert (row.similarity[tokens] > max_sim(inside.similarity[cells])[tokens]).any()
    assert row.similarity[tokens] == pytest.approx(table, abs=0.05)


def test_scores_are_the_weighted_features_of_each_part(real_pipeline: Pipeline) -> None:
    for one in scored_statements(real_pipeline, "社区医院为什么留不住医生？江原省怎样结算？"):
        assert one.features.shape == (2, len(FEATURES))
        assert one.scores == pytest.approx(one.features @ WEIGHTS)
        assert one.similarity.max() <= 1 + 1e-5


def test_each_part_has_its_own_best_statement(real_pipeline: Pipeline) -> None:
    every = scored_statements(
        real_pipeline, "到2033年社区医院要达到多少家？江原省全年结算多少人次？"
    )
    scores = np.stack([s.scores for s in every])
    assert "126家" in every[int(scores[:, 0].argmax())].text
    assert "29.8万" in every[int(scores[:, 1].argmax())].text


def test_features_describe_a_statement(real_pipeline: Pipeline) -> None:
    every = scored_statements(real_pipeline, "第三批集采涉及多少种耗材？")
    has, other, heading = (only(every, words) for words in ("16种", "460", "总体目标"))
    assert feature(has, "figure") == 1
    assert feature(heading, "figure") == 0
    assert 0 <= feature(other, "figure") < 1
    assert feature(has, "heading") == 0
    assert feature(heading, "heading") == feature(only(every, "表1"), "heading") == 1
    assert feature(has, "length") == pytest.approx(len(has.text) / 100)
    assert feature(has, "passage") <= 0


def test_no_figure_counts_where_none_is_asked_for(real_pipeline: Pipeline) -> None:
    every = scored_statements(real_pipeline, "社区医院为什么留不住医生？")
    assert {feature(s, "figure") for s in every} == {0}


def test_the_cells_of_a_row_have_the_units_of_their_columns(real_pipeline: Pipeline) -> None:
    row = only(scored_statements(real_pipeline, "东湖区有多少名签约医生？"), "东湖区")
    assert "名" not in row.text
    assert feature(row, "figure") == 1


def test_words_of_the_question_raise_the_lexical_feature(real_pipeline: Pipeline) -> None:
    every = scored_statements(real_pipeline, "夜间门诊方便谁看病？")
    near, far = only(every, "夜间门诊"), only(every, "16种")
    assert feature(near, "lexical") == max(feature(s, "lexical") for s in every)
    assert feature(far, "lexical") == min(feature(s, "lexical") for s in every)
    assert near.text in CENTRES.text


def test_similarities_are_standardised_over_the_statements(real_pipeline: Pipeline) -> None:
    every = scored_statements(real_pipeline, "社区医院有多少家？江原省全年结算多少人次？")
    relative = np.stack([s.features[..., :RELATIVE] for s in every])
    assert relative.mean(axis=0) == pytest.approx(np.zeros((2, RELATIVE)), abs=1e-3)
    assert relative.std(axis=0) == pytest.approx(np.ones((2, RELATIVE)), abs=1e-3)


def test_an_encoder_with_squeezed_cosines_gives_the_same_scores(real_pipeline: Pipeline) -> None:
    every = scored_statements(real_pipeline, "社区医院有多少家？")
    again = weighed([squeezed(s) for s in every])
    assert np.stack([s.scores for s in again]) == pytest.approx(
        np.stack([s.scores for s in every]), abs=1e-2
    )
    assert weighed([]) == []


def squeezed(statement: Statement) -> Statement:
    """Return a statement with its similarities on another level and range."""
    features = statement.features.copy()
    features[..., :RELATIVE] = 0.8 + 0.05 * features[..., :RELATIVE]
    return replace(statement, features=features)


def test_the_shares_of_the_evidence_follow_the_odds_and_sum_to_1() -> None:
    inside = candidate(one_block_article())
    three = [
        statement(inside, words, [score])
        for words, score in ((FIRST, 5), (SECOND, 5), (THIRD, 5 + log(2)))
    ]
    assert shares(three) == pytest.approx([0.25, 0.25, 0.5])


def test_each_part_of_a_question_has_an_equal_share_of_the_evidence() -> None:
    inside = candidate(one_block_article())
    both = [statement(inside, FIRST, [90, 0]), statement(inside, SECOND, [0, 9])]
    assert shares(both) == pytest.approx([0.5, 0.5], abs=1e-3)
