from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import DocumentError
from index.loading import sandbox
from index.loading.sandbox import Reader, article_from_json, article_to_json
from index.model import Article, Block
from tests.paths import ROOT

NOTE = "村卫生室用药办法\n村卫生室统一采购药品，每季度公布一次价格。\n".encode()
LOOP = "import sys\nfor line in sys.stdin.buffer:\n    while True: pass\n"
SLEEP = "import sys, time\nfor line in sys.stdin.buffer:\n    time.sleep(99)\n"
CRASH = "import sys, os\nsys.stdin.buffer.readline()\nos.abort()\n"


def test_articles_come_back_as_they_were_read() -> None:
    article = replace(
        Article("2031-02-03", 1, "药价", "甲\n乙", page=3, number="清卫〔2031〕3号"),
        blocks=(Block("heading", 0, 1, 1), Block("table", 2, 3, 0, 1)),
        page_starts=((0, 3), (2, 4)),
    )
    assert article_from_json(json.loads(json.dumps(article_to_json(article)))) == article


def test_one_process_reads_many_files() -> None:
    with Reader() as reader:
        first, _ = reader.read(NOTE, ".txt", "甲")
        process = reader._process
        second, _ = reader.read(b"# " + NOTE, ".md", "乙")
        assert reader._process is process
    assert [a.id for a in (*first, *second)] == ["甲/1", "乙/1"]
    assert process is not None
    assert process.poll() == 0


def test_what_a_file_lacks_is_said_as_the_reading_says_it() -> None:
    with Reader() as reader:
        with pytest.raises(DocumentError, match="文件是空的"):
            reader.read(b"", ".txt", "甲")
        assert reader.read(NOTE, ".txt", "甲")[0]


def fake(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Have the reader start this program in place of the reading one."""
    real = subprocess.Popen

    def start(command: list[str], **options: object) -> object:
        return real([sys.executable, "-c", program], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(sandbox.subprocess, "Popen", start)


@pytest.mark.parametrize(
    ("program", "reason"), [(SLEEP, "处理时间过长"), (LOOP, "处理时间过长"), (CRASH, "已损坏")]
)
def test_a_reading_that_hangs_or_crashes_ends_and_the_next_is_done(
    monkeypatch: pytest.MonkeyPatch, program: str, reason: str
) -> None:
    monkeypatch.setattr(sandbox, "WAIT", 0.2)
    began = time.monotonic()
    with Reader() as reader:
        with monkeypatch.context() as patch:
            fake(patch, program)
            with pytest.raises(DocumentError, match=reason):
                reader.read(NOTE, ".txt", "甲")
        monkeypatch.undo()
        assert reader.read(NOTE, ".txt", "甲")[0]
    assert time.monotonic() - began < 20


LIMITS = """
import sys
from index.loading import worker as worker
def endless(data, suffix, name):
    while True: pass
def greedy(data, suffix, name):
    return [b"x" * 10**9], []
worker.read_bytes = {"endless": endless, "greedy": greedy}[sys.argv[1]]
worker.main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits")
@pytest.mark.parametrize(("what", "code"), [("endless", -24), ("greedy", 0)])
def test_the_process_has_limits_of_processor_time_and_memory(what: str, code: int) -> None:
    request = json.dumps({"suffix": ".txt", "name": "a", "size": 0, "seconds": 0}) + "\n"
    done = subprocess.run(
        [sys.executable, "-c", LIMITS, what],
        input=request.encode(),
        capture_output=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == code
    if what == "greedy":
        assert "内存太多" in json.loads(done.stdout)["error"]


def test_after_memory_has_run_out_the_next_file_is_read_in_a_new_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Reader() as reader:
        with monkeypatch.context() as patch:
            fake(patch, LIMITS.replace("sys.argv[1]", "'greedy'"))
            with pytest.raises(DocumentError, match="内存太多"):
                reader.read(NOTE, ".txt", "甲")
        assert reader._process is None
        assert reader.read(NOTE, ".txt", "甲")[0]


def test_what_a_parser_raises_or_prints_is_no_answer() -> None:
    program = LIMITS.replace("while True: pass", "print('{}'); raise RuntimeError")
    request = json.dumps({"suffix": ".txt", "name": "a", "size": 0, "seconds": 9}) + "\n"
    done = subprocess.run(
        [sys.executable, "-c", program, "endless"],
        input=request.encode() * 2,
        capture_output=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert ["已损坏" in answer["error"] for answer in answers] == [True, True]


def test_a_folder_named_like_ours_does_not_stand_in_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "__init__.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    with Reader() as reader:
        assert reader.read(NOTE, ".txt", "甲")[0]


@pytest.mark.parametrize(
    ("suffix", "megabytes", "seconds"), [(".pdf", 1, 28), (".html", 1, 12), (".pdf", 40, 120)]
)
def test_larger_files_have_more_time(
    monkeypatch: pytest.MonkeyPatch, suffix: str, megabytes: int, seconds: int
) -> None:
    given: list[int] = []

    def exchange(self: Reader, request: bytes, seconds: int) -> dict[str, object]:
        given.append(seconds)
        return {"articles": [], "warnings": []}

    monkeypatch.setattr(Reader, "_exchange", exchange)
    Reader().read(bytes(megabytes * 1_000_000), suffix, "甲")
    assert given == [seconds]
