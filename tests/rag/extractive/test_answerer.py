from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.model import Article
from rag.answer import Answer
from rag.evidence.confidence import THRESHOLD
from rag.extractive.answerer import NEAREST, ExtractiveAnswerer
from rag.pipeline import Pipeline
from rag.question.understanding import understand
from rag.retrieval.hits import hits

ANSWERER = ExtractiveAnswerer("test-model")
ABSENT = "海蓝市社区医院的院长平均年龄是多少岁？"


def squeeze(text: str) -> str:
    """Remove white space: a quote of several lines is shown in one."""
    return "".join(text.split())


def answer(pipeline: Pipeline, asked: str) -> Answer:
    retrieval = pipeline.retriever.retrieve(understand(asked))
    return ANSWERER.answer(retrieval, hits(retrieval, 5))


def test_an_answer_quotes_its_articles_word_for_word(real_pipeline: Pipeline) -> None:
    found = answer(real_pipeline, "到2033年海蓝市社区医院要达到多少家？")
    assert not found.abstained and "126家" in found.text
    assert [c.n for c in found.citations] == list(range(1, len(found.citations) + 1))
    for citation in found.citations:
        assert citation.quote == citation.article.text[citation.start : citation.end]
        assert squeeze(citation.quote) in squeeze(found.text)
    assert found.confidence >= THRESHOLD
    assert not found.suggestions


def test_an_answer_highlights_the_figure_asked_for(real_pipeline: Pipeline) -> None:
    found = answer(real_pipeline, "到2033年海蓝市社区医院要达到多少家？")
    assert "**126家**" in found.emphasised


def test_every_answer_names_its_engine_its_model_and_its_hits(real_pipeline: Pipeline) -> None:
    for asked in ("到2033年海蓝市社区医院要达到多少家？", ABSENT):
        found = answer(real_pipeline, asked)
        assert (found.engine, found.model) == ("extractive", "test-model")
        assert (found.question, found.standalone_question) == (asked, asked)
        assert [hit.rank for hit in found.hits] == [1, 2, 3, 4, 5]


def test_weak_evidence_is_declined_with_suggestions(real_pipeline: Pipeline) -> None:
    heard: list[tuple[str, list[str]]] = []

    def suggest(asked: str, nearest: Sequence[Article]) -> tuple[str, ...]:
        heard.append((asked, [article.title for article in nearest]))
        return ("几家？",)

    retrieval = real_pipeline.retriever.retrieve(understand(ABSENT))
    found = ExtractiveAnswerer("test-model", suggest).answer(retrieval, hits(retrieval, 5))
    assert found.abstained and found.text.startswith("抱歉")
    assert found.confidence < THRESHOLD
    assert not found.citations
    assert found.suggestions == ("几家？",)
    [(asked, nearest)] = heard
    assert asked == ABSENT and "海蓝市社区医院三年行动方案" in nearest
    assert len(nearest) <= NEAREST


@pytest.mark.parametrize("reply", ["抱歉，没有找到。", "您好，还没有收到问题。"])
def test_declining_gives_the_reply_and_cites_nothing(reply: str) -> None:
    declined = ANSWERER.decline(understand("你好"), reply)
    assert declined.text == reply
    assert declined.abstained and declined.confidence == 0
    assert not declined.citations and not declined.hits and not declined.suggestions


def test_declining_takes_further_fields_of_the_answer() -> None:
    declined = ANSWERER.decline(
        understand("你好"), "抱歉。", confidence=0.1, suggestions=("几家？",)
    )
    assert declined.confidence == 0.1
    assert declined.suggestions == ("几家？",)
