from __future__ import annotations

from dataclasses import replace

import pytest

from eval.fake import FakeEmbedder
from rag.about.listings import MAX_LISTED, listing
from rag.filters import Filters
from tests.rag.about import library

STORE = library.Library(library.ARTICLES, FakeEmbedder())


def ids(asked, **filters):
    found = listing(STORE, asked, Filters(**filters) if filters else None)
    return [a.id for a in found.articles] if found is not None else None


@pytest.mark.parametrize(
    ("asked", "filters", "found"),
    [
        ("2030-05-06这一期有哪些文章？", {}, ["2030-05-06/1", "2030-05-06/2"]),
        ("最新一期有哪些文章？", {}, ["2030-05-13/1"]),
        ("这一期有哪些文章？", {"issues": ("2030-05-13",)}, ["2030-05-13/1"]),
        ("这一期有哪些文章？", {"article": "2030-05-06/1"}, ["2030-05-06/1", "2030-05-06/2"]),
        ("这一期有哪些文章？", {}, None),
        ("2030年5月那期有哪些文章？", {}, ["2030-05-06/1", "2030-05-06/2", "2030-05-13/1"]),
        ("1999-01-01这一期有哪些文章？", {}, None),
        ("有几篇讲集采的文章？", {}, ["2030-05-06/1", "2030-05-06/2"]),
        ("有几篇讲集采的文章？", {"sections": ("药品采购",)}, ["2030-05-06/1"]),
        ("有几篇讲航天的文章？", {}, []),
        ("有几篇讲航天员太空行走训练的文章？", {}, None),
    ],
)
def test_articles_are_listed_where_it_is_clear_which(asked, filters, found):
    assert ids(asked, **filters) == found


def test_of_a_long_list_the_number_is_told():
    many = [replace(library.NEWS[0], n=n) for n in range(1, MAX_LISTED + 4)]
    found = listing(library.Library(many, FakeEmbedder()), "有几篇讲集采的文章？", None)
    assert f"有 {MAX_LISTED + 3} 篇" in found.words
    assert len(found.articles) == MAX_LISTED
