"""A pipeline that follows its store: it answers from a new version once that is published."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING

from index.errors import StoreDamaged
from index.store.manifest import current_version
from index.store.store import Store
from rag.answering import QuestionAnswerer
from rag.protocol import ForwardingPipeline, SearchedStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.settings import Settings

EVERY_S = 1.0
FIRST_WAIT_S = 2.0  # before a version that could not be opened is tried again
LONGEST_WAIT_S = 300.0
GRACE_S = 3.0  # after a version is opened, before its files and example questions are checked
_log = logging.getLogger("wence")


class LivePipeline(ForwardingPipeline[QuestionAnswerer]):
    """A pipeline that forwards every call to the `Pipeline` of the newest version.

    A call uses the version that was live when it began, from beginning to end. Every
    `every_s` seconds a thread looks for a new version, opens it and replaces the old one;
    if it cannot be opened, the old one goes on answering, the log says why, and it is tried again
    after a while, each time after twice as long.
    """

    def __init__(self, pipeline: QuestionAnswerer, every_s: float = EVERY_S) -> None:
        super().__init__(pipeline)
        self._logged, self._tried = "", ""
        self._wait_s, self._not_before = FIRST_WAIT_S, 0.0
        self._following = threading.Lock()
        self._check(pipeline)
        follow = weakref.WeakMethod(self.follow)
        threading.Thread(target=_follow_forever, args=(follow, every_s), daemon=True).start()

    def follow(self) -> None:
        """Switch to the live version, if it is not the one that answers already.

        When this returns, the live version answers, even if another thread opened it.
        """
        with self._following:
            self._follow()

    def _follow(self) -> None:
        old = self._pipeline
        settings, embedder = old.settings, old.embedder
        try:
            newest = current_version(settings.store).name
            waits = newest == self._tried and time.monotonic() < self._not_before
            if waits or newest == old.store.folder.name:
                return
            if newest != self._tried:
                self._tried, self._wait_s = newest, FIRST_WAIT_S
            store = Store.open(replace(settings.store_spec, model=embedder.name))
            self._wrapped = QuestionAnswerer(store, embedder, settings, old.reranker)
            self._check(self._pipeline)
            self._logged = ""
            _log.info("已换用新的索引：%s，%d 个段落。", newest, len(store.passages()))
        except Exception as error:  # whatever is wrong with it, the old version goes on answering
            self._not_before = time.monotonic() + self._wait_s
            self._wait_s = min(2 * self._wait_s, LONGEST_WAIT_S)
            if str(error) != self._logged:
                self._logged = str(error)
                _log.warning("新的索引不能用，仍用原来的版本回答：%s", error)

    def answers_from(self, pipeline: QuestionAnswerer) -> bool:
        """Whether this is the pipeline of the version that answers now."""
        return self._pipeline is pipeline

    def _check(self, pipeline: QuestionAnswerer) -> None:
        """Check files and questions to start with in the background."""
        live = weakref.ref(self)
        threading.Thread(target=_check, args=(pipeline, live), daemon=True).start()


def _check(pipeline: QuestionAnswerer, live: Callable[[], LivePipeline | None]) -> None:
    """Check a version's files and example questions, as long as it is the one that answers.

    A build checks the questions itself once it is done, so that it is left a little time.
    """

    def wanted() -> bool:
        owner = live()
        return owner is not None and owner.answers_from(pipeline)

    until = time.monotonic() + GRACE_S
    while wanted() and time.monotonic() < until:
        time.sleep(EVERY_S / 10)
    if not wanted():
        return
    _verify(pipeline.store)
    if pipeline.checked_examples.ready:
        return
    try:
        pipeline.checked_examples.check(wanted)
    except Exception:  # the program answers all the same
        _log.exception("示例问题没有核对完")


def _verify(store: SearchedStore) -> None:
    try:
        store.verify()
    except StoreDamaged as error:  # the program answers all the same
        _log.error("%s", error)


def open_live(settings: Settings, store: Store | None = None) -> LivePipeline:
    """Open a pipeline that follows its store; arguments and errors as those of `QuestionAnswerer.open`."""
    return LivePipeline(QuestionAnswerer.open(settings, store))


def _follow_forever(follow: Callable[[], Callable[[], None] | None], every_s: float) -> None:
    """Call a weakly held method again and again, until its object is gone."""
    pause = threading.Event()
    while not pause.wait(every_s):
        look = follow()
        if look is None:
            return
        look()
        del look  # else this thread would keep the object alive
