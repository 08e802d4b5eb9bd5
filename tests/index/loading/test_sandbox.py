from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.errors import DocumentError
from index.loading import sandbox
from index.loading.sandbox import Reader, article_from_json, article_to_json
from index.model import Article, Block
from tests.data.programs import CRASH, LIMITS, LOOP, SLEEP, TELL_SECONDS

NOTE = "村卫生室用药办法\n村卫生室统一采购药品，每季度公布一次价格。\n".encode()


def watch_starts(
    monkeypatch: pytest.MonkeyPatch, program: str | None = None
) -> list[subprocess.Popen[bytes]]:
    """Collect the processes that a reader starts; they run `program` where one is given."""
    real = subprocess.Popen
    started: list[subprocess.Popen[bytes]] = []

    def start(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        started.append(real([sys.executable, "-c", program] if program else command, **options))
        return started[-1]

    monkeypatch.setattr(sandbox.subprocess, "Popen", start)
    return started


def test_articles_come_back_as_they_were_read() -> None:
    article = replace(
        Article("2031-02-03", 1, "药价", "甲\n乙", page=3, number="清卫〔2031〕3号"),
        blocks=(Block("heading", 0, 1, 1), Block("table", 2, 3, 0, 1)),
        page_starts=((0, 3), (2, 4)),
    )
    assert article_from_json(json.loads(json.dumps(article_to_json(article)))) == article


def test_one_process_reads_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    started = watch_starts(monkeypatch)
    with Reader() as reader:
        first, _ = reader.read(NOTE, ".txt", "甲")
        second, _ = reader.read(b"# " + NOTE, ".md", "乙")
    assert [a.id for a in (*first, *second)] == ["甲/1", "乙/1"]
    [process] = started
    assert process.poll() == 0


def test_errors_of_the_reading_process_are_raised() -> None:
    with Reader() as reader:
        with pytest.raises(DocumentError, match="文件是空的"):
            reader.read(b"", ".txt", "甲")
        assert reader.read(NOTE, ".txt", "甲")[0]


@pytest.mark.parametrize(
    ("program", "reason"), [(SLEEP, "处理时间过长"), (LOOP, "处理时间过长"), (CRASH, "已损坏")]
)
def test_a_hanging_or_crashing_reader_is_stopped_and_the_next_file_is_read(
    monkeypatch: pytest.MonkeyPatch, program: str, reason: str
) -> None:
    monkeypatch.setattr(sandbox, "WAIT", 0.2)
    began = time.monotonic()
    with Reader() as reader:
        with monkeypatch.context() as patch:
            watch_starts(patch, program)
            with pytest.raises(DocumentError, match=reason):
                reader.read(NOTE, ".txt", "甲")
        monkeypatch.undo()
        assert reader.read(NOTE, ".txt", "甲")[0]
    assert time.monotonic() - began < 20


def test_after_running_out_of_memory_the_next_file_is_read_in_a_new_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Reader() as reader:
        with monkeypatch.context() as patch:
            started = watch_starts(patch, LIMITS.replace("sys.argv[1]", "'greedy'"))
            with pytest.raises(DocumentError, match="内存太多"):
                reader.read(NOTE, ".txt", "甲")
        assert [process.poll() for process in started] == [0]
        assert reader.read(NOTE, ".txt", "甲")[0]


def test_a_folder_named_index_does_not_replace_the_package(
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
def test_larger_files_get_more_time(
    monkeypatch: pytest.MonkeyPatch, suffix: str, megabytes: int, seconds: int
) -> None:
    watch_starts(monkeypatch, TELL_SECONDS)
    with Reader() as reader:
        assert reader.read(bytes(megabytes * 1_000_000), suffix, "甲") == ([], [str(seconds)])
