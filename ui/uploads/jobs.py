"""Index again, in the background, after the uploaded files have changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from index.embedding.embedder import Embedder
from index.errors import DocumentError, StoreBusy, WenceError
from index.ingest.build import build
from index.ingest.priority import yield_to_questions
from index.ingest.status import remembered
from index.paths import default_corpus
from ui.uploads.places import adopt_older, with_uploads
from ui.web.errors import INTERNAL

if TYPE_CHECKING:
    from rag.settings import Settings

_log = logging.getLogger("wence")


@dataclass(frozen=True, slots=True)
class JobStatus:
    """How far the last build is. `total` is 0 while unknown; `message` says how it ended."""

    state: str = "idle"  # or running, done, failed
    stage: str = ""
    done: int = 0
    total: int = 0
    message: str = ""


class IndexingJob:
    """A build of the index in a thread of its own; only one runs at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._lock, self.status = settings, Lock(), JobStatus()
        self._load_embedder = cache(Embedder.load)  # one model, however many builds

    def start(self, change_files: Callable[[], object]) -> None:
        """Change the uploaded files, start a build and return at once.

        Raises:
            StoreBusy: a build is running; the files were not changed.
            Exception: whatever `change_files` raises; no build was started.
        """
        with self._lock:
            if self.status.state == "running":
                raise StoreBusy("正在建立索引，请等它结束后再试。")
            change_files()
            self.status = JobStatus("running")
        Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        settings = self._settings
        yield_to_questions()
        try:
            adopt_older(settings.store)
            named = remembered(settings.store) or [settings.corpus or default_corpus()]
            _require_present(named)
            paths = with_uploads(named, settings.store)
            spec, load = settings.store_spec, self._load_embedder
            report = build(paths, spec, self._advance, load_embedder=load)
        except WenceError as error:
            self.status = JobStatus("failed", message=str(error))
        except Exception:
            _log.exception("建立索引时出错")
            self.status = JobStatus("failed", message=INTERNAL)
        else:
            self.status = JobStatus("done", message=f"索引里有 {report.articles} 篇文章")

    def _advance(self, stage: str, done: int, total: int) -> None:
        self.status = JobStatus("running", stage, done, total)


def _require_present(paths: Sequence[Path]) -> None:
    """Tell what to do where the index was built from files that are no longer there.

    Building without them would take their articles out of the index.
    """
    for path in paths:
        if not path.exists():
            raise DocumentError(
                f"索引原来读的文件不在了：{path}。放回原处，"
                "或由管理员用 wence index 另行指定，再点“重新索引”。"
            )
