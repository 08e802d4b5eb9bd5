"""The events of an embedded question: what is shown, and what the next question must know."""

import asyncio
import json
from dataclasses import replace

import pytest

from index.errors import EndpointError
from tests.conftest import FakePipeline, community_article
from ui.embed.answering import EmbeddedQuestion, events

QUESTION = "到2025年社区医院达到多少家？"


class Noting(FakePipeline):
    """A pipeline that writes a draft first, and notes what it is asked."""

    def __init__(self, draft=()):
        super().__init__([community_article()])
        self.draft, self.histories = draft, []

    def ask(self, question, history=(), **options):
        self.histories.append([turn["content"] for turn in history])
        for text in self.draft:
            options["on_token"](text)
        answer = super().ask(QUESTION, (), filters=options.get("filters"))
        return replace(answer, question=question, standalone_question=question)


def told(pipeline, **asked):
    """Ask; return the events as (name, data) pairs."""

    async def all_of():
        return [event async for event in events(pipeline, EmbeddedQuestion(**asked))]

    found = [event.split("\n") for event in asyncio.run(all_of())]
    return [(f[0].removeprefix("event: "), json.loads(f[1][6:])) for f in found if f[0] != ": "]


def test_an_answer_has_the_chat_s_blocks_and_cards_without_its_buttons():
    [(name, data)] = told(Noting(), question=QUESTION)
    assert name == "answer" and "120家" in data["text"] and data["standalone"] == QUESTION
    assert 'class="cite"' in data["html"] and 'class="cards"' in data["html"]
    assert "<input" not in data["html"] and 'class="clip"' not in data["html"]  # they need the chat
    assert 'href="/?q=' in data["html"] and "在问策里打开" in data["html"]
    for button in ("copy", "judge", "snapshot", "again", "export"):
        assert f'class="{button}' not in data["html"]


def test_what_a_model_writes_is_shown_as_a_draft_first():
    names = [name for name, _ in told(Noting(["全市", "120家"]), question=QUESTION)]
    assert set(names[:-1]) == {"draft"} and names[-1] == "answer"


def test_the_turns_before_are_the_history_and_explain_the_shared_question():
    pipeline = Noting()
    before = {"question": "甲？", "standalone": QUESTION, "text": "120家[1]"}
    stopped = {"question": "乙？", "standalone": "", "text": ""}
    [(_, data)] = told(pipeline, question="那王主任怎么看？", turns=[before, stopped])
    assert pipeline.histories == [["甲？", "120家[1]"]]
    assert "after=" in data["html"]


def test_filters_limit_the_answer_and_are_told():
    [(_, data)] = told(Noting(), question=QUESTION, filters={"issues": ["1999-01-01"]})
    assert "只在限定的范围内查找" in data["html"] and "refused" in data["html"]
    assert "ask-everywhere" not in data["html"]


def test_wrong_filters_are_an_error_in_words():
    [(name, data)] = told(Noting(), question=QUESTION, filters={"nothing": 1})
    assert name == "error" and "筛选条件有误" in data["html"]


def test_a_known_failure_is_told_in_its_words(monkeypatch):
    pipeline = Noting()

    def fail(*given, **options):
        raise EndpointError("接口没有回答<b>。")

    monkeypatch.setattr(pipeline, "ask", fail)
    assert told(pipeline, question=QUESTION) == [
        ("error", {"html": '<div class="answer error"><p>接口没有回答&lt;b&gt;。</p></div>'})
    ]


def test_an_unknown_failure_reveals_nothing_of_itself(monkeypatch):
    pipeline = Noting()
    monkeypatch.setattr(pipeline, "ask", lambda *given, **options: 1 / 0)
    found = []

    async def collect():
        async for event in events(pipeline, EmbeddedQuestion(question=QUESTION)):
            found.append(event)

    with pytest.raises(ZeroDivisionError):
        asyncio.run(collect())
    assert "程序内部出错" in found[-1] and "division" not in found[-1]
