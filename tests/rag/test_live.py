"""A pipeline that follows its store, asked while the store is built anew."""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.model import Article
from index.store.manifest import current_version
from index.store.store import Store
from rag.live import LivePipeline
from rag.pipeline import Pipeline
from rag.settings import Settings
from tests.data.corpus import ARTICLES
from tests.stores import index_articles

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder

ASKED = "到2033年海蓝市社区医院要达到多少家？"
CLIENTS = 20


def edition(figure: str) -> list[Article]:
    """The corpus with another target; figures of one length keep the offsets."""
    first = replace(ARTICLES[0], text=ARTICLES[0].text.replace("126家", figure))
    return [first, *ARTICLES[1:]]


@pytest.fixture
def folder(tmp_path: Path, embedder: Embedder) -> Path:
    index_articles(ARTICLES, tmp_path, embedder)
    return tmp_path


@pytest.fixture
def live(folder: Path, embedder: Embedder) -> Iterator[LivePipeline]:
    settings = Settings(_env_file=None, store=folder, llm_base_url="", engine=None)
    yield LivePipeline(Pipeline(Store.open_folder(folder), embedder, settings), every_s=0.05)
    gc.collect()


def test_twenty_clients_are_answered_through_a_build_and_get_the_new_version_after_it(
    folder: Path, live: LivePipeline, embedder: Embedder
) -> None:
    said: list[tuple[float, str]] = []
    failed: list[BaseException] = []
    stop = threading.Event()

    def client() -> None:
        while not stop.is_set():
            try:
                answer = live.ask(ASKED)
                for citation in answer.citations:
                    assert citation.quote == citation.article.text[citation.start : citation.end]
                said.append((time.monotonic(), answer.text))
            except BaseException as error:
                failed.append(error)
                return

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    while not failed and not said and waited(began) < 60:
        time.sleep(0.05)  # a small build may be done before a busy machine's first answer
    index_articles(edition("131家"), folder, embedder)
    built = time.monotonic()
    while not failed and not any("131家" in text for _, text in said) and waited(built) < 60:
        time.sleep(0.05)
    swapped = len(said)
    while not failed and len(said) < swapped + 2 * CLIENTS and waited(built) < 60:
        time.sleep(0.05)  # what was under way may still be of the old version
    stop.set()
    for thread in threads:
        thread.join()
    assert failed == []
    assert all(("126家" in text) != ("131家" in text) for _, text in said)
    during = [text for at, text in said if at <= built]
    assert during and all("126家" in text for text in during)
    assert all("131家" in text for _, text in said[-CLIENTS // 2 :])


def test_a_version_is_read_on_after_its_files_are_deleted(folder: Path, embedder: Embedder) -> None:
    settings = Settings(_env_file=None, store=folder, llm_base_url="", engine=None)
    held = Pipeline(Store.open_folder(folder), embedder, settings)
    name = held.store.folder.name
    for figure in ("131家", "132家"):
        index_articles(edition(figure), folder, embedder)
    assert name not in [path.name for path in (folder / "versions").iterdir()]
    assert "126家" in held.ask(ASKED).text
    assert held.store.articles() == list(ARTICLES)
    assert held.store.lexical.search("家庭医生", 3)[0].size
    assert all(held.store.tokens(row)[0].size for row in range(len(held.store.passages())))


def test_a_damaged_new_version_does_not_take_the_place_of_a_good_one(
    folder: Path, live: LivePipeline, embedder: Embedder, caplog: pytest.LogCaptureFixture
) -> None:
    first = live.store.folder
    with caplog.at_level(logging.WARNING, "wence"):
        index_articles(edition("131家"), folder, embedder)
        newest = current_version(folder)
        (newest / "dense.faiss").unlink()  # it may be seen before or after
        live.follow()
        time.sleep(0.3)
    if live.store.folder == first:
        assert "仍用原来的版本" in caplog.text
        assert caplog.text.count("仍用原来的版本") == 1
    assert not live.ask(ASKED).abstained
    index_articles(edition("133家"), folder, embedder)
    live.follow()  # a newer version need not wait for the damaged one
    assert "133家" in live.ask(ASKED).text


def test_another_model_or_a_vanished_store_leaves_the_old_version_answering(
    folder: Path, live: LivePipeline, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "CURRENT").write_text("none")
    with caplog.at_level(logging.WARNING, "wence"):
        live.follow()
        live.follow()
    assert caplog.text.count("仍用原来的版本") == 1
    assert "126家" in live.ask(ASKED).text


def test_the_threads_end_with_the_pipeline(folder: Path, embedder: Embedder) -> None:
    settings = Settings(_env_file=None, store=folder, llm_base_url="", engine=None)
    before = threading.active_count()
    live = LivePipeline(Pipeline(Store.open_folder(folder), embedder, settings), every_s=0.02)
    assert threading.active_count() == before + 2  # one follows the store, one checks examples
    del live
    for _ in range(100):
        gc.collect()
        if threading.active_count() == before:
            return
        time.sleep(0.02)
    raise AssertionError("a thread goes on")


def test_example_questions_are_checked_in_the_background(
    folder: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.live.GRACE_S", 0.0)
    settings = Settings(_env_file=None, store=folder, llm_base_url="", engine=None)
    pipeline = Pipeline(Store.open_folder(folder), embedder, settings)
    live = LivePipeline(pipeline, every_s=0.05)
    began = time.monotonic()
    while not pipeline.checked_examples.ready and waited(began) < 30:
        time.sleep(0.02)
    assert pipeline.checked_examples.ready
    assert (current_version(folder) / "examples.json").exists()
    for question in live.examples():
        assert not live.ask(question).abstained


def test_a_version_that_could_not_be_opened_is_tried_again(
    folder: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.live.FIRST_WAIT_S", 0.5)
    settings = Settings(_env_file=None, store=folder, llm_base_url="", engine=None)
    live = LivePipeline(Pipeline(Store.open_folder(folder), embedder, settings), every_s=3600)
    first = live.store.folder
    index_articles(edition("131家"), folder, embedder)
    with monkeypatch.context() as failing:
        failing.setattr(Store, "open", failing_open := Opening())
        for _ in range(3):
            live.follow()
    assert failing_open.tries == 1, "it is not tried again at once"
    assert live.store.folder == first
    time.sleep(0.6)
    live.follow()
    assert "131家" in live.ask(ASKED).text


class Opening:
    """A store that cannot be opened; it counts how often that is tried."""

    tries = 0

    def __call__(self, spec: object) -> Store:
        self.tries += 1
        raise OSError("too many open files")


def test_files_are_compared_in_the_background(
    folder: Path,
    embedder: Embedder,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("rag.live.GRACE_S", 0.0)
    [tokens] = folder.glob("segments/*/tokens.npy")
    data = bytearray(tokens.read_bytes())
    data[-1] ^= 1
    tokens.write_bytes(data)
    settings = Settings(_env_file=None, store=folder, llm_base_url="", engine=None)
    store = Store.open_folder(folder)
    assert store.integrity == "checking"
    live = LivePipeline(Pipeline(store, embedder, settings), every_s=0.05)
    began = time.monotonic()
    while live.store.integrity == "checking" and waited(began) < 30:
        time.sleep(0.02)
    assert live.store.integrity == "damaged"
    assert "tokens.npy" in caplog.text


def waited(since: float) -> float:
    return time.monotonic() - since
