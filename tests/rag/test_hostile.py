"""Questions that are made to take long take about as long as others, and can be ended."""

from __future__ import annotations

from itertools import pairwise
from time import thread_time

import pytest

from index.errors import QuestionError, TimeLimitError
from rag.answering import QuestionAnswerer
from rag.pipeline import Pipeline
from rag.question.understanding import MAX_CHARS

UNITS = (
    "与", "、", "医院和医生和", "12.5%", "几", "第一条、", "门诊和住院的比例是多少，", "（《", "医保、",
)  # fmt: skip
LONGEST_S = 2.0  # of one processor's time; most take a tenth of it
GAP_S = 0.5  # between two looks at the time that is left


@pytest.fixture(scope="module")
def answerer(real_pipeline: Pipeline) -> QuestionAnswerer:
    real_pipeline.ask("医保是什么？")  # what is loaded at the first question
    return real_pipeline


@pytest.mark.parametrize("unit", UNITS)
def test_a_hostile_question_is_answered_soon_and_looks_at_the_time(
    answerer: QuestionAnswerer, unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[float] = []

    def now() -> float:
        looked.append(thread_time())
        return looked[-1]

    monkeypatch.setattr("index.deadline.monotonic", now)
    asked = (unit * MAX_CHARS)[:MAX_CHARS]
    history = [{"role": "user", "content": unit * MAX_CHARS}] * 20
    began = thread_time()
    answerer.ask(asked, history)
    assert thread_time() - began < LONGEST_S
    assert max(b - a for a, b in pairwise([began, *looked, thread_time()])) < GAP_S


def test_a_conversation_of_hostile_questions_is_answered_soon(answerer: QuestionAnswerer) -> None:
    questions = [f"它什么时候印发{unit * 60}？" for unit in UNITS] * 5
    history = [{"role": "user", "content": asked} for asked in questions]
    began = thread_time()
    answerer.ask("它是哪个部门印发的？", history)
    assert thread_time() - began < LONGEST_S


def test_an_answer_that_takes_too_long_is_ended_and_others_are_not(
    answerer: QuestionAnswerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = answerer.settings.model_copy(update={"answer_timeout": 1e-9})
    with monkeypatch.context() as patched:
        patched.setattr(answerer, "settings", at_once)
        for _ in range(2):
            with pytest.raises(TimeLimitError):
                answerer.ask("海蓝市社区医院的签约率是多少？")
            with pytest.raises(TimeLimitError):
                answerer.search("社区医院")
    assert answerer.ask("海蓝市社区医院的签约率是多少？").text
    with pytest.raises(QuestionError):
        answerer.ask("")
