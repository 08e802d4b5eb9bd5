"""A pipeline that follows its store: a new version answers as soon as it is there."""

from __future__ import annotations

import logging
import threading
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from index.store.manifest import current_version
from index.store.store import Store
from rag.pipeline import Pipeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.settings import Settings

EVERY_S = 1.0
_log = logging.getLogger("wence")


class LivePipeline:
    """Stands for the newest version's `Pipeline`: all its attributes are that one's.

    A call uses the version that was live when it began, from beginning to end. Every
    second a thread looks for a new version, opens it and puts it in the place of the old
    one; where it cannot be opened, the old one goes on, and the log says why.
    """

    def __init__(self, pipeline: Pipeline, every_s: float = EVERY_S) -> None:
        self._pipeline = pipeline
        self._seen, self._said = pipeline.store.folder.name, ""
        self._following = threading.Lock()
        follow = weakref.WeakMethod(self.follow)
        threading.Thread(target=_watch, args=(follow, every_s), daemon=True).start()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pipeline, name)

    def follow(self) -> None:
        """Take up the live version, if it is another than the one that answers.

        When it returns, that version answers, whichever thread has opened it.
        """
        with self._following:
            self._follow()

    def _follow(self) -> None:
        settings, embedder = self._pipeline.settings, self._pipeline.embedder
        try:
            newest = current_version(settings.store).name
            if newest == self._seen:
                return
            self._seen = newest  # whole or not, it is opened once
            store = Store.open(replace(settings.store_spec, model=embedder.name))
            self._pipeline = Pipeline(store, embedder, settings)
            self._said = ""
            _log.info("已换用新的索引：%s，%d 个段落。", newest, len(store.passages()))
        except Exception as error:  # the old version answers, whatever is wrong with the new one
            if str(error) != self._said:
                self._said = str(error)
                _log.warning("新的索引不能用，仍用原来的版本回答：%s", error)


def open_live(settings: Settings) -> Pipeline:
    """Open a pipeline that follows its store; raises as `Pipeline.open` does."""
    return cast("Pipeline", LivePipeline(Pipeline.open(settings)))


def _watch(follow: Callable[[], Callable[[], None] | None], every_s: float) -> None:
    """Until nobody holds the pipeline any more."""
    pause = threading.Event()
    while not pause.wait(every_s):
        look = follow()
        if look is None:
            return
        look()
        del look
