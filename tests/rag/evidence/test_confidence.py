from __future__ import annotations

from dataclasses import replace
from math import exp

import numpy as np
import pytest

from rag.evidence.confidence import BIAS, BOUNDS, FEATURES, THRESHOLD, WEIGHTS, confidence, signals
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


def test_confidence_is_a_probability_that_increases_with_every_signal() -> None:
    low, high = BOUNDS.astype(np.float32)
    middle = (low + high) / 2
    assert 0 < confidence(low) < THRESHOLD < confidence(high) < 1
    for i in range(len(FEATURES)):
        better = middle.copy()
        better[i] = high[i]
        assert confidence(better) > confidence(middle)


def test_confidence_is_the_logistic_function_of_the_weighted_signals() -> None:
    values = BOUNDS[1].astype(np.float32)
    expected = 1 / (1 + exp(-(sum(v * w for v, w in zip(values, WEIGHTS, strict=True)) + BIAS)))
    assert confidence(values) == pytest.approx(expected, rel=1e-3)


def test_no_evidence_gives_no_confidence(real_pipeline: Pipeline) -> None:
    found = real_pipeline.retriever.retrieve(understand("社区医院有多少家？"))
    nothing = Retrieval(found.question, found.query, [], [], found.gaps[:0])
    for values in (signals(found, []), signals(nothing, [])):
        assert not values.any()
        assert confidence(values) < THRESHOLD


def test_signals_stay_within_their_bounds(real_pipeline: Pipeline) -> None:
    for asked in ("社区医院有多少家？", "xyz", "How many community hospitals in Hailan?"):
        values = np.array(list(signals_of(real_pipeline, asked).values()), np.float32)
        assert (values >= BOUNDS[0].astype(np.float32)).all()
        assert (values <= BOUNDS[1].astype(np.float32)).all()


def test_a_question_about_the_corpus_is_more_similar_than_another(
    real_pipeline: Pipeline,
) -> None:
    near = signals_of(real_pipeline, "社区医院为什么留不住医生？")
    far = signals_of(real_pipeline, "西红柿炒鸡蛋放多少盐好吃？")
    assert near["late"] > far["late"]


def test_a_unit_that_no_good_statement_has_is_missing(real_pipeline: Pipeline) -> None:
    assert signals_of(real_pipeline, "到2033年社区医院要达到多少家？")["unit"] == 1
    assert signals_of(real_pipeline, "社区医院院长平均多少岁？")["unit"] == 0


def test_the_unit_signal_is_the_mean_of_the_parts(real_pipeline: Pipeline) -> None:
    asked = "到2033年社区医院要达到多少家？社区医院院长平均多少岁？"
    assert signals_of(real_pipeline, asked)["unit"] == 0.5


def test_no_unit_is_missing_where_no_figure_is_asked_for(real_pipeline: Pipeline) -> None:
    assert signals_of(real_pipeline, "社区医院为什么留不住医生？")["unit"] == 1


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


def test_a_question_in_english_is_not_judged_by_its_focus(real_pipeline: Pipeline) -> None:
    found = signals_of(
        real_pipeline, "How many community hospitals should there be in Hailan by 2033?"
    )
    assert found["focus"] == pytest.approx(float(BOUNDS[1][1]))


@pytest.mark.parametrize(("year", "share"), [("2022年", 1), ("2021年", 1), ("2020年", 0)])
def test_the_year_of_publication_is_read_from_the_date_of_a_document(
    year: str, share: float
) -> None:
    document = article("村卫生室统一采购药品，共有30家药店参加。", title="用药办法", issue="办法")
    found = character_retrieval(f"{year}有多少家药店？", replace(document, date="2022-03-09"))
    assert named_signals(found)["year"] == share
