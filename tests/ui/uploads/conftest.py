"""A store with one indexed article, and a client on the machine that the program runs on."""

from contextlib import contextmanager

import pytest

from index.embedding.embedder import Embedder
from rag.settings import Settings
from tests.stores import index_files
from tests.ui.uploads.requests import FIRST, client_of
from ui.app import create_app


@contextmanager
def indexed(folder, embedder):
    """Index one article in a folder; yield the settings. Later builds use the embedder too."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(Embedder, "load", lambda *_: embedder)
        (folder / "corpus").mkdir()
        (folder / "corpus/first.md").write_text(FIRST, encoding="utf-8")
        settings = Settings(_env_file=None, store=folder / "store", llm_base_url="", engine=None)
        index_files([folder / "corpus"], settings.store, embedder)
        yield settings


@pytest.fixture
def settings(tmp_path, embedder):
    with indexed(tmp_path, embedder) as settings:
        yield settings


@pytest.fixture
def client(pipeline, settings):
    return client_of(create_app(pipeline, settings))


@pytest.fixture(scope="module")
def unchanged_settings(tmp_path_factory, embedder):
    """One store for all tests of a file whose requests change nothing."""
    with indexed(tmp_path_factory.mktemp("unchanged"), embedder) as settings:
        yield settings


@pytest.fixture(scope="module")
def unchanged_client(pipeline, unchanged_settings):
    """One application for all tests of a file whose requests change nothing."""
    return client_of(create_app(pipeline, unchanged_settings))
