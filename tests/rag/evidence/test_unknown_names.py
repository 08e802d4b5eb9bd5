from __future__ import annotations

import pytest

from rag.evidence.unknown_names import is_mentioned, unknown_names
from rag.filters import Filters
from rag.pipeline import Pipeline
from rag.question.understanding import understand
from tests.rag.question.meanings import FakeMeanings


def unknown(pipeline: Pipeline, asked: str) -> list[str]:
    return unknown_names(pipeline.retriever.retrieve(understand(asked)))


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("瑞金医院到2033年要达到多少家？", ["瑞金医院"]),
        ("社区医院每天发多少片氨氯地平？", ["氨氯地平"]),
        ("《西山市殡葬改革意见》要求建多少家社区医院？", ["西山市殡葬改革意见"]),
        ("社区医院用XYZ-9了吗？", ["XYZ-9"]),
        ("这两项各是多少？", []),
        ("How many community hospitals does Hailan have?", []),
        ("海蓝市社区医院到2033年要达到多少家？", []),  # no dictionary has 海蓝市
        ("社区医院为什么留不住医生？", []),
    ],
)
def test_names_that_no_article_mentions_are_unknown(
    real_pipeline: Pipeline, asked: str, names: list[str]
) -> None:
    assert unknown(real_pipeline, asked) == names


def test_a_name_is_unknown_in_its_own_part_only(real_pipeline: Pipeline) -> None:
    asked = "社区医院要达到多少家？瑞金医院有多少名医生？"
    retrieval = real_pipeline.retriever.retrieve(understand(asked))
    assert unknown_names(retrieval, 0) == []
    assert unknown_names(retrieval, 1) == unknown_names(retrieval) == ["瑞金医院"]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("社区呢？", []),
        ("幼儿园呢？", ["幼儿园"]),
        ("2033年呢？", []),
    ],
)
def test_what_a_follow_up_names_must_be_mentioned(
    real_pipeline: Pipeline, asked: str, names: list[str]
) -> None:
    history = [{"role": "user", "content": "海蓝市的医院要达到多少家？"}]
    question = understand(asked, history, meanings=FakeMeanings(["社区", "医院", "幼儿园"]))
    assert question.text != asked
    assert unknown_names(real_pipeline.retriever.retrieve(question)) == names


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("今天晚饭吃什么？", ["晚饭"]),
        ("火星上的房价是多少？", ["火星", "房价"]),
        ("明天天气怎么样？", ["天气"]),
        ("医生要做什么？", []),  # the articles speak of them
        ("这些医院的房价是多少？", []),  # goes on about the hospitals
        ("什么时候达到？", []),
    ],
)
def test_a_question_about_something_else_gets_no_answer_from_what_was_asked_before(
    real_pipeline: Pipeline, asked: str, names: list[str]
) -> None:
    history = [{"role": "user", "content": "海蓝市的医院要达到多少家？"}]
    question = understand(asked, history)
    assert question.context
    assert unknown_names(real_pipeline.retriever.retrieve(question)) == names


@pytest.mark.parametrize(
    ("name", "evidence"),
    [
        ("卫健委", "市卫生健康委印发"),
        ("基层医疗服务条例", "基层医疗卫生服务条例"),
        ("pd-1", "一种pd-1药物"),
    ],
)
def test_an_abbreviated_or_shortened_name_is_mentioned(name: str, evidence: str) -> None:
    assert is_mentioned(name, evidence)


@pytest.mark.parametrize(
    ("name", "evidence"),
    [("瑞金医院", "中心医院的医生"), ("卫健委", "卫生方面，健身，委托"), ("pd-1", "pd 和 d-1")],
)
def test_another_name_with_some_of_the_characters_is_not(name: str, evidence: str) -> None:
    assert not is_mentioned(name, evidence)


def test_a_filter_that_excludes_everything_makes_no_name_unknown(real_pipeline: Pipeline) -> None:
    answer = real_pipeline.ask("瑞金医院有多少家？", filters=Filters(until="1999"))
    assert answer.abstained and "瑞金医院" not in answer.text


def test_a_question_about_an_unknown_name_is_refused_with_the_name(real_pipeline: Pipeline) -> None:
    assert not real_pipeline.ask("家庭医生签约率要达到多少？").abstained
    answer = real_pipeline.ask("瑞金医院的家庭医生签约率要达到多少？")
    assert answer.abstained and "没有提到“瑞金医院”" in answer.text
