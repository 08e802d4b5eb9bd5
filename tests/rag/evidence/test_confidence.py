from __future__ import annotations

from math import exp

import numpy as np
import pytest

from rag.evidence.confidence import BIAS, BOUNDS, FEATURES, THRESHOLD, WEIGHTS, confidence, signals
from rag.evidence.statements import statements
from rag.pipeline import Pipeline
from rag.question.understanding import understand
from rag.retrieval.retriever import Retrieval


def told(pipeline: Pipeline, asked: str) -> dict[str, float]:
    retrieval = pipeline.retriever.retrieve(understand(asked))
    values = signals(retrieval, statements(retrieval))
    return dict(zip(FEATURES, map(float, values), strict=True))


def test_confidence_is_a_probability_that_grows_with_every_signal() -> None:
    low, high = BOUNDS.astype(np.float32)
    middle = (low + high) / 2
    assert 0 < confidence(low) < THRESHOLD < confidence(high) < 1
    for i in range(len(FEATURES)):
        better = middle.copy()
        better[i] = high[i]
        assert confidence(better) > confidence(middle)


def test_confidence_is_the_logistic_function_of_the_weighed_signals() -> None:
    values = BOUNDS[1].astype(np.float32)
    expected = 1 / (1 + exp(-(sum(v * w for v, w in zip(values, WEIGHTS, strict=True)) + BIAS)))
    assert confidence(values) == pytest.approx(expected, rel=1e-3)


def test_no_evidence_gives_no_confidence(real_pipeline: Pipeline) -> None:
    found = real_pipeline.retriever.retrieve(understand("社区医院有多少家？"))
    nothing = Retrieval(found.question, found.query, [], [], found.gaps[:0])
    for values in (signals(found, []), signals(nothing, [])):
        assert not values.any()
        assert confidence(values) < THRESHOLD


def test_signals_stay_in_their_bounds(real_pipeline: Pipeline) -> None:
    for asked in ("社区医院有多少家？", "xyz", "How many community hospitals in Hailan?"):
        values = np.array(list(told(real_pipeline, asked).values()), np.float32)
        assert (values >= BOUNDS[0].astype(np.float32)).all()
        assert (values <= BOUNDS[1].astype(np.float32)).all()


def test_a_question_near_the_corpus_is_likelier_than_one_far_from_it(
    real_pipeline: Pipeline,
) -> None:
    near = told(real_pipeline, "社区医院为什么留不住医生？")
    far = told(real_pipeline, "西红柿炒鸡蛋放多少盐好吃？")
    assert near["late"] > far["late"]


def test_a_unit_that_no_good_statement_has_is_missed(real_pipeline: Pipeline) -> None:
    assert told(real_pipeline, "到2033年社区医院要达到多少家？")["unit"] == 1
    assert told(real_pipeline, "社区医院院长平均多少岁？")["unit"] == 0


def test_the_unit_of_one_part_of_two_is_half(real_pipeline: Pipeline) -> None:
    asked = "到2033年社区医院要达到多少家？社区医院院长平均多少岁？"
    assert told(real_pipeline, asked)["unit"] == 0.5


def test_where_no_figure_is_asked_for_none_is_missed(real_pipeline: Pipeline) -> None:
    assert told(real_pipeline, "社区医院为什么留不住医生？")["unit"] == 1


def test_an_ordinal_that_the_articles_lack_is_missed(real_pipeline: Pipeline) -> None:
    assert told(real_pipeline, "第二批耗材集采平均降价多少？")["ordinal"] == 1
    assert told(real_pipeline, "第三批耗材集采平均降价多少？")["ordinal"] == 0
    assert told(real_pipeline, "第二批和第三批耗材集采平均降价多少？")["ordinal"] == 0.5


@pytest.mark.parametrize(
    ("year", "share"),
    [
        ("2033年", 1),  # named in an article
        ("2031年", 1),  # the issue's own
        ("2030年", 1),  # the year before it
        ("2019年", 0),
        ("2019年和2033年", 0.5),
    ],
)
def test_a_year_must_be_the_articles_or_just_before(
    real_pipeline: Pipeline, year: str, share: float
) -> None:
    assert told(real_pipeline, f"{year}海蓝市社区医院有多少家？")["year"] == share


def test_a_question_in_english_is_not_judged_by_its_words(real_pipeline: Pipeline) -> None:
    found = told(real_pipeline, "How many community hospitals should there be in Hailan by 2033?")
    assert found["focus"] == pytest.approx(float(BOUNDS[1][1]))
