"""A run in the background: how far it is, how it is stopped, and what it leaves."""

from dataclasses import asdict
from threading import Event

import pytest

from tests.serving import until
from ui.access.caller import Caller, caller
from ui.evaluation.archive import Archive, ArchiveError, Chosen
from ui.evaluation.job import EvaluationBusy, EvaluationJob

WHO = Caller("林知秋", "administrator", "127.0.0.1")


class Halting:
    """A pipeline that waits before each answer until it may go on."""

    def __init__(self, pipeline):
        self._pipeline, self.store, self.embedder = pipeline, pipeline.store, pipeline.embedder
        self.asked, self.go = [], Event()

    def ask(self, question, history=(), **options):
        self.asked.append((question, caller().name))
        assert self.go.wait(30)
        return self._pipeline.ask(question, history, **options)


@pytest.fixture
def halting(pipeline):
    halting = Halting(pipeline)
    yield halting
    halting.go.set()


@pytest.fixture
def chosen(set_text):
    return Chosen(uploads=(("own.jsonl", set_text.encode()),))


def ended(job):
    until(lambda: not job.status.is_busy)
    return job.status


def test_a_run_is_kept_under_the_name_of_who_started_it(halting, archive, chosen):
    job = EvaluationJob(halting, archive)
    job.start(chosen, WHO)
    halting.go.set()
    status = ended(job)
    assert status.state == "done"
    [entry] = archive.entries()
    assert (entry.id, entry.maker) == (status.run, "user 林知秋")
    assert {name for _, name in halting.asked} == {"林知秋"}


def test_only_one_run_at_a_time(halting, archive, chosen):
    job = EvaluationJob(halting, archive)
    job.start(chosen, WHO)
    with pytest.raises(EvaluationBusy):
        job.start(chosen, WHO)


def test_a_stopped_run_asks_no_more_and_is_not_kept(halting, archive, chosen):
    job = EvaluationJob(halting, archive)
    job.start(chosen, WHO)
    until(lambda: halting.asked)
    job.stop()
    assert job.status.state == "stopping"
    halting.go.set()
    assert ended(job).state == "stopped"
    assert archive.entries() == [] and len(halting.asked) < 3
    job.start(chosen, WHO)
    assert ended(job).state == "done"


def test_progress_counts_the_questions(halting, archive, chosen, monkeypatch):
    seen = []
    job = EvaluationJob(halting, archive)
    real = EvaluationJob._progress

    def noted(self, who):
        advance = real(self, who)

        def both(done, total, what):
            advance(done, total, what)
            seen.append(asdict(job.status))

        return both

    monkeypatch.setattr(EvaluationJob, "_progress", noted)
    halting.go.set()
    job.start(chosen, WHO)
    ended(job)
    assert [(s["step"], s["done"], s["total"]) for s in seen] == [("问策", n, 3) for n in (1, 2, 3)]


def test_what_goes_wrong_is_told_and_the_next_run_starts(halting, archive, chosen):
    halting.store = None
    job = EvaluationJob(halting, archive)
    job.start(chosen, WHO)
    assert ended(job).state == "failed" and "内部出错" in job.status.message
    job.start(chosen, WHO)
    assert ended(job).state == "failed"


def test_nothing_is_asked_where_the_result_could_not_be_kept(halting, tmp_path, chosen):
    job = EvaluationJob(halting, Archive(tmp_path / "missing"))
    with pytest.raises(ArchiveError):
        job.start(chosen, WHO)
    assert halting.asked == [] and not job.status.is_busy


def test_a_run_during_which_the_index_changed_says_so(halting, archive, chosen, pipeline):
    class Newer:
        folder = pipeline.store.folder / "newer"

    job = EvaluationJob(halting, archive)
    job.start(chosen, WHO)
    until(lambda: halting.asked)
    halting.store = Newer()
    halting.go.set()
    ended(job)
    assert archive.entries()[0].changed


def test_a_run_sees_what_whoever_started_it_may_see(halting, chosen, tmp_path):
    read = []

    class Reading(Halting):
        @property
        def store(self):
            read.append(caller().name)
            return self._store

        @store.setter
        def store(self, store):
            self._store = store

    reading = Reading(halting._pipeline)
    reading.go.set()
    job = EvaluationJob(reading, Archive(tmp_path))
    job.start(chosen, WHO)
    until(lambda: not job.status.is_busy)
    assert job.status.state == "done" and set(read) == {WHO.name}
