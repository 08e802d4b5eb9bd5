"""Builds killed at random moments: `python -m tests.crash [KILLS [SEED]]` prints the figures.

Each build, the reading after it and the build that finishes the job run in their own process,
forked from one that has loaded all modules; a fake embedder stands for the model.
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
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from eval.fake import TOKEN_DIMENSION, FakeEmbedder
from index.embedding.embedder import Encoded
from index.embedding.engine import Kind
from index.errors import StoreMissing
from index.ingest import vectors
from index.ingest.build import build
from index.store import segments, store
from index.store.manifest import VECTORS, VERSIONS
from index.store.spec import StoreSpec

ISSUES, PARAGRAPHS = 4, 40
SLOW_S = 0.004  # for each text: embedding takes about half of a build


class SlowEmbedder(FakeEmbedder):
    """A fake embedder that takes a while for each text, as a model does."""

    def encode(self, texts: Sequence[str], kind: Kind, on_batch: Any = None) -> list[Encoded]:
        time.sleep(SLOW_S * len(texts))
        return super().encode(texts, kind, on_batch)


def write_corpus(folder: Path, edition: int) -> None:
    """Write the files of one edition; half of the next one's paragraphs are the same."""
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
    """Return the process id of a child that does the work, and exits with 0 on success."""
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
    """Check that the store opens and that all its parts are of one of these editions."""
    try:
        opened = store.Store.open_folder(folder)
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
        tokens, spans = opened.tokens(row)
        assert tokens.shape == (len(spans), TOKEN_DIMENSION)
        assert "".join(passage.text[a:b] for a, b in spans if a >= 0) == passage.text
    assert opened.lexical.search("家庭医生", 5)[0].size


def moment(folder: Path) -> str:
    """Tell from what a killed build has left how far it was."""
    if (folder / segments.SEGMENTS / segments.OPEN / segments.UNITS).exists():
        return "embedding"
    if (folder / VERSIONS / ".building" / VECTORS).exists():
        return "indexing"
    return "reading" if (folder / VERSIONS / ".building").exists() else "before or after"


def crash(folder: Path, kills: int, seed: int) -> dict[str, Any]:
    """Kill that many builds; return how many stores survived, and which were lost."""
    draw = random.Random(seed)
    vectors.SLICE = 16
    for slow in ("bm25s", "faiss", "filelock"):
        import_module(slow)
    corpus, target = folder / "corpus", folder / "store"
    write_corpus(corpus, 0)

    def build_into(folder: Path) -> None:
        spec = StoreSpec(folder, SlowEmbedder.name)
        build([corpus], spec, load_embedder=lambda *_: SlowEmbedder())

    def work() -> None:
        build_into(target)

    began = time.monotonic()
    whole = folder / "first"
    assert done(forked(lambda: build_into(whole)))
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
