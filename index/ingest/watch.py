"""`wence index --watch`: refresh the store whenever its files change."""

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

DEBOUNCE_MS = 1600  # changes that follow each other within this time are one batch
RETRY_MS = 5000  # wait before trying again where the store was busy or a path is missing


class Follower:
    """A watcher of files and folders that refreshes the store after every batch of changes.

    It goes on after a refresh that fails. `tell` is called with the report or the error of
    each refresh, unless it is the same as that of the refresh before.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        refresh: Callable[[], BuildReport],
        tell: Callable[[BuildReport | WenceError], None],
    ) -> None:
        self._paths, self._refresh, self._tell = paths, refresh, tell
        self._last = ""

    def run(self, stop: Event, debounce_ms: int = DEBOUNCE_MS, retry_ms: int = RETRY_MS) -> None:
        """Refresh now and after every change, until `stop` is set."""
        self._try_refresh()
        while not stop.is_set():
            if all(path.exists() for path in self._paths):
                self._watch(stop, debounce_ms, retry_ms)
            if not stop.wait(retry_ms / 1000):
                self._try_refresh()

    def _watch(self, stop: Event, debounce_ms: int, retry_ms: int) -> None:
        """Refresh after every change, until a path disappears or `stop` is set."""
        from watchfiles import watch

        again = True  # files may have changed before the watch began
        for changes in watch(
            *{path if path.is_dir() else path.parent for path in self._paths},
            watch_filter=self._concerns,
            debounce=debounce_ms,
            stop_event=stop,
            rust_timeout=retry_ms,
            yield_on_timeout=True,
            recursive=any(path.is_dir() for path in self._paths),
        ):
            if not all(path.exists() for path in self._paths):
                return
            if changes or again:
                again = self._try_refresh()

    def _concerns(self, change: Change, name: str) -> bool:
        """Return whether a change concerns the paths.

        It does where it is to a named file, to the corrections beside one, or to a file in a
        named folder whose path there has no hidden part.
        """
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

    def _try_refresh(self) -> bool:
        """Refresh once; return whether to try again soon, since another build held the store."""
        result: BuildReport | WenceError
        try:
            result = self._refresh()
            summary = result.version
        except WenceError as error:
            result, summary = error, str(error)
        if summary != self._last:
            self._last = summary
            self._tell(result)
        return isinstance(result, StoreBusy)
