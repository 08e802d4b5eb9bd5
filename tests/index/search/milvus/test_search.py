"""Search in Milvus, compared with search in local files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import StoreMissing
from index.search.interface import Scope
from index.search.local import LocalSearch
from index.search.milvus.collection import Milvus
from index.search.milvus.search import MilvusSearch, encode_terms
from index.store.spec import StoreSpec
from index.store.store import Store
from index.text.tokenizer import Tokenizer
from rag.filters import Filters
from rag.pipeline import Pipeline
from tests.conftest import CountingEmbedder
from tests.data.corpus import ARTICLES
from tests.stores import index_articles

pytestmark = pytest.mark.slow

ASKED = "到2033年海蓝市社区医院要达到多少家？"
QUESTIONS = (
    ASKED,
    "东湖区的续签率是多少？",
    "江原省全年结算多少人次？第二批耗材集采平均降价多少？",
    "海蓝市的地铁票价是多少？",
)


@pytest.mark.parametrize("articles", [None, {1, 3}, {1, 2, 3, 4}, set()])
def test_milvus_finds_the_same_passages_with_the_same_scores_as_local_files(
    real_pipeline: Pipeline, moved: Pipeline, articles: set[int] | None
) -> None:
    local, there = real_pipeline.store, moved.store
    assert isinstance(there.search, MilvusSearch) and isinstance(local.search, LocalSearch)
    scope = None
    if articles is not None:
        scope = Scope.of(local.articles(), local.passages(), lambda a: a.n in articles)
    for asked in QUESTIONS:
        vector = real_pipeline.embedder.embed([asked], "query")[0]
        for k in (3, 99):
            expected, found = (s.search.dense(vector, k, scope) for s in (local, there))
            assert found[0].tolist() == expected[0].tolist()
            assert found[1] == pytest.approx(expected[1], abs=1e-5)
        expected, found = (s.search.lexical(asked, 99, scope) for s in (local, there))
        assert dict(zip(*found, strict=True)) == pytest.approx(
            dict(zip(*expected, strict=True)), rel=1e-4
        )
        rows = [4, 0, 2]
        assert there.search.lexical_scores(asked, rows) == pytest.approx(
            local.search.lexical_scores(asked, rows), rel=1e-4
        )


@pytest.mark.parametrize("filters", [None, Filters(sources=("东部健康报",))])
def test_answers_are_the_same_as_with_local_files(
    real_pipeline: Pipeline, moved: Pipeline, filters: Filters | None
) -> None:
    for asked in QUESTIONS[1:3]:
        expected, found = (p.ask(asked, filters=filters) for p in (real_pipeline, moved))
        assert found.text == expected.text
        assert [c.quote for c in found.citations] == [c.quote for c in expected.citations]
        assert [h.passage.id for h in found.hits] == [h.passage.id for h in expected.hits]


def test_a_query_without_terms_finds_nothing_by_bm25(moved: Pipeline) -> None:
    assert len(moved.store.search.lexical("的？！", 5)[0]) == 0
    assert moved.store.search.lexical_scores("的？！", [0, 1]).tolist() == [0, 0]


def test_analyzers_split_encoded_terms_into_the_same_terms() -> None:
    from milvus_lite.analyzer.standard import StandardAnalyzer

    text = "2.4亿元，占78.5%，covid-19与r&d及b+c，〇二〇年 Ⅱ期 ②"
    tokens = [*Tokenizer().tokens(text), "24", "2", "78.5", "7", "c+b"]
    written = encode_terms(tokens)
    assert StandardAnalyzer().tokenize(written) == written.split(" ")
    assert len(written.split(" ")) == len(tokens)
    assert len(set(written.split(" "))) == len(set(tokens))


def test_names_with_quotes_and_spaces_can_be_filtered_by(
    tmp_path: Path, milvus: Milvus, fake_embedder: CountingEmbedder
) -> None:
    names = ['a"b\\c', "it's", "甲 乙\t丙", "x] or true"]
    articles = [replace(ARTICLES[0], issue=name, n=n) for name in names for n in (1, 2)]
    index_articles(articles, tmp_path, fake_embedder, milvus=milvus)
    store = Store.open(StoreSpec(tmp_path, "fake", milvus))
    for name in names:
        for allows in (lambda a: a.issue == name, lambda a: (a.issue, a.n) == (name, 2)):  # noqa: B023
            scope = Scope.of(store.articles(), store.passages(), allows)
            rows, _ = store.search.dense(store.vectors[0], 99, scope)
            assert sorted(rows.tolist()) == scope.rows.tolist()


def test_a_collection_dropped_while_the_store_is_open_is_reported(
    tmp_path: Path, milvus: Milvus, fake_embedder: CountingEmbedder
) -> None:
    index_articles(ARTICLES, tmp_path, fake_embedder, milvus=milvus)
    store = Store.open(StoreSpec(tmp_path, "fake", milvus))
    milvus.connect().drop_collection(milvus.collection)
    with pytest.raises(StoreMissing, match="没有集合"):
        store.search.dense(store.vectors[0], 3)
