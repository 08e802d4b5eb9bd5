"""Who may open a snapshot."""

from dataclasses import replace

import pytest

from rag.visibility import Visible
from tests.conftest import community_article
from ui.snapshots.model import Origin
from ui.snapshots.rights import Rights

SECRET = replace(
    community_article(), n=9, title="秘密的名单", number="东秘〔2022〕7号", file="人事/a"
)
CITED = replace(community_article(), file="公开/a")
OPEN = Visible.of({"人事": False})


def rights(visible=OPEN, articles=(CITED, SECRET), own=None):
    return Rights(lambda: visible, lambda: own or articles, lambda: articles)


def said(snapshot, text):
    return snapshot.model_copy(update={"note": text})


def test_a_snapshot_opens_to_those_who_may_read_what_it_cites(snapshot):
    assert rights().allow(snapshot)
    assert not rights(Visible.of({"公开": False})).allow(snapshot)
    assert rights(Visible()).allow(snapshot)


@pytest.mark.parametrize("text", ["最接近的是《秘密的名单》。", "见东秘〔2022〕7号。"])
def test_an_article_that_is_only_named_counts_too(snapshot, text):
    traced = rights().traced(said(snapshot, text))
    assert Origin(article=SECRET.id, file="人事/a") in traced.drawn_from
    assert not rights().allow(traced) and rights(Visible()).allow(traced)


def test_a_name_tells_nothing_to_whoever_does_not_see_the_article(snapshot):
    traced = rights(own=(CITED,)).traced(said(snapshot, "有没有《秘密的名单》？"))
    assert [origin.article for origin in traced.drawn_from] == [CITED.id]
    assert rights().allow(traced)


def test_an_article_counts_by_where_it_was_and_where_it_is(snapshot):
    traced = rights().traced(snapshot)
    moved = replace(CITED, file="人事/a")
    assert not rights(articles=(moved,)).allow(traced)
    was = rights(articles=(moved,)).traced(snapshot)
    assert not rights().allow(was)


def test_what_has_left_the_index_counts_by_where_it_was(snapshot):
    traced = rights().traced(snapshot)
    assert rights(articles=()).allow(traced)
    assert not rights(articles=()).allow(snapshot)  # kept by a version that did not note it
    assert rights(Visible(), articles=()).allow(snapshot)
