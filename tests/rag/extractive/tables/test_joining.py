"""Tables in whole answers, over an index of a long table, a small one and sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.embedding.embedder import Embedder
from index.model import Article, Block
from rag.answer import Answer
from rag.answering import QuestionAnswerer
from tests.rag.extractive.tables.samples import RATES, article

STREETS = [f"{one}{two}街" for one in "青红白金银" for two in "禾石溪岭湖桥"]
LONG = "序号|街道|电话|地址\n" + "\n".join(
    f"{n}|{street}|{5550100 + n}|{street[:2]}路{n}号" for n, street in enumerate(STREETS, 1)
)
PROSE = (
    "医疗保障部门每年检查定点医疗机构。青禾区人民医院受理投诉，电话由医院公布。\n"
    "门诊统筹按规定报销，起付线以上的费用由基金支付。"
)


def prose() -> Article:
    return Article("2031-05-06", 3, "监管通知", PROSE, blocks=(Block("paragraph", 0, len(PROSE)),))


@pytest.fixture(scope="module")
def answerer(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> QuestionAnswerer:
    from index.store.store import Store
    from rag.settings import Settings
    from tests.stores import index_articles

    folder = tmp_path_factory.mktemp("tables")
    guide = article(LONG, "租赁备案指南", "各街道服务中心联系方式")
    ratio = replace(article(RATES, "职工门诊统筹待遇"), n=2)
    index_articles([guide, ratio, prose()], folder, embedder)
    settings = Settings(_env_file=None, store=folder, llm_base_url="", engine=None)
    return QuestionAnswerer(Store.open(settings.store_spec), embedder, settings)


def holds(found: Answer) -> bool:
    """Return whether each citation is its article's text, and the marks number all of them."""
    numbers = {n for block in found.blocks for n in block.cites}
    return numbers == {c.n for c in found.citations} and all(
        c.quote == c.article.text[c.start : c.end] and c.quote in c.passage.text
        for c in found.citations
    )


@pytest.mark.parametrize("street", ["青禾街", "金溪街", "银桥街"])
def test_a_row_of_a_long_table_is_found_and_said_alone(answerer, street) -> None:
    found = answerer.ask(f"{street}服务中心的电话是多少？")
    assert found.text == f"{street}电话：{5550101 + STREETS.index(street)}[1]"
    assert holds(found) and not found.abstained


def test_a_row_that_the_table_lacks_is_refused_by_its_name(answerer) -> None:
    found = answerer.ask("黑石街服务中心的电话是多少？")
    assert found.abstained and not found.citations
    assert found.text == "抱歉，《租赁备案指南》的表中没有“黑石街”。"


def test_many_rows_share_the_citations_of_their_passages(answerer) -> None:
    found = answerer.ask("各街道服务中心的电话分别是多少？")
    assert found.text.count("\n| ") == 1 + len(STREETS)
    assert len(found.citations) < 10 and holds(found)


def test_two_parts_are_answered_from_their_tables_each_under_its_article(answerer) -> None:
    found = answerer.ask("红石街服务中心的电话是多少？三级医院的起付线是多少？")
    assert [block.kind for block in found.blocks] == ["source", "row", "source", "row"]
    assert "5550108[1]" in found.text and "330[2]" in found.text
    assert holds(found)


def test_a_reason_is_left_to_sentences(answerer) -> None:
    found = answerer.ask("为什么门诊统筹有起付线？")
    assert found.abstained or "| " not in found.text


def test_a_mechanism_is_not_answered_with_figures(answerer) -> None:
    found = answerer.ask("门诊统筹起付线的运行机制是什么？")
    assert found.abstained or "| " not in found.text
    assert "110" not in found.text


def test_a_table_of_another_article_is_not_shown_for_its_column_alone(answerer) -> None:
    found = answerer.ask("青禾区人民医院受理投诉的电话是多少？")
    assert "| " not in found.text and "街道" not in found.text
