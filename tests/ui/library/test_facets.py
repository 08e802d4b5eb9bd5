"""The counts and values of facets."""

from dataclasses import replace

from rag.filters import Filters
from tests.conftest import community_article
from ui.library.facets import choices, facets


def uploaded(name, file):
    return replace(community_article(), issue=name, file=file)


OWN = [
    community_article(),
    uploaded("甲", "我的文章/甲.md"),
    uploaded("乙", "我的文章/医保/乙.md"),
    uploaded("丙", "我的文章/医保/天津/丙.md"),
    uploaded("丁", "我的文章/医保/包.zip/里面/丁.md"),
]


def test_facets_count_what_the_other_conditions_leave(pipeline):
    articles = list(pipeline.store.articles())
    found = {f.label: f.options for f in facets(articles, Filters(sections=("基层卫生",)))}
    first, _ = found["栏目"]
    assert (first.value, first.count, first.on) == ("基层卫生", 1, True)
    assert "来源" not in found  # only one is left


def test_uploads_are_counted_by_folder_below_the_issues_and_are_no_issues_themselves():
    [own, *_] = facets(OWN, Filters())
    assert (own.name, own.label) == ("folders", "我的文章")  # one issue needs no choosing
    assert [(o.shown, o.count) for o in own.options] == [("", 4), ("医保", 3), ("医保/天津", 1)]
    assert own.options[1].address.endswith(
        "folder=%E6%88%91%E7%9A%84%E6%96%87%E7%AB%A0%2F%E5%8C%BB%E4%BF%9D"
    )
    lists, _ = choices(OWN)
    assert [name for name, _, _ in lists][:2] == ["issues", "folders"]
    assert lists[0][2] == [("2022-03-14", 1)]


def test_a_corpus_without_uploads_offers_no_group_of_them(pipeline):
    offered = facets(list(pipeline.store.articles()), Filters())
    assert "folders" not in [facet.name for facet in offered]
