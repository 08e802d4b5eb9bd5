"""A pipeline as somebody sees it who may read a part of the articles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.store.store import Store
from rag.answering import QuestionAnswerer
from rag.opening import OpeningPipeline
from rag.settings import Settings
from rag.visibility import Visible
from tests.data.corpus import ARTICLES, CENTRES, PURCHASE
from tests.llm_server import says, serving, written_by
from tests.stores import index_articles

NO_CENTRES = Visible.of({"基层": False})
ASKED = "到2033年，海蓝市社区医院要达到多少家？"
FILED = [replace(one, file="基层/a.txt" if one is CENTRES else "其他/b.txt") for one in ARTICLES]


@pytest.fixture(scope="module")
def settings(tmp_path_factory, embedder):
    folder = tmp_path_factory.mktemp("store")
    index_articles(FILED, folder, embedder)
    return Settings(_env_file=None, store=folder, llm_base_url="", engine=None)


@pytest.fixture(scope="module")
def whole(settings, embedder):
    return QuestionAnswerer(Store.open(settings.store_spec), embedder, settings)


def test_an_answer_comes_from_what_is_seen_alone(whole):
    view = whole.visible_to(NO_CENTRES)
    assert CENTRES.id in {hit.article.id for hit in whole.search(ASKED)}
    assert CENTRES.id not in {hit.article.id for hit in view.search(ASKED)}
    assert "126" in whole.ask(ASKED).text and "126" not in view.ask(ASKED).text
    assert view.store.article(CENTRES.id) is None and view.related(CENTRES.id) == []


def test_a_view_is_made_once_and_the_whole_is_its_own(whole):
    assert whole.visible_to(NO_CENTRES) is whole.visible_to(Visible.of({"/基层/": False}))
    assert whole.visible_to(Visible()) is whole
    assert whole.visible_to(NO_CENTRES).visible_to(Visible()) is whole.visible_to(NO_CENTRES)


def test_a_view_of_a_view_is_never_wider(whole):
    other = Visible.of({"": False, "基层": True})
    view = whole.visible_to(NO_CENTRES).visible_to(other)
    assert list(view.store.articles()) == []
    assert view is whole.visible_to(other).visible_to(NO_CENTRES)


def test_who_may_read_nothing_is_answered_politely(whole):
    view = whole.visible_to(Visible.of({"/": False}))
    answer = view.ask(ASKED)
    assert answer.abstained and answer.suggestions == () and answer.hits == ()
    assert view.ask("社区医院").abstained and view.ask("What is a clinic?").abstained
    assert view.search("社区医院") == view.related(PURCHASE.id) == view.examples() == []
    assert view.follow_ups([ASKED], [], None) == []


def test_a_language_model_is_given_what_is_seen_alone(whole):
    with serving(says("资料中没有相关信息。")) as server:
        view = written_by(server, whole).visible_to(NO_CENTRES)
        view.ask(ASKED)
        sent = str(server.requests)
    assert PURCHASE.title in sent and "126家" not in sent and CENTRES.title not in sent


def test_the_store_of_a_view_does_not_wait_for_the_models(settings, whole):
    opening = OpeningPipeline(Store.open(settings.store_spec), lambda: whole)
    early = opening.visible_to(NO_CENTRES)
    assert early.store is opening.visible_to(NO_CENTRES).store
    assert early.store.article(CENTRES.id) is None and early.store.article(PURCHASE.id)
    assert opening.visible_to(Visible()) is opening
    opening.open()
    assert "126" not in early.ask(ASKED).text
    assert opening.visible_to(NO_CENTRES) is whole.visible_to(NO_CENTRES)
