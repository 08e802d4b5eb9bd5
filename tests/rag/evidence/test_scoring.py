from __future__ import annotations

import numpy as np
import pytest

from rag.evidence.scoring import FEATURES, WEIGHTS
from rag.evidence.statements import Statement
from rag.pipeline import Pipeline
from rag.question.understanding import understand
from rag.retrieval.late_interaction import max_sim
from tests.data.corpus import CENTRES
from tests.rag.evidence.builders import only, scored_statements


def feature(statement: Statement, name: str, part: int = 0) -> float:
    return float(statement.features[part, FEATURES.index(name)])


def test_the_header_of_a_row_is_part_of_its_context(real_pipeline: Pipeline) -> None:
    asked = "东湖区的续签率"
    row = only(scored_statements(real_pipeline, asked), "东湖区")
    query = real_pipeline.retriever.encode(understand(asked))
    tokens = query.covering([(asked.index("续签率"), len(asked))])
    own = max_sim(row.candidate.similarity[row.candidate.text])[tokens]
    assert feature(row, "match") > feature(row, "own")
    assert row.similarity[tokens] == pytest.approx(own, abs=0.05)


def test_scores_are_the_weighted_features_of_each_part(real_pipeline: Pipeline) -> None:
    for statement in scored_statements(real_pipeline, "社区医院有多少家？江原省全年结算多少人次？"):
        assert statement.features.shape == (2, len(FEATURES))
        assert statement.scores == pytest.approx(statement.features @ WEIGHTS)
        assert statement.similarity.max() <= 1 + 1e-5


def test_each_part_has_its_own_best_statement(real_pipeline: Pipeline) -> None:
    every = scored_statements(
        real_pipeline, "到2033年社区医院要达到多少家？江原省全年结算多少人次？"
    )
    scores = np.stack([s.scores for s in every])
    assert "126家" in every[int(scores[:, 0].argmax())].text
    assert "29.8万" in every[int(scores[:, 1].argmax())].text


def test_features_describe_a_statement(real_pipeline: Pipeline) -> None:
    every = scored_statements(real_pipeline, "第三批集采涉及多少种耗材？")
    has, heading = only(every, "16种"), only(every, "总体目标")
    assert feature(has, "unit") == feature(has, "figure") == 1
    assert feature(has, "conflict") == 1
    assert feature(has, "heading") == feature(heading, "unit") == 0
    assert feature(heading, "heading") == 1
    assert feature(only(every, "留住医生？"), "asks") == 1
    assert feature(only(every, "东湖区"), "row") == 1
    assert feature(only(every, "表1"), "caption") == 1


def test_words_of_the_question_raise_the_lexical_feature(real_pipeline: Pipeline) -> None:
    every = scored_statements(real_pipeline, "夜间门诊方便谁看病？")
    near, far = only(every, "夜间门诊"), only(every, "16种")
    assert feature(near, "lexical") > feature(far, "lexical") == 0
    assert near.text in CENTRES.text
