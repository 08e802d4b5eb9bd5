"""A part of a store, of which the rest cannot be told."""

from __future__ import annotations

import inspect
from dataclasses import replace

import pytest

from index.model import Article
from index.search.interface import Scope
from index.store.spec import StoreSpec
from index.store.store import Store
from index.store.view import StoreView
from tests.data.fixtures import article
from tests.stores import index_articles

MEALS = [
    "食堂每天开放三次，早餐从七点开始供应，午餐从十一点半开始供应，晚餐从十七点半开始供应。",
    "周末和节假日只供应早餐和午餐，加班的人可以在前一天下午五点以前预订晚餐，逾期不再受理。",
    "就餐一律刷卡，每餐的标准是早餐五元、午餐十五元、晚餐十二元，来访的客人由接待的部门登记。",
    "食堂每月最后一个星期五征求意见，意见由后勤处在三天之内答复，并贴在食堂的门口。",
]


def _document(file: str, issue: str, n: int, title: str, *lines: str) -> Article:
    return replace(article(*lines, title=title, issue=issue, n=n), file=file)


ARTICLES = (
    _document("机密/甲.txt", "甲", 1, "机密的食堂通知", *MEALS),
    _document("公开/乙.txt", "乙", 1, "食堂通知", *MEALS),
    _document("公开/乙.txt", "乙", 2, "值班办法", "各单位每天安排两人值班。"),
    _document("机密/丙.txt", "丙", 1, "机密的名单", "名单上有三百七十一人，名单不公开。"),
    _document("公开/丁.txt", "丁", 1, "再印的食堂通知", *MEALS),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    from eval.fake import FakeEmbedder

    folder = tmp_path_factory.mktemp("store")
    index_articles(ARTICLES, folder, FakeEmbedder())
    return Store.open(StoreSpec(folder, "fake"))


@pytest.fixture(scope="module")
def view(store: Store) -> StoreView:
    return StoreView(store, lambda file: not file.startswith("机密/"))


def test_only_articles_that_are_seen_are_there(store, view):
    assert [one.id for one in view.articles()] == ["乙/1", "乙/2", "丁/1"]
    assert view.article("乙/2") == store.article("乙/2")
    assert view.article("甲/1") is None and view.article("无/1") is None
    assert view.passages_of("甲/1") == [] and view.passages_of("乙/1")
    assert view.sees("乙/1") and not view.sees("甲/1")


def test_rows_lead_to_the_passages_seen_and_to_no_others(store, view):
    passages = list(view.passages())
    assert {p.article_id for p in passages} == {"乙/1", "乙/2", "丁/1"}
    assert [view.passages()[row] for row in range(len(passages))] == passages
    assert view.passages()[1:] == passages[1:] and len(view.copies) == len(passages)
    with pytest.raises(IndexError):
        view.passages()[len(passages)]
    for row, passage in enumerate(passages):
        own = [list(values) for values in view.tokens(row)[1]]
        assert own == [list(values) for values in store.tokens(store.row(passage.id))[1]]


def test_what_is_hidden_is_neither_found_nor_counted(store, view):
    assert view.holding(["名单"]) == [] and store.holding(["名单"]) == ["丙/1"]
    rows, _ = view.search.lexical("名单上有多少人", 10)
    assert {view.passages()[row].article_id for row in rows} <= {"乙/1", "乙/2", "丁/1"}
    rows, _ = view.lexical.search("食堂", 10)
    assert len(rows) == 2
    vector = store.vectors[store.row("丙/1#1")]
    assert 0 < len(view.dense.search(vector, 10)[0]) <= len(view.passages())


def test_a_filter_works_on_the_rows_of_the_view(view):
    scope = Scope.of(view.articles(), view.passages(), lambda one: one.title == "值班办法")
    rows, _ = view.search.lexical("每天", 10, scope)
    assert [view.passages()[row].article_id for row in rows] == ["乙/2"]


def test_the_first_printing_that_is_seen_counts_as_the_first(store, view):
    assert store.holding(["食堂"]) == ["甲/1"]
    assert view.holding(["食堂"]) == ["乙/1"]
    assert view.also_in("乙/1") == ["丁/1"] and view.also_in("丁/1") == ["乙/1"]
    assert view.also_in("甲/1") == []


def test_a_view_of_nothing_is_empty(store):
    nothing = StoreView(store, lambda file: False)
    assert list(nothing.articles()) == list(nothing.passages()) == nothing.holding([]) == []
    assert len(nothing.search.lexical("食堂", 5)[0]) == 0


def test_a_view_passes_nothing_on_that_is_not_written_in_it():
    public = {name for name, _ in inspect.getmembers(StoreView) if not name.startswith("_")}
    assert not hasattr(StoreView, "__getattr__") and not issubclass(StoreView, Store)
    assert not {"database", "vectors", "relations", "passage", "row"} & public
