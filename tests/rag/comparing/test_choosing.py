from dataclasses import replace

import pytest

from index.model import Relation
from rag.comparing.choosing import NoSuchArticle, SeveralArticles, named, suggestions
from tests.conftest import FakePipeline
from tests.rag.comparing.versions import versions


@pytest.mark.parametrize("name", ["ty-east/1", "东江市托育服务方案", "东江市 托育", " ty-east/1 "])
def test_an_article_is_named_by_id_or_title(archive, name):
    assert named(archive, name).id == "ty-east/1"


def test_several_articles_of_one_title_are_listed(archive):
    with pytest.raises(SeveralArticles, match="gzf-2018/1《东江市公租房管理办法》、gzf-2023/1"):
        named(archive, "东江市公租房管理办法")


@pytest.mark.parametrize("name", ["", "没有这样的文件", "x" * 5000])
def test_what_names_none_is_refused(archive, name):
    with pytest.raises(NoSuchArticle):
        named(archive, name)


def test_other_versions_are_suggested_before_what_is_near():
    old, new = versions()
    other = replace(old, issue="a", title="别的文件")
    pipeline = FakePipeline([other, old, new])
    relation = Relation("replaces", new.id, old.id, "", new.id, 0, 0)
    pipeline.store.relations_of = lambda id: [relation] if id in (new.id, old.id) else []
    assert [one.id for one in suggestions(pipeline, new)] == [old.id, other.id]
    assert suggestions(pipeline, old)[0].id == new.id
