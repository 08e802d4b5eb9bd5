from __future__ import annotations

import pytest

from rag.evidence.unknown_names import unknown_names
from rag.filters import Filters
from rag.pipeline import Pipeline
from rag.question.understanding import understand


def unknown(pipeline: Pipeline, asked: str) -> list[str]:
    return unknown_names(pipeline.retriever.retrieve(understand(asked)))


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("瑞金医院到2033年要达到多少家？", ["瑞金医院"]),
        ("社区医院每天发多少片氨氯地平？", ["氨氯地平"]),
        ("海蓝市社区医院到2033年要达到多少家？", []),  # no dictionary has 海蓝市
        ("社区医院为什么留不住医生？", []),
    ],
)
def test_names_that_no_article_mentions_are_unknown(
    real_pipeline: Pipeline, asked: str, names: list[str]
) -> None:
    assert unknown(real_pipeline, asked) == names


def test_a_filter_that_excludes_everything_makes_no_name_unknown(real_pipeline: Pipeline) -> None:
    answer = real_pipeline.ask("瑞金医院有多少家？", filters=Filters(until="1999"))
    assert answer.abstained and "瑞金医院" not in answer.text


def test_a_question_about_an_unknown_name_is_refused_with_the_name(real_pipeline: Pipeline) -> None:
    assert not real_pipeline.ask("家庭医生签约率要达到多少？").abstained
    answer = real_pipeline.ask("瑞金医院的家庭医生签约率要达到多少？")
    assert answer.abstained and "没有提到“瑞金医院”" in answer.text
