from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.errors import DocumentError, StoreBusy, WenceError
from index.ingest.build import BuildReport
from index.ingest.watch import Follower
from tests.paths import ROOT


class Refreshing:
    """A fake build whose version is the text of the files; it fails where they contain `!`."""

    def __init__(self, *paths: Path) -> None:
        self.paths, self.told, self.runs = paths, list[str](), 0
        self.busy = False

    def refresh(self) -> BuildReport:
        self.runs += 1
        if self.busy:
            self.busy = False
            raise StoreBusy("另一个正在写入")
        files = [f for p in self.paths for f in ([p] if p.is_file() else sorted(p.glob("*.txt")))]
        text = "".join(file.read_text() for file in files)
        if not files or "!" in text:
            raise DocumentError(f"读不了：{text}")
        return BuildReport(1, 1, 0, 1, 0, 0.0, version=text)

    def tell(self, result: BuildReport | WenceError) -> None:
        self.told.append(result.version if isinstance(result, BuildReport) else str(result))

    def expect(self, *told: str) -> None:
        for _ in range(400):
            if self.told == list(told):
                return
            time.sleep(0.025)
        assert self.told == list(told)


@contextmanager
def following(work: Refreshing) -> Iterator[None]:
    stop = threading.Event()
    follower = Follower(work.paths, work.refresh, work.tell)
    thread = threading.Thread(target=follower.run, args=(stop, 50, 100))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "corpus"
    path.mkdir()
    (path / "a.txt").write_text("一")
    return path


def test_changes_are_followed_even_after_a_failure(folder: Path) -> None:
    work = Refreshing(folder)
    with following(work):
        work.expect("一")
        (folder / "b.txt").write_text("二")
        work.expect("一", "一二")
        (folder / "b.txt").write_text("!")
        work.expect("一", "一二", "读不了：一!")
        (folder / "b.txt").unlink()
        work.expect("一", "一二", "读不了：一!", "一")


def test_many_changes_at_once_are_one_batch(folder: Path) -> None:
    work = Refreshing(folder)
    with following(work):
        work.expect("一")
        time.sleep(0.5)
        before = work.runs
        for i in range(50):
            (folder / f"c{i}.txt").write_text(".")
        work.expect("一", "一" + "." * 50)
        assert work.runs - before <= 4


def test_hidden_files_are_ignored(folder: Path) -> None:
    work = Refreshing(folder)
    with following(work):
        work.expect("一")
        time.sleep(0.5)
        before = work.runs
        (folder / ".swp").write_text("x")
        (folder / ".git").mkdir()
        (folder / ".git" / "x.txt").write_text("x")
        time.sleep(0.5)
        assert work.runs == before


def test_a_busy_store_is_tried_again(folder: Path) -> None:
    work = Refreshing(folder)
    with following(work):
        work.expect("一")
        time.sleep(0.3)
        work.busy = True
        (folder / "a.txt").write_text("二")
        work.expect("一", "另一个正在写入", "二")


def test_a_named_file_is_followed_when_an_editor_replaces_it(folder: Path) -> None:
    work = Refreshing(folder / "a.txt")
    with following(work):
        work.expect("一")
        (folder / "other.txt").write_text("x")
        (folder / "new").write_text("三")
        (folder / "new").replace(folder / "a.txt")
        work.expect("一", "三")


def test_a_folder_that_disappears_and_returns_is_followed_again(folder: Path) -> None:
    work = Refreshing(folder)
    with following(work):
        work.expect("一")
        folder.rename(folder.with_name("away"))
        work.expect("一", "读不了：")
        folder.with_name("away").rename(folder)
        work.expect("一", "读不了：", "一")
        (folder / "a.txt").write_text("二")
        work.expect("一", "读不了：", "一", "二")


@pytest.mark.parametrize("missing", [False, True])
def test_nothing_is_refreshed_again_once_it_is_told_to_stop(folder: Path, missing: bool) -> None:
    stop = threading.Event()
    paths = [folder / "nowhere"] if missing else [folder]
    work = Refreshing(*paths)
    Follower(work.paths, work.refresh, lambda result: stop.set()).run(stop)
    assert work.runs == 1


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_ends_watching_cleanly(folder: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from eval.fake import FakeEmbedder; "
        "from index.embedding.embedder import Embedder; "
        "Embedder.load = lambda *_: FakeEmbedder(); "
        "from ui.cli import indexing, main; "
        "indexing._Models.check_examples = lambda *_: None; "  # the fake model answers nothing
        "sys.argv = ['wence', 'index', '--watch', '--json', *sys.argv[1:]]; "
        "main.main()"
    )
    (folder / "a.txt").write_text("社区医院\n全市社区医院达到120家。", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(folder), "--store", str(tmp_path / "s")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout and process.stderr
    assert '"articles": 1' in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "按 Ctrl-C 结束" in error and "已停止跟随" in error and "Traceback" not in error
