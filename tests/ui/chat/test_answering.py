"""The turns of the chat: what is asked, shown, shared and sealed."""

import asyncio
import threading
from dataclasses import replace

import pytest

from tests.conftest import FakePipeline, community_article
from ui.chat.answering import answer_turn
from ui.chat.sharing import Link

QUESTION = "到2025年社区医院达到多少家？"


class Understanding(FakePipeline):
    """A pipeline that understands a follow-up as something else, and notes what it is asked."""

    def __init__(self, understood=""):
        super().__init__([community_article()])
        self.understood, self.asked = understood, []

    def ask(self, question, history=(), **options):
        self.asked.append((question, [turn["content"] for turn in history]))
        answer = super().ask(QUESTION, (), **options)
        return replace(answer, question=question, standalone_question=self.understood or question)


def last(pipeline, link, turns=(), chosen=None):
    """Answer a question; return its turn and the snapshot that was sealed."""
    sealed = []

    def seal(snapshot):
        sealed.append(snapshot)
        return "sealed-text"

    async def all_of():
        return [one async for one in answer_turn(pipeline, link, list(turns), chosen or {}, seal)]

    *_, (_, after) = asyncio.run(all_of())
    return after[-1], sealed[-1]


def test_a_turn_remembers_its_question_by_itself():
    first = {"question": QUESTION, "standalone": QUESTION, "text": "120家", "html": ""}
    turn, snapshot = last(Understanding("社区医院规模多大？"), Link("规模多大？"), [first])
    assert (turn["question"], turn["standalone"]) == ("规模多大？", "社区医院规模多大？")
    assert "理解为：" in turn["html"] and "接着问的是" not in turn["html"]
    assert 'value="sealed-text"' in turn["html"]
    assert (snapshot.question, snapshot.standalone) == ("规模多大？", "社区医院规模多大？")
    assert (snapshot.version, snapshot.follows) == ("fake", "")
    assert snapshot.again.startswith("/?q=") and "after=" in snapshot.again


def test_a_follow_up_from_a_link_is_asked_as_it_was_and_shown_by_itself():
    pipeline = Understanding("社区医院规模多大？")
    turn, _ = last(pipeline, Link("社区医院规模多大？", "规模多大？", QUESTION))
    assert pipeline.asked == [("规模多大？", [QUESTION])]
    assert turn["question"] == "社区医院规模多大？"
    assert "理解为" not in turn["html"] and "接着问的是" not in turn["html"]


def test_what_the_link_says_is_not_shown_as_what_was_understood():
    turn, snapshot = last(Understanding("社区医院规模多大？"), Link("编造的？", "规模多大？", "甲"))
    assert turn["question"] == snapshot.question == "社区医院规模多大？"


def test_the_question_before_is_shown_where_this_one_does_not_say_what_it_is_about():
    turn, snapshot = last(Understanding(), Link("那王主任怎么看？", after=QUESTION))
    assert f'接着问的是：<span lang="zh-CN">{QUESTION}</span>' in turn["html"]
    assert snapshot.follows == QUESTION


@pytest.mark.parametrize("chosen", [{}, {"region": "天津"}])
def test_a_snapshot_tells_the_filters(chosen):
    _, snapshot = last(Understanding(), Link(QUESTION), chosen=chosen)
    assert snapshot.limits == chosen.get("region", "")


def test_a_snapshot_that_has_to_wait_for_its_file_keeps_the_event_loop_free(pipeline):
    sealing = threading.Event()

    def seal(snapshot):
        assert sealing.wait(10)  # as where another process has locked the file
        return "sealed"

    async def ask():
        turns = answer_turn(pipeline, Link(QUESTION), [], None, seal)
        asked = asyncio.create_task(drained(turns))
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_later(0.05, sealing.set)
        return await asked

    async def drained(turns):
        return [shown async for shown in turns]

    last, _ = asyncio.run(ask())[-1]
    assert "sealed" in last[-1]["content"]
