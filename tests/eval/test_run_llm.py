"""Runs with a language model: parallel, in order, and without asking anything twice."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eval.datasets.sets import Question, save
from eval.run import Run, run
from tests.llm_server import Handler, Server, fails, says, serving, written_by

if TYPE_CHECKING:
    from rag.pipeline import Pipeline

WRITTEN = "到2033年，海蓝市社区医院要达到126家[1]。"
ASKED = [
    "到2033年海蓝市社区医院要达到多少家？",
    "家庭医生签约率要达到多少？",
    "社区医院怎样留住医生？",
    "2030年全市社区医院有多少家？",
    "第二批耗材集采平均降价多少？",
    "云岭省结算了多少万人次？",
]
AT_ONCE = 2


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    questions = [Question(f"q{n}", text, "fact") for n, text in enumerate(ASKED)]
    save(questions, tmp_path / "set.jsonl")
    return [tmp_path / "set.jsonl"]


class Busy:
    """A server reply that delays the first requests longest and counts parallel requests."""

    def __init__(self) -> None:
        self.most = self.now = 0
        self._lock = threading.Lock()

    def __call__(self, handler: Handler) -> None:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
            nth = len(handler.server.requests)
        time.sleep(0.4 / nth)
        says(WRITTEN)(handler)
        with self._lock:
            self.now -= 1


def evaluate(
    pipeline: Pipeline, server: Server, files: list[Path], cache: Path, stop_after: int = 99
) -> Run:
    def watch(done: int, total: int, what: str) -> None:
        if done == stop_after:
            raise KeyboardInterrupt

    asked = written_by(server, pipeline, llm_cache=cache)
    return run(files, asked, engine="llm", on_question=watch, at_once=AT_ONCE)


def answers(found: Run) -> list[tuple[str, str, str]]:
    return [(r["id"], r["result"]["answer"], r["result"]["engine"]) for r in found.records]


def test_parallel_answers_are_recorded_in_the_order_of_questions(
    real_pipeline: Pipeline, files: list[Path], tmp_path: Path
) -> None:
    busy = Busy()
    with serving(busy) as server:
        found = evaluate(real_pipeline, server, files, tmp_path / "cache.sqlite")
    assert busy.most == AT_ONCE
    assert [record["question"] for record in found.records] == ASKED
    assert found.records[0]["result"]["answer"] == "到2033年，海蓝市社区医院要达到126家。[1]"
    assert found.summary["written"]["answers"] > 0


def test_interrupted_run_resumes_without_asking_again(
    real_pipeline: Pipeline, files: list[Path], tmp_path: Path
) -> None:
    cache = tmp_path / "new" / "cache.sqlite"
    with serving(says(WRITTEN, pause=0.03)) as server:
        with pytest.raises(KeyboardInterrupt):
            evaluate(real_pipeline, server, files, cache, stop_after=1)
        before = len(server.requests)
        assert 1 <= before < len(ASKED)
    with serving(says(WRITTEN)) as other:  # the cache does not depend on the address
        found = evaluate(real_pipeline, other, files, cache)
        assert len(other.requests) == len(ASKED) - before
        again = evaluate(real_pipeline, other, files, cache)
        assert len(other.requests) == len(ASKED) - before
    assert answers(again) == answers(found)


def test_failed_questions_are_asked_again(
    real_pipeline: Pipeline, files: list[Path], tmp_path: Path
) -> None:
    cache = tmp_path / "cache.sqlite"
    with serving(fails(401)) as server:
        failed = evaluate(real_pipeline, server, files, cache)
    assert failed.summary["written"] == {"answers": 0, "refusals": 0, "replaced": len(ASKED)}
    with serving(says(WRITTEN)) as server:
        evaluate(real_pipeline, server, files, cache)
        assert len(server.requests) == len(ASKED)
