"""`wence index --watch`: the store follows its folders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from index.errors import StoreBusy, WenceError
from index.metadata.fields import sidecar

if TYPE_CHECKING:
    from watchfiles import Change

    from index.ingest.build import BuildReport

DEBOUNCE_MS = 1600  # changes that follow each other closely are one batch
LOOK_MS = 5000  # how often a build that found the store busy, or a folder gone, is tried again


class Follower:
    """Refreshes the store after every batch of changes; a refresh that fails is not the end.

    `tell` gets what each refresh did, or why it failed; the same is not told twice.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        refresh: Callable[[], BuildReport],
        tell: Callable[[BuildReport | WenceError], None],
    ) -> None:
        self._paths, self._refresh, self._tell = paths, refresh, tell
        self._told = ""

    def run(self, stop: Event, debounce_ms: int = DEBOUNCE_MS, look_ms: int = LOOK_MS) -> None:
        """Follow until `stop` is set; KeyboardInterrupt goes through."""
        self._refreshed()
        while not stop.is_set():
            if all(path.exists() for path in self._paths):
                self._watch(stop, debounce_ms, look_ms)
            stop.wait(look_ms / 1000)
            self._refreshed()

    def _watch(self, stop: Event, debounce_ms: int, look_ms: int) -> None:
        """Until a path is gone."""
        from watchfiles import watch

        again = True  # what changed before the watch began
        for changes in watch(
            *{path if path.is_dir() else path.parent for path in self._paths},
            watch_filter=self._concerns,
            debounce=debounce_ms,
            stop_event=stop,
            rust_timeout=look_ms,
            yield_on_timeout=True,
            recursive=any(path.is_dir() for path in self._paths),
        ):
            if not all(path.exists() for path in self._paths):
                return
            if changes or again:
                again = self._refreshed()

    def _concerns(self, change: Change, name: str) -> bool:
        """Whatever lies under a path of ours, and a named file's own; hidden names aside."""
        file = Path(name)
        return any(
            file == path.absolute()
            or file == sidecar(path.absolute())
            or (
                file.is_relative_to(path.absolute())
                and not any(p.startswith(".") for p in file.relative_to(path.absolute()).parts)
            )
            for path in self._paths
        )

    def _refreshed(self) -> bool:
        """Whether it has to be tried again though nothing changes: another build is at it."""
        result: BuildReport | WenceError
        try:
            result = self._refresh()
            told = result.version
        except WenceError as error:
            result, told = error, str(error)
        if told != self._told:
            self._told = told
            self._tell(result)
        return isinstance(result, StoreBusy)
