"""What a refusal names: the nearest batch or year, and only articles on the subject."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.model import Article
from index.store.store import Store
from rag.pipeline import Pipeline
from rag.settings import Settings
from tests.data.fixtures import article
from tests.stores import index_articles

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder


def paper(issue: str, title: str, *lines: str) -> Article:
    return article(*lines, title=title, issue=issue)


ARTICLES = (
    paper(
        "2031-02-03",
        "第二批耗材集采落地",
        "海蓝市从2031年3月1日起执行第二批耗材集采结果，平均降价61.3%。",
    ),
    paper(
        "2032-05-10",
        "第四批耗材集采启动",
        "第四批耗材集采启动，涉及骨科等18种耗材。",
        "第一批耗材集采只有两种耗材。",
    ),
    paper(
        "2033-01-17",
        "第七届卫生大会召开",
        "第七届卫生大会在海蓝市召开，代表有800名。",
    ),
    paper("2033-03-07", "家庭医生签约一年", "海蓝市家庭医生签约率达到78.5%。"),
)


@pytest.fixture(scope="module")
def pipeline(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    folder: Path = tmp_path_factory.mktemp("nearest")
    index_articles(ARTICLES, folder, embedder)
    settings = Settings(_env_file=None, store=folder, llm_base_url="", engine=None)
    return Pipeline(Store.open(settings.store_spec), embedder, settings)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "第五批耗材集采什么时候开始？",
            "没有第五批的内容；最接近的是第四批：《第四批耗材集采启动》",
        ),
        ("第十批耗材集采降价多少？", "没有第十批的内容；最接近的是第四批：《第四批耗材集采启动》"),
        (
            "第九届卫生大会有多少名代表？",
            "没有第九届的内容；最接近的是第七届：《第七届卫生大会召开》",
        ),
        (
            "2040年家庭医生签约率达到多少？",
            "没有2040年的内容；最接近的是2033年：《家庭医生签约一年》",
        ),
    ],
)
def test_the_nearest_batch_or_year_is_named(pipeline: Pipeline, asked: str, said: str) -> None:
    answer = pipeline.ask(asked)
    assert answer.abstained and answer.text == f"抱歉，资料中{said}。"


@pytest.mark.parametrize("asked", ["第三版围棋规则有哪些变化？", "火星车第五期工程花了多少钱？"])
def test_an_article_on_something_else_is_not_named(pipeline: Pipeline, asked: str) -> None:
    answer = pipeline.ask(asked)
    assert answer.abstained and "《" not in answer.text
