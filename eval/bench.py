"""How fast, how big: what `make bench` measures on this machine, over the sample corpus."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval import sets
from eval.growth import dense_growth, lexical_growth
from eval.stats import percentile
from index.passages import split_sentences

if TYPE_CHECKING:
    from rag.pipeline import Pipeline
    from rag.settings import Settings

QUESTIONS = 40
USERS = (1, 8, 32)
COLD_STARTS = 3
DENSE_SIZES, DENSE_FULL = (1_000, 10_000, 100_000), (1_000_000,)
LEXICAL_SIZES, LEXICAL_FULL = (1_000, 10_000), (100_000,)

Stage = Callable[[str], None]


def bench(
    settings: Settings, *, full: bool = False, on_stage: Stage = lambda what: None
) -> dict[str, Any]:
    """Measure everything, a few minutes; `full` adds the largest sizes, many minutes more.

    The sample corpus is indexed anew in a temporary folder; the store of `settings` is left
    alone. `on_stage` hears what is being measured.
    """
    from rag.pipeline import Pipeline

    with tempfile.TemporaryDirectory(prefix="wence-bench-") as folder:
        here = settings.model_copy(update={"store": Path(folder) / "store", "engine": "extractive"})
        index = index_throughput(here, on_stage)
        on_stage("冷启动")
        cold = cold_start(here)
        memory = {"ask": _peak_mb(resource.RUSAGE_CHILDREN)}
        pipeline = Pipeline.open(here)
        questions = _questions()
        on_stage("单人提问")
        result = {
            "conditions": _conditions(here),
            "index": index,
            "cold_start_s": cold,
            "latency_ms": latency(pipeline, questions),
            "concurrency": [_concurrent(pipeline, questions, users, on_stage) for users in USERS],
            "memory_mb": memory,
        }
        memory["index_and_ask"] = _peak_mb(resource.RUSAGE_SELF)
        texts = [p.text for p in pipeline.store.passages()]
    sentences = [t[a:b] for t in texts for a, b in split_sentences(t)]
    result["lexical"] = lexical_growth(
        sentences, questions, LEXICAL_SIZES + LEXICAL_FULL * full, on_stage
    )
    result["dense"] = dense_growth(DENSE_SIZES + DENSE_FULL * full, on_stage)
    return result


def index_throughput(settings: Settings, on_stage: Stage) -> dict[str, Any]:
    """Build the sample's store from nothing, then again with nothing changed."""
    from index.build import build
    from index.documents import SAMPLE

    on_stage("建立索引")
    fresh, again = (build([SAMPLE], settings.store, settings.embedding_model) for _ in range(2))
    files = (file for file in settings.store.rglob("*") if file.is_file())
    return {
        "articles": fresh.articles,
        "passages": fresh.passages,
        "took_s": round(fresh.took_s, 2),
        "passages_per_s": round(fresh.passages / fresh.took_s, 2),
        "unchanged_took_s": round(again.took_s, 2),
        "store_mb": round(sum(file.stat().st_size for file in files) / 2**20, 1),
    }


def cold_start(settings: Settings) -> dict[str, float]:
    """Seconds from the shell to the end of `wence --help` and of `wence ask`, medians."""
    ask = ["ask", _questions()[0], "--store", str(settings.store), "--json"]
    return {"help": _command_s(["--help"]), "ask": _command_s(ask)}


def latency(pipeline: Pipeline, questions: Sequence[str]) -> dict[str, dict[str, float]]:
    """p50 and p95 of each step, one question after another, warm.

    `rerank` is the pipeline's retrieval less one embedding and one search of both indexes.
    """
    for question in questions:  # a text of a new length costs the model some preparation
        pipeline.ask(question)
    rows = [_steps(pipeline, question) for question in questions]
    return {step: _quantiles([row[step] for row in rows]) for step in rows[0]}


def _steps(pipeline: Pipeline, question: str) -> dict[str, float]:
    started = time.perf_counter()
    vector = pipeline.embedder.embed([question], "query")[0]
    embedded = time.perf_counter()
    pipeline.store.dense.search(vector, 60)
    pipeline.store.lexical.search(question, 60)
    searched = time.perf_counter()
    timings = pipeline.ask(question).timings
    embed, search = (embedded - started) * 1000, (searched - embedded) * 1000
    return {
        "embed": embed,
        "search": search,
        "rerank": max(0.0, timings.retrieve_ms - embed - search),
        "answer": timings.answer_ms,
        "total": timings.total_ms,
    }


def _concurrent(
    pipeline: Pipeline, questions: Sequence[str], users: int, on_stage: Stage
) -> dict[str, Any]:
    """Let users ask all questions between them, each the next as soon as one is answered."""
    on_stage(f"{users} 人同时提问")

    def ask(question: str) -> float:
        started = time.perf_counter()
        pipeline.ask(question)
        return (time.perf_counter() - started) * 1000

    started = time.perf_counter()
    with ThreadPoolExecutor(users) as pool:
        times = list(pool.map(ask, questions))
    rate = len(times) / (time.perf_counter() - started)
    return {"users": users, "questions_per_s": round(rate, 2), **_quantiles(times)}


def _command_s(arguments: Sequence[str]) -> float:
    command = [sys.executable, "-m", "ui.cli", *arguments]
    times = []
    for _ in range(COLD_STARTS):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own program
        times.append(time.perf_counter() - started)
    return round(percentile(times, 50), 2)


def _questions() -> list[str]:
    """Take every few of the shipped answerable questions."""
    shipped = sets.load(sorted(sets.SHIPPED.glob("*.jsonl")))
    alone = [q.question for q in shipped if q.answerable and not q.history]
    return alone[:: max(1, len(alone) // QUESTIONS)][:QUESTIONS]


def _quantiles(values: Sequence[float]) -> dict[str, float]:
    return {f"p{q}": round(percentile(values, q), 1) for q in (50, 95)}


def _peak_mb(who: int) -> float:
    """Most memory resident at once: of this process, or of the largest one it started."""
    peak = resource.getrusage(who).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)


def _conditions(settings: Settings) -> Mapping[str, Any]:
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "corpus": "index/sample",
        "embedding_model": settings.embedding_model,
        "cpus": os.cpu_count(),
        "processor": platform.processor() or platform.machine(),
        "python": platform.python_version(),
        "synthetic": "lexical 与 dense 两项用合成数据：重抽样的句子、成簇的随机向量",
    }
