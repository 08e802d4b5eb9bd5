"""Questions of several parts, over the small documents of tests/data/parts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from index.embedding.embedder import Embedder
from index.store.store import Store
from rag.answering import QuestionAnswerer
from rag.extractive.composition import quotes
from rag.extractive.parts.answered import AnsweredParts
from rag.question.understanding import understand
from rag.settings import Settings
from tests.paths import ROOT
from tests.rag.extractive.builders import candidate, one_block_article, statement
from tests.stores import index_files

if TYPE_CHECKING:
    from rag.retrieval.retriever import Retrieval


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> QuestionAnswerer:
    folder = tmp_path_factory.mktemp("parts")
    index_files([ROOT / "tests/data/parts"], folder, embedder)
    settings = Settings(_env_file=None, store=folder, llm_base_url="", engine=None)
    return QuestionAnswerer(Store.open(settings.store_spec), embedder, settings)


def lines(answerer: QuestionAnswerer, asked: str) -> list[str]:
    answer = answerer.ask(asked)
    for citation in answer.citations:
        assert citation.quote == citation.article.text[citation.start : citation.end]
    return answer.text.split("\n\n")


@pytest.mark.parametrize(
    ("asked", "in_order"),
    [
        ("走读生和住校生的伙食补贴分别是多少？", ["每天8元", "每天15元"]),
        ("住校生和走读生的伙食补贴分别是多少？", ["每天15元", "每天8元"]),
        ("大型游船由谁检验，小型游船由谁检验？", ["市海事局", "区的交通局"]),
        ("多久培训一次船长？图书超期收费多少？", ["救生培训", "一角"]),
        ("图书超期收费多少？多久培训一次船长？", ["一角", "救生培训"]),
    ],
)
def test_the_parts_are_answered_in_the_order_asked(
    answerer: QuestionAnswerer, asked: str, in_order: list[str]
) -> None:
    text = "".join(lines(answerer, asked))
    places = [text.find(words) for words in in_order]
    assert -1 not in places
    assert places == sorted(places)


def test_both_figures_of_one_sentence_are_given(answerer: QuestionAnswerer) -> None:
    (first, *_) = lines(answerer, "菜价降了多少、涉及多少种菜品？")
    assert "12%" in first and "86种" in first


@pytest.mark.parametrize(
    ("asked", "given", "missing"),
    [
        (
            "公共自行车站点有多少个，一辆车重多少公斤？",
            "320个",
            "资料中没有提到“一辆车重多少公斤”。",
        ),
        ("船长多久培训一次？船票打几折？", "每年参加一次", "资料中没有提到“船票打几折”。"),
        ("读者证能借几册，押金是多少元？", "五册", "资料中没有提到“押金是多少元”。"),
        ("阅览室铺了几吨瓷砖、几点开放？", "九点", "资料中没有提到“阅览室铺了几吨瓷砖”。"),
    ],
)
def test_a_part_that_nothing_answers_is_named_and_the_other_is_answered(
    answerer: QuestionAnswerer, asked: str, given: str, missing: str
) -> None:
    found = lines(answerer, asked)
    assert missing in found
    assert any(given in line and line != missing for line in found)


def test_an_event_in_a_quote_may_say_when() -> None:
    line = "逾期不缴的，从欠缴之日起每天加收一角。"
    quoted = quotes([statement(candidate(one_block_article(text=line)), line)])
    asked = understand("逾期每天加收多少？从哪天起算？")
    retrieval = cast("Retrieval", SimpleNamespace(question=asked))
    parts = AnsweredParts(retrieval, [], (0,), {1: "从哪天起算", 2: "交到哪个窗口"})
    assert parts.given([quoted]) == {1: "从哪天起算"}


def test_a_missing_part_stands_where_it_was_asked(answerer: QuestionAnswerer) -> None:
    first, *_ = lines(answerer, "阅览室铺了几吨瓷砖、几点开放？")
    assert first.startswith("资料中没有提到")


def test_a_question_of_which_nothing_is_answered_is_refused(answerer: QuestionAnswerer) -> None:
    answer = answerer.ask("市长的年薪是多少万元，身高是多少厘米？")
    assert answer.abstained
    assert answer.text.startswith("抱歉")


def test_two_things_are_compared_in_a_table(answerer: QuestionAnswerer) -> None:
    for asked, cells in {
        "大型游船和小型游船的检验有什么区别？": ("每年检验一次", "每两年检验一次"),
        "比较普通读者证和教师读者证": ("五册", "十五册"),
        "住校生的补贴比走读生高多少？": ("15元", "8元"),
    }.items():
        (block, *_) = answerer.ask(asked).blocks
        assert block.kind == "table"
        _, *rows = block.rows
        assert len(rows) == 2
        for row, words in zip(rows, cells, strict=True):
            assert words in "".join(span.text for span in row[1])
            assert row[1][-1].cites


def test_a_place_that_nothing_mentions_is_named(answerer: QuestionAnswerer) -> None:
    found = lines(answerer, "海蓝市和四川的公共自行车站点有多少个？")
    assert "资料中没有提到“四川的公共自行车站点有多少个”。" in found
    assert any("320个" in line for line in found)


def test_a_thing_that_nothing_mentions_makes_no_table(answerer: QuestionAnswerer) -> None:
    answer = answerer.ask("游船和飞艇的检验有什么区别？")
    assert all(block.kind != "table" for block in answer.blocks)


@pytest.mark.parametrize(
    ("asked", "defining"),
    [
        ("什么是公共自行车？", "是指由市财政出资购置、供公众短时租用的自行车。"),
        ("大型游船是什么？", "大型游船是指核载五十人以上的游船。"),
        ("什么叫小型游船？", "小型游船是指核载不足五十人的游船。"),
    ],
)
def test_a_definition_is_all_of_the_answer(
    answerer: QuestionAnswerer, asked: str, defining: str
) -> None:
    answer = answerer.ask(asked)
    (citation,) = answer.citations
    assert citation.quote.endswith(defining)
