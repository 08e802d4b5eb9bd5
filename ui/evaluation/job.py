"""Run question sets in the background, tell how far it is, and keep the result."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Unpack

from index.errors import WenceError
from index.ingest.priority import yield_to_questions
from rag.protocol import AskOptions, ForwardingPipeline, QuestionAnswering
from ui.access.caller import Caller, current
from ui.evaluation.archive import Archive, Chosen
from ui.evaluation.questions import files_of
from ui.web.errors import INTERNAL

if TYPE_CHECKING:
    from rag.answer import Answer
    from rag.question.followups import Turn

BEFORE_ESTIMATE_S, BEFORE_ESTIMATE = 1.0, 3  # of a step, until its speed can be told
ASKING = "问策"
_log = logging.getLogger("wence")


class EvaluationBusy(WenceError):
    """Another run is being asked."""


class _StoppedError(Exception):
    """A person has stopped the run."""


@dataclass(frozen=True, slots=True)
class JobStatus:
    """How far the last run is, or how it ended.

    `done` of `total` are of the `step` at hand, and `left_s` are the seconds that it is
    expected to take; `run` is the id of the run that it became. `maker` started it.
    """

    state: str = "idle"  # or running, stopping, done, stopped, failed
    step: str = ""
    done: int = 0
    total: int = 0
    left_s: float | None = None
    message: str = ""
    run: str = ""
    maker: str = ""

    @property
    def is_busy(self) -> bool:
        """Whether another run has to wait for this one."""
        return self.state in ("running", "stopping")


class EvaluationJob:
    """Runs question sets in a thread of its own, one run at a time."""

    def __init__(self, pipeline: QuestionAnswering, archive: Archive) -> None:
        self._pipeline, self._archive = pipeline, archive
        self._lock, self._stop = Lock(), Event()
        self.status = JobStatus()

    def start(self, chosen: Chosen, who: Caller) -> None:
        """Start a run and return at once.

        Raises:
            EvaluationBusy: another one is running.
            ArchiveError: the result could not be kept.
        """
        with self._lock:
            if self.status.is_busy:
                raise EvaluationBusy("已有一次评测正在进行，请等它结束或先停止它。")
            self._archive.check()
            self._stop.clear()
            self.status = JobStatus("running", ASKING, maker=who.key)
        Thread(target=self._run, args=(chosen, who), daemon=True).start()

    def stop(self) -> None:
        """Stop the run, if there is one, after the question that it is at."""
        with self._lock:
            if self.status.is_busy:
                self._stop.set()
                self.status = replace(self.status, state="stopping", left_s=None)

    def _run(self, chosen: Chosen, who: Caller) -> None:
        current.set(who)  # of this thread: the run sees what whoever started it may see
        yield_to_questions()
        try:
            run = self._keep(chosen, who)
            self.status = JobStatus("done", run=run, maker=who.key)
        except _StoppedError:
            self.status = JobStatus("stopped", maker=who.key)
        except WenceError as error:
            self.status = JobStatus("failed", message=str(error), maker=who.key)
        except Exception:
            _log.exception("an evaluation failed")
            self.status = JobStatus("failed", message=INTERNAL, maker=who.key)

    def _keep(self, chosen: Chosen, who: Caller) -> str:
        from eval.run import run

        version = self._pipeline.store.folder.name
        with files_of(chosen) as files:
            found = run(
                files,
                AskedBy(self._pipeline, who, self._stop),
                baselines=chosen.baselines,
                on_question=self._progress(who),
            )
        changed = self._pipeline.store.folder.name != version
        return self._archive.keep(found, chosen, who.key, version, changed)

    def _progress(self, who: Caller) -> Callable[[int, int, str], None]:
        """Return what a run calls after every question."""
        step, began = ASKING, time.monotonic()

        def advance(done: int, total: int, what: str) -> None:
            nonlocal step, began
            if self._stop.is_set():
                raise _StoppedError
            if what != step:
                step, began = what, time.monotonic()
            left = _time_left(time.monotonic() - began, done, total)
            with self._lock:
                if not self._stop.is_set():
                    self.status = JobStatus("running", what, done, total, left, maker=who.key)

        return advance


class AskedBy(ForwardingPipeline[QuestionAnswering]):
    """A pipeline whose questions count as asked by one caller, in whatever thread.

    Once `stop` is set it answers none.
    """

    def __init__(self, pipeline: QuestionAnswering, who: Caller, stop: Event) -> None:
        super().__init__(pipeline)
        self._who, self._stop = who, stop

    def ask(
        self, question: str, history: Sequence[Turn] = (), **options: Unpack[AskOptions]
    ) -> Answer:
        """Answer a question, see `QuestionAnswering.ask`."""
        if self._stop.is_set():
            raise _StoppedError
        token = current.set(self._who)
        try:
            return super().ask(question, history, **options)
        finally:
            current.reset(token)


def _time_left(took_s: float, done: int, total: int) -> float | None:
    """Estimate the seconds that a step still takes; None until its speed is known."""
    known = done >= BEFORE_ESTIMATE and took_s >= BEFORE_ESTIMATE_S
    return took_s / done * (total - done) if known else None
