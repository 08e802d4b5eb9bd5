"""Documents are shown in processes of their own, with limits, and a few are kept open."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from index.originals import viewer
from index.originals.record import Original, OriginalBusy, OriginalRefused
from index.originals.viewer import Viewers
from tests.data.pdfs import FULL, Page, make_pdf
from tests.data.programs import CRASH, SLEEP

SIZES = {"do": "sizes"}
PDF = make_pdf(Page().write(FULL))

ECHO = """
import json, os, sys
n = 0
while header := sys.stdin.buffer.readline():
    command = json.loads(header)
    sys.stdin.buffer.read(command.get("size", 0))
    n += 1
    answer = f"{os.getpid()} {n}".encode()
    sys.stdout.buffer.write(json.dumps({"size": len(answer)}).encode() + b"\\n" + answer)
    sys.stdout.buffer.flush()
"""
"""A reading process that answers with its number, and how often it was asked."""

LIMITS = """
import sys
from index.originals import worker
class Hostile:
    def __init__(self, *given): pass
    def answer(self, command):
        if sys.argv[-1] == "endless":
            while True: pass
        return b"x" * 10**10
worker.ShownDocument = Hostile
sys.argv.append("{what}")
worker.main()
"""


@pytest.fixture
def viewers() -> Iterator[Viewers]:
    opened = Viewers(wait=0.2)
    yield opened
    opened.close()


def document(name: str) -> Original:
    return Original(f"/{name}.pdf", name)


def asked(viewers: Viewers, name: str, data: bytes = PDF) -> str:
    return viewers.ask(document(name), lambda: data, SIZES).decode()


def test_the_real_process_answers_and_is_kept(viewers: Viewers) -> None:
    assert json.loads(asked(viewers, "a")) == [[595, 842]]
    read: list[int] = []
    picture = {"do": "picture", "page": 1, "width": 1000}
    answer = viewers.ask(document("a"), lambda: read.append(1) or PDF, picture)  # type: ignore[func-returns-value]
    assert answer[8:12] == b"WEBP" and not read
    with pytest.raises(OriginalRefused, match="PDF 已损坏"):
        asked(viewers, "b", b"%PDF nothing")
    with pytest.raises(OriginalRefused, match="格式不规范"):
        viewers.ask(document("a"), lambda: PDF, {"do": "picture", "page": 99, "width": 1000})
    assert json.loads(asked(viewers, "a")) == [[595, 842]]


def test_no_process_sees_two_documents_and_the_oldest_is_closed(
    viewers: Viewers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewer, "PROGRAM", ECHO)
    first, again = asked(viewers, "a"), asked(viewers, "a")
    assert first.split()[0] == again.split()[0] and again.endswith(" 2")
    assert asked(viewers, "b").split()[0] != first.split()[0]
    asked(viewers, "a")
    asked(viewers, "c")  # closes b, which was used least recently
    assert asked(viewers, "a").endswith(" 4")
    assert asked(viewers, "b").endswith(" 1")


@pytest.mark.parametrize("program", [CRASH, "", "print('no JSON', flush=True)", SLEEP])
def test_a_process_that_fails_refuses_the_document_and_the_next_starts_anew(
    viewers: Viewers, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(viewer, "ELAPSED", 0.3)
    monkeypatch.setattr(viewer, "PROGRAM", program)
    with pytest.raises(OriginalRefused):
        asked(viewers, "a")
    monkeypatch.setattr(viewer, "ELAPSED", 20)
    monkeypatch.setattr(viewer, "PROGRAM", ECHO)
    assert asked(viewers, "a").endswith(" 1")


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits")
@pytest.mark.parametrize(("what", "reason"), [("endless", "太复杂"), ("greedy", "内存太多")])
def test_the_process_has_limits_of_processor_time_and_memory(
    viewers: Viewers, monkeypatch: pytest.MonkeyPatch, what: str, reason: str
) -> None:
    program = "import sys; sys.path.append(sys.argv[1])\n" + LIMITS.replace("{what}", what)
    monkeypatch.setattr(viewer, "PROGRAM", program)
    monkeypatch.setattr(viewer, "SECONDS", 0)
    with pytest.raises(OriginalRefused, match=reason):
        asked(viewers, "a")


def test_more_than_can_be_shown_at_once_are_refused_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(viewer, "PROGRAM", ECHO)
    viewers, reading, go_on = Viewers(processes=1, wait=0.05), Event(), Event()

    def slow() -> bytes:
        reading.set()
        go_on.wait(20)
        return b""

    thread = Thread(target=viewers.ask, args=(document("a"), slow, SIZES))
    thread.start()
    assert reading.wait(20)
    with pytest.raises(OriginalBusy):
        asked(viewers, "b")
    go_on.set()
    thread.join()
    assert asked(viewers, "b").endswith(" 1")
    viewers.close()


def test_a_document_that_nobody_looks_at_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewer, "PROGRAM", ECHO)
    closed, close = Event(), viewer.Viewer.close

    def noted(self: viewer.Viewer) -> None:
        close(self)
        closed.set()

    monkeypatch.setattr(viewer.Viewer, "close", noted)
    asked(Viewers(idle=0.05), "a")
    assert closed.wait(20)
