from __future__ import annotations

import pytest

from rag.evidence.confidence import confidence, signals
from rag.evidence.part_confidence import part_signals
from rag.evidence.scoring import score_statements
from rag.pipeline import Pipeline
from rag.question.understanding import understand

KNOWN, UNKNOWN = "到2033年海蓝市社区医院要达到多少家？", "社区医院的院长平均年龄是多少岁？"


def odds(pipeline: Pipeline, asked: str) -> list[float]:
    retrieval = pipeline.retriever.retrieve(understand(asked))
    statements = score_statements(retrieval)
    return [
        confidence(part_signals(retrieval, statements, part))
        for part in range(len(retrieval.question.parts))
    ]


def test_each_part_is_judged_by_itself(real_pipeline: Pipeline) -> None:
    known, unknown = odds(real_pipeline, KNOWN + UNKNOWN)
    assert known > 0.5
    assert unknown < 0.05


def test_the_order_of_the_parts_does_not_matter_much(real_pipeline: Pipeline) -> None:
    unknown, known = odds(real_pipeline, UNKNOWN + KNOWN)
    assert known > 0.5
    assert unknown < 0.05


def test_the_only_part_is_judged_about_as_the_whole_question(real_pipeline: Pipeline) -> None:
    retrieval = real_pipeline.retriever.retrieve(understand(KNOWN))
    statements = score_statements(retrieval)
    whole = confidence(signals(retrieval, statements))
    alone = confidence(part_signals(retrieval, statements, 0))
    assert alone == pytest.approx(whole, abs=0.1)
