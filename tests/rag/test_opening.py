"""A pipeline that is used while it is opened."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from index.errors import ModelError, StoreMissing
from rag.opening import OpeningPipeline, open_store
from rag.settings import Settings
from tests.conftest import FakePipeline, community_article

QUESTION = "到2025年社区医院达到多少家？"


@pytest.fixture
def fake():
    return FakePipeline([community_article()])


def test_documents_are_read_before_the_pipeline_is_open(fake):
    opening = OpeningPipeline(fake.store, lambda: fake)
    assert not opening.ready
    assert [article.id for article in opening.store.articles()] == ["2022-03-14/1"]


def test_a_question_asked_too_early_is_answered_once_the_pipeline_is_open(fake):
    opening = OpeningPipeline(fake.store, lambda: fake)
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(opening.ask, QUESTION)
        found = pool.submit(opening.search, QUESTION)
        assert not asked.done()
        opening.open()
        assert asked.result().text == fake.ask(QUESTION).text
        assert found.result() == fake.search(QUESTION)
    assert opening.ready
    assert opening.examples() == fake.examples()


def test_the_store_is_that_of_the_open_pipeline(fake):
    other = FakePipeline([community_article()])
    opening = OpeningPipeline(other.store, lambda: fake)
    opening.open()
    assert opening.store is fake.store


def test_what_prevents_opening_is_raised_there_and_by_every_call(fake):
    def fail():
        raise ModelError("模型打不开。")

    opening = OpeningPipeline(fake.store, fail)
    for call in (opening.open, lambda: opening.ask(QUESTION), opening.examples):
        with pytest.raises(ModelError, match="模型打不开"):
            call()
    assert not opening.ready


def test_a_missing_store_is_told_at_once(tmp_path):
    with pytest.raises(StoreMissing):
        open_store(Settings(_env_file=None, store=tmp_path))
