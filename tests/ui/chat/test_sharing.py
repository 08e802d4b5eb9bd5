"""Links that ask a question."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.datastructures import QueryParams

from rag.filters import Filters
from ui.chat.sharing import Link, question_before, standing_alone

EVERY = Filters(
    issues=("2022-03-14", "2022-01-24"),
    sections=("基层卫生",),
    sources=("东江市卫生健康委",),
    since="2022",
    until="2022-12",
    article="2022-03-14/1",
    region="天津",
    status="现行",
    in_force=True,
    as_of="2022-06-30",
)


@pytest.fixture
def answer(pipeline):
    return pipeline.ask("到2025年社区医院达到多少家？")


def opened(address):
    return Link.read(QueryParams(urlsplit(address).query))


def test_a_link_gives_back_its_question_and_every_filter(answer):
    link = Link.to(answer)
    assert opened(link.address(EVERY)) == (link, EVERY.to_json())
    assert link == Link("到2025年社区医院达到多少家？")


def test_a_link_to_a_follow_up_holds_the_question_by_itself_and_what_it_followed(answer):
    followed = replace(answer, question="多少家？", standalone_question="社区医院有多少家？")
    link = Link.to(followed, "社区医院是什么？")
    assert link == Link("社区医院有多少家？", "多少家？", "社区医院是什么？")
    assert link.words == "多少家？"
    assert link.history == [{"role": "user", "content": "社区医院是什么？"}]
    address = link.address(Filters(region="天津"))
    assert parse_qs(urlsplit(address).query)["q"] == ["社区医院有多少家？"]
    assert opened(address) == (link, {"region": "天津"})


def test_a_question_that_stands_by_itself_is_shared_alone(answer):
    assert Link.to(answer, "疫苗冷链记录保存几年？") == Link(answer.question)


def test_a_question_that_only_its_forerunner_explains_is_shared_with_it(answer):
    pointing = replace(answer, question="那王主任怎么看？", standalone_question="那王主任怎么看？")
    link = Link.to(pointing, "社区医院的夜间门诊效果好吗？")
    assert (link.said, link.after) == ("", "社区医院的夜间门诊效果好吗？")


def test_an_english_question_is_shared_in_english(answer):
    note = "Searched for 社区医院"
    english = replace(answer, question="How many?", standalone_question="多少", note=note)
    assert standing_alone(english) == "How many?"
    chinese = replace(english, note="接口出错，以下改为摘录原文。")
    assert standing_alone(chinese) == "多少"


def test_an_address_with_a_wrong_filter_still_asks(answer):
    assert opened("/?q=a&since=soon") == (Link("a"), {})
    assert opened("/") == (Link(""), {})


def test_the_question_before_passes_over_thanks_and_stopped_turns():
    turns = [
        {"question": "多少家？", "standalone": "社区医院多少家？", "text": "120家"},
        {"question": "谢谢", "text": "不客气"},
        {"question": "停下的", "text": ""},
    ]
    assert question_before(turns) == "社区医院多少家？"
    assert question_before([{"question": "旧的", "text": "答"}]) == "旧的"
    assert question_before([]) == ""
