"""Overviews of a small corpus, by the pipeline itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.model import Article
from index.store.store import Store
from rag.answer import Answer
from rag.filters import Filters
from rag.pipeline import Pipeline
from rag.settings import Settings
from tests.data.fixtures import article
from tests.stores import index_articles

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder

PURCHASE = article(
    "海蓝市耗材集采第二批从2031年3月起执行，涉及人工关节等16种耗材。",
    "因此，集采还要扩面。",
    "他认为，集采是好事。",
    title="耗材集采在海蓝市落地",
    issue="2031-02-03",
)
DOCTORS = article(
    "海蓝市家庭医生签约率达到78.5%。",
    "集采药品由家庭医生按约定数量开具。",
    title="家庭医生签约一年",
    issue="2031-03-10",
)
SETTLED = article(
    "门诊费用可以异地直接结算。",
    title="异地结算进展",
    issue="2030-11-04",
)
RULES = replace(
    article(
        "## 第一章 总则",
        "第一条 为了规范社区医院，制定本办法。",
        "## 第二章 设置",
        "第五条 设置社区医院应当具备下列条件：",
        "（一）有固定的场所；",
        "（二）有四名全科医生。",
        "## 第三章 附则",
        "第九条 本办法自2025年1月1日起施行。",
        title="海蓝市社区医院管理办法",
        issue="rules",
    ),
    date="2024-12-02",
    number="蓝府办规〔2024〕13号",
    issuer="海蓝市人民政府办公厅",
)
CENTRAL = article(
    "集中采购的药品由医疗机构优先使用。",
    title="药品集中采购办法",
    issue="2029-05-07",
)
ARTICLES = (PURCHASE, DOCTORS, SETTLED, RULES)


def pipeline_of(articles: tuple[Article, ...], folder: Path, embedder: Embedder) -> Pipeline:
    index_articles(articles, folder, embedder)
    settings = Settings(_env_file=None, store=folder, llm_base_url="", engine=None)
    return Pipeline(
        Store.open(settings.store_spec), embedder, settings, today=lambda: date(2031, 6, 1)
    )


@pytest.fixture(scope="module")
def pipeline(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    return pipeline_of(ARTICLES, tmp_path_factory.mktemp("overview"), embedder)


def quotes(answer: Answer) -> list[str]:
    for citation in answer.citations:
        assert citation.quote == citation.article.text[citation.start : citation.end]
    return [citation.quote for citation in answer.citations]


@pytest.mark.parametrize("asked", ["集采", "说说集采", "集采" * 300, "关于集采"])
def test_a_topic_gets_a_line_of_each_article_that_holds_it(pipeline: Pipeline, asked: str) -> None:
    answer = pipeline.ask(asked)
    assert not answer.abstained and answer.text.startswith("资料中有 2 篇文章写到“集采”：")
    assert [block.article.title for block in answer.blocks if block.article] == [
        "耗材集采在海蓝市落地",
        "家庭医生签约一年",
    ]
    assert quotes(answer) == [
        "海蓝市耗材集采第二批从2031年3月起执行，涉及人工关节等16种耗材。",
        "集采药品由家庭医生按约定数量开具。",
    ]
    assert "（2031-02-03）" in answer.text and answer.question == asked


def test_an_overview_offers_questions_that_are_answered(pipeline: Pipeline) -> None:
    suggested = pipeline.ask("社区医院").suggestions
    assert suggested
    for question in suggested:
        assert not pipeline.ask(question).abstained


def test_a_topic_that_no_article_holds_is_refused_by_name(pipeline: Pipeline) -> None:
    answer = pipeline.ask("疫苗冷链")
    assert answer.abstained and not answer.citations
    assert answer.text == "抱歉，资料中没有提到“疫苗冷链”。"


def test_filters_limit_an_overview(pipeline: Pipeline) -> None:
    within = Filters(issues=("2031-03-10",))
    assert quotes(pipeline.ask("集采", filters=within)) == ["集采药品由家庭医生按约定数量开具。"]
    refused = pipeline.ask("集采", filters=Filters(issues=("2030-11-04",)))
    assert refused.abstained and "没有提到“集采”" in refused.text


def test_a_year_limits_an_overview(pipeline: Pipeline) -> None:
    assert pipeline.ask("2030年集采").text == "抱歉，2030年的资料中没有提到“集采”。"
    assert len(quotes(pipeline.ask("2031年集采"))) == 2


def test_a_bare_word_after_a_question_is_a_follow_up(pipeline: Pipeline) -> None:
    asked = [{"role": "user", "content": "海蓝市家庭医生签约率达到多少？"}]
    assert not pipeline.ask("集采", asked).text.startswith("资料中")
    assert pipeline.ask("说说集采", asked).text.startswith("资料中")
    browsed = [{"role": "user", "content": "家庭医生"}]
    assert pipeline.ask("集采", browsed).text.startswith("资料中")


def test_an_abbreviation_finds_the_titles_that_write_it_out(
    embedder: Embedder, tmp_path: Path
) -> None:
    answer = pipeline_of((CENTRAL, SETTLED), tmp_path, embedder).ask("集采")
    assert answer.text.startswith("资料中没有“集采”这个词；标题里写“集中采购”的文章有 1 篇")
    assert quotes(answer) == ["集中采购的药品由医疗机构优先使用。"]


@pytest.mark.parametrize(
    "asked", ["海蓝市社区医院管理办法", "《海蓝市社区医院管理办法》", "蓝府办规〔2024〕13号"]
)
def test_a_title_or_a_number_goes_to_its_document(pipeline: Pipeline, asked: str) -> None:
    answer = pipeline.ask(asked)
    assert {citation.article.title for citation in answer.citations} == {"海蓝市社区医院管理办法"}
    assert "蓝府办规〔2024〕13号" in answer.text and "第二章设置" in quotes(answer)


def test_a_number_that_no_document_has_is_refused(pipeline: Pipeline) -> None:
    answer = pipeline.ask("蓝府办规〔2024〕99号")
    assert answer.abstained
    assert answer.text == "抱歉，资料中没有文号为“蓝府办规〔2024〕99号”的文件。"


def test_a_document_out_of_force_is_marked_and_comes_last(
    embedder: Embedder, tmp_path: Path
) -> None:
    old = replace(
        article("社区医院由市级财政出资。", title="社区医院条例", issue="old"),
        date="2031-01-01",
        status="已废止",
    )
    answer = pipeline_of((old, RULES), tmp_path, embedder).ask("社区医院")
    heads = [block for block in answer.blocks if block.article]
    assert [head.mark for head in heads] == ["", "已废止"]
    assert heads[-1].words.startswith("已废止：《社区医院条例》")


def test_a_question_is_answered_as_ever(pipeline: Pipeline) -> None:
    answer = pipeline.ask("海蓝市家庭医生签约率达到多少？")
    assert quotes(answer)[0].startswith("海蓝市家庭医生签约率达到78.5%。")
    assert not answer.text.startswith("资料中")
