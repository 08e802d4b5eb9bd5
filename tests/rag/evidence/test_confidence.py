from __future__ import annotations

from dataclasses import replace
from math import exp

import numpy as np
import pytest

from rag.evidence.confidence import BIAS, FEATURES, THRESHOLD, WEIGHTS, confidence, signals
from rag.evidence.scoring import score_statements
from rag.pipeline import Pipeline
from rag.question.understanding import understand
from rag.retrieval.retriever import Retrieval
from tests.data.fixtures import article
from tests.rag.evidence.builders import character_retrieval


def signals_of(pipeline: Pipeline, asked: str) -> dict[str, float]:
    return named_signals(pipeline.retriever.retrieve(understand(asked)))


def named_signals(retrieval: Retrieval) -> dict[str, float]:
    values = signals(retrieval, score_statements(retrieval))
    return dict(zip(FEATURES, map(float, values), strict=True))


def test_confidence_is_the_logistic_function_of_the_weighted_signals() -> None:
    values = np.linspace(-1, 1, 2 * len(FEATURES), dtype=np.float32)[::2]
    expected = 1 / (1 + exp(-(sum(v * w for v, w in zip(values, WEIGHTS, strict=True)) + BIAS)))
    assert confidence(values) == pytest.approx(expected, rel=1e-3)


def test_names_that_no_part_is_without_and_nothing_mentions_leave_no_confidence() -> None:
    values = np.ones(len(FEATURES), np.float32) * 100
    assert confidence(values) > 0
    values[FEATURES.index("named")] = 0
    assert confidence(values) == 0


def test_extreme_signals_give_probabilities() -> None:
    for values in (np.full(len(FEATURES), 1e4, np.float32), np.full(len(FEATURES), -1e4, "f4")):
        assert 0 <= confidence(values) <= 1


def test_no_evidence_gives_no_confidence(real_pipeline: Pipeline) -> None:
    found = real_pipeline.retriever.retrieve(understand("社区医院有多少家？"))
    nothing = replace(found, candidates=[], scores=[], gaps=found.gaps[:0])
    for values in (signals(found, []), signals(nothing, score_statements(found))):
        assert confidence(values) < THRESHOLD


def test_a_question_about_the_corpus_is_more_similar_than_another(
    real_pipeline: Pipeline,
) -> None:
    near = signals_of(real_pipeline, "社区医院为什么留不住医生？")
    far = signals_of(real_pipeline, "西红柿炒鸡蛋放多少盐好吃？")
    assert near["unrelated"] == 0 > far["unrelated"]
    assert near["cosine"] > far["cosine"]
    assert near["weakest"] > far["weakest"]


def test_a_figure_of_the_unit_asked_for_that_no_statement_has_is_missing(
    real_pipeline: Pipeline,
) -> None:
    assert signals_of(real_pipeline, "到2033年社区医院要达到多少家？")["figure"] > 0.5
    assert signals_of(real_pipeline, "社区医院院长平均多少岁？")["figure"] < 0.1


def test_no_figure_is_missing_where_none_is_asked_for(real_pipeline: Pipeline) -> None:
    assert signals_of(real_pipeline, "社区医院为什么留不住医生？")["figure"] == 1


def test_the_figure_signal_is_the_mean_of_the_parts(real_pipeline: Pipeline) -> None:
    both = "社区医院为什么留不住医生？社区医院院长平均多少岁？"
    assert 0.5 <= signals_of(real_pipeline, both)["figure"] < 0.6


def test_an_ordinal_that_the_articles_lack_is_missing(real_pipeline: Pipeline) -> None:
    assert signals_of(real_pipeline, "第二批耗材集采平均降价多少？")["ordinal"] == 1
    assert signals_of(real_pipeline, "第三批耗材集采平均降价多少？")["ordinal"] == 0
    assert signals_of(real_pipeline, "第二批和第三批耗材集采平均降价多少？")["ordinal"] == 0.5


@pytest.mark.parametrize(
    ("year", "share"),
    [
        ("2033年", 1),  # named in an article
        ("2031年", 1),  # of publication
        ("2030年", 1),  # the year before it
        ("2019年", 0),
        ("2019年和2033年", 0.5),
    ],
)
def test_a_year_must_be_in_the_text_or_that_of_publication_or_the_one_before(
    real_pipeline: Pipeline, year: str, share: float
) -> None:
    assert signals_of(real_pipeline, f"{year}海蓝市社区医院有多少家？")["year"] == share


def test_a_question_in_english_is_allowed_lower_similarities(real_pipeline: Pipeline) -> None:
    found = signals_of(
        real_pipeline, "How many community hospitals should there be in Hailan by 2033?"
    )
    assert found["unrelated"] == 0


@pytest.mark.parametrize(("year", "share"), [("2022年", 1), ("2021年", 1), ("2020年", 0)])
def test_the_year_of_publication_is_read_from_the_date_of_a_document(
    year: str, share: float
) -> None:
    document = article("村卫生室统一采购药品，共有30家药店参加。", title="用药办法", issue="办法")
    found = character_retrieval(f"{year}有多少家药店？", replace(document, date="2022-03-09"))
    assert named_signals(found)["year"] == share
