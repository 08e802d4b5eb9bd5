"""Builds killed at random moments: `python -m tests.crash [KILLS [SEED]]` prints the figures.

Each build, the reading after it and the build that finishes the job run in a process of
their own, forked from one that has loaded everything; a quick fake stands for the model.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding.embedder import Encoded
from index.errors import StoreMissing
from index.ingest import build, vectors
from index.store import segments, store
from index.store.manifest import VECTORS, VERSIONS
from index.text import tokenizer

ISSUES, PARAGRAPHS = 4, 40
SLOW_S = 0.004  # for each text: embedding takes about half of a build


class QuickEmbedder:
    """A vector and some token vectors, drawn by a hash of the text."""

    def encode(self, texts: list[str], kind: str, on_batch: Any = None) -> list[Encoded]:
        found = []
        for text in texts:
            time.sleep(SLOW_S)
            seed = int.from_bytes(sha256(text.encode()).digest()[:4])
            rows = np.random.default_rng(seed).standard_normal((6, 32)).astype(np.float32)
            rows /= np.linalg.norm(rows, axis=1, keepdims=True)
            spans = np.array([[i, i + 1] for i in range(5)], np.int32)
            found.append(Encoded(rows[0], rows[1:], spans))
        return found


def write_corpus(folder: Path, edition: int) -> None:
    """Of one edition; half of the next one's paragraphs are the same."""
    folder.mkdir(exist_ok=True)
    for issue in range(ISSUES):
        lines = [
            f"第{issue}期第{i}段：{'海蓝市' if i % 2 else f'第{edition}版'}社区医院增加{i * 7}家，"
            + "居民就近看病，家庭医生上门服务，" * 14
            + f"签约{i * 13}人。"
            for i in range(PARAGRAPHS)
        ]
        text = f"社区医院周报{issue}\n第{edition}版\n\n" + "\n\n".join(lines)
        (folder / f"{issue}.txt").write_text(text, encoding="utf-8")


def forked(work: Callable[[], None]) -> int:
    """Process id of a child that does the work, and exits 0 if it could."""
    if child := os.fork():
        return child
    status = 1
    try:
        work()
        status = 0
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(status)


def done(child: int) -> bool:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def read(folder: Path, editions: set[int]) -> None:
    """Fails unless the store opens and answers, as a whole, from one of these editions."""
    try:
        opened = store.Store.open(folder)
    except StoreMissing:
        assert 0 in editions  # nothing was ever finished
        return
    found = {article.text.split("\n")[0] for article in opened.articles()}
    [edition] = {int(line[1:-1]) for line in found}
    assert edition in editions, (edition, editions)
    assert len(opened.articles()) == ISSUES
    for row in range(0, len(opened.passages()), 37):
        passage = opened.passages()[row]
        article = opened.article(passage.article_id)
        assert article and article.text[passage.start : passage.end] == passage.text
        assert opened.dense.search(opened.vectors[row], 1)[1][0] > 0.99
        assert opened.tokens(row)[0].shape == (5, 32)
    assert opened.lexical.search("家庭医生", 5)[0].size


def moment(folder: Path) -> str:
    """Where the build was when it was killed, by what it left."""
    if (folder / segments.SEGMENTS / segments.OPEN / segments.UNITS).exists():
        return "embedding"
    if (folder / VERSIONS / ".building" / VECTORS).exists():
        return "indexing"
    return "reading" if (folder / VERSIONS / ".building").exists() else "before or after"


def crash(folder: Path, kills: int, seed: int) -> dict[str, Any]:
    """Kill that many builds; what was tried, survived and lost."""
    draw = random.Random(seed)
    build._load_embedder = lambda model: QuickEmbedder()
    vectors.SLICE = 16
    for slow in ("bm25s", "datasketch", "faiss", "filelock"):
        import_module(slow)
    tokenizer.dictionary()
    corpus, target = folder / "corpus", folder / "store"
    write_corpus(corpus, 0)
    work: Callable[[], None] = lambda: build.build([corpus], target, "quick") and None  # noqa: E731
    began = time.monotonic()
    whole = folder / "first"
    assert done(forked(lambda: build.build([corpus], whole, "quick") and None))
    takes = time.monotonic() - began
    live, lost, moments = 0, [], Counter[str]()
    for number in range(1, kills + 1):
        write_corpus(corpus, number)
        child = forked(work)
        time.sleep(draw.uniform(0, takes))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        moments[moment(target)] += 1
        opens = done(forked(lambda: read(target, {live, number})))  # noqa: B023
        finished = done(forked(work)) and done(forked(lambda: read(target, {number})))  # noqa: B023
        if not (opens and finished):
            lost.append(number)
        live = number
    left = sorted(path.name for path in target.rglob(".*") if path.name != ".lock")
    return {
        "killed": kills,
        "survived": kills - len(lost),
        "lost": lost,
        "moments": dict(moments),
        "left": left,
        "build_s": round(takes, 2),
        "took_s": round(time.monotonic() - began, 1),
    }


if __name__ == "__main__":
    kills, seed = [*map(int, sys.argv[1:]), *(50, 1)[len(sys.argv) - 1 :]]
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(crash(Path(folder), kills, seed)))
