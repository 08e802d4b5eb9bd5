from inspect import getattr_static, signature

import pytest

from rag.live import LivePipeline
from rag.pipeline import Pipeline
from rag.protocol import ArticleStore, AskOptions, QuestionAnswering
from tests.conftest import FakeArticleStore, FakePipeline
from ui.monitoring.observer import ObservedPipeline


def parameters(function):
    return [(p.name, p.kind, p.default) for p in signature(function).parameters.values()]


@pytest.mark.parametrize("kind", [LivePipeline, ObservedPipeline, FakePipeline])
@pytest.mark.parametrize("method", ["ask", "search", "related", "examples"])
def test_every_pipeline_takes_the_same_parameters(kind, method):
    own = getattr_static(kind, method)
    wanted = getattr_static(QuestionAnswering, method)
    assert own is not wanted
    assert parameters(own) == parameters(wanted)


@pytest.mark.parametrize("method", ["search", "related", "examples"])
def test_the_pipeline_itself_takes_them_too(method):
    wanted = getattr_static(QuestionAnswering, method)
    assert parameters(getattr_static(Pipeline, method)) == parameters(wanted)


def test_the_options_of_a_question_are_the_parameters_of_the_pipeline():
    names = list(signature(Pipeline.ask).parameters)
    assert names == ["self", "question", "history", *AskOptions.__annotations__]


def test_the_fake_store_offers_what_front_ends_read(pipeline):
    assert isinstance(pipeline.store, FakeArticleStore)
    for name in ("folder", "lexical", "dense", "articles", "article", "also_in", "passages_of"):
        assert name in vars(ArticleStore)
        assert hasattr(pipeline.store, name)
