"""Benchmark speed and memory over the sample corpus on this machine (`make bench`)."""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.bench.encoding import compare_engines, langchain
from eval.bench.growth import Stage, measure_growth
from eval.bench.isolation import peak_mb, run_isolated
from eval.bench.startup import cold_start
from eval.datasets import sets
from eval.metrics.stats import percentile

if TYPE_CHECKING:
    from rag.pipeline import Pipeline
    from rag.settings import Settings

QUESTIONS = 40
USERS = (1, 8, 32)
SIZES, FULL = (1_000, 10_000, 100_000), (1_000_000,)
SEARCHES = ("encode", "candidates", "rank")


def bench(
    settings: Settings, *, full: bool = False, on_stage: Stage = lambda what: None
) -> dict[str, Any]:
    """Measure everything, which takes a few minutes; `full` adds a million passages.

    The sample corpus is indexed in a temporary folder; the store of `settings` is not touched.
    `on_stage` is called with the name of each step.
    """
    from rag.pipeline import Pipeline

    with tempfile.TemporaryDirectory(prefix="wence-bench-") as folder:
        here = settings.model_copy(update={"store": Path(folder) / "store", "engine": "extractive"})
        on_stage("建立索引")
        index = run_isolated(index_throughput, here)
        everything = _questions()
        questions = everything[:: len(everything) // QUESTIONS][:QUESTIONS]
        on_stage("冷启动")
        cold = run_isolated(cold_start, here, questions[0])
        on_stage("向量模型的两种运行方式，和 LangChain 的常规做法")
        engines = compare_engines(here, questions)
        recipe = run_isolated(langchain, here, questions)
        pipeline = Pipeline.open(here)
        on_stage("单人提问")
        result = {
            "conditions": _conditions(here),
            "index": index,
            "cold_start_s": cold,
            "engines": engines,
            "langchain": recipe,
            "latency_ms": latency(pipeline, questions),
            "concurrency": [concurrency(pipeline, questions, users, on_stage) for users in USERS],
            "memory_mb": {
                "index": index.pop("peak_mb"),
                "ask": cold.pop("peak_mb"),
                "serve": peak_mb(),
            },
        }
        return result | measure_growth(here, questions, SIZES + FULL * full, on_stage)


def index_throughput(settings: Settings) -> dict[str, Any]:
    """Index the sample corpus from scratch, then again without changes."""
    from index.ingest.build import build
    from index.paths import SAMPLE
    from index.store.spec import StoreSpec

    prompt = settings.embedding_passage_prompt
    spec = StoreSpec(settings.store, settings.embedding_model, None, prompt)
    fresh, again = (build([SAMPLE], spec) for _ in range(2))
    files = (file for file in settings.store.rglob("*") if file.is_file())
    return {
        "articles": fresh.articles,
        "passages": fresh.passages,
        "took_s": round(fresh.took_s, 2),
        "passages_per_s": round(fresh.passages / fresh.took_s, 2),
        "unchanged_took_s": round(again.took_s, 2),
        "store_mb": round(sum(file.stat().st_size for file in files) / 2**20, 1),
    }


def latency(pipeline: Pipeline, questions: Sequence[str]) -> dict[str, dict[str, float]]:
    """Measure mean, p50 and p95 milliseconds of each step of a question, after a warm-up.

    Questions are asked one after another. `embed`: encode the question; `search`: find
    candidates in both indexes; `rerank`: compare their tokens with the question's; `answer`:
    everything else. The means of the steps add up to that of `total`.
    """
    for question in questions:  # the model is slower at the first text of each length
        pipeline.ask(question)
    rows = [_steps(pipeline, question) for question in questions]
    return {step: _summary([row[step] for row in rows]) for step in rows[0]}


def _steps(pipeline: Pipeline, question: str) -> dict[str, float]:
    with time_methods(pipeline.retriever, SEARCHES) as took:
        total = pipeline.ask(question).timings.total_ms
    return {
        "embed": took["encode"],
        "search": took["candidates"],
        "rerank": took["rank"] - took["candidates"],
        "answer": total - took["encode"] - took["rank"],
        "total": total,
    }


@contextmanager
def time_methods(watched: object, names: Sequence[str]) -> Iterator[dict[str, float]]:
    """Add up the milliseconds spent in each named method of an object within the context."""
    took = dict.fromkeys(names, 0.0)

    def timed(name: str) -> Callable[..., Any]:
        method = getattr(watched, name)

        def call(*arguments: Any, **named: Any) -> Any:
            started = time.perf_counter()
            found = method(*arguments, **named)
            took[name] += (time.perf_counter() - started) * 1000
            return found

        return call

    for name in names:
        setattr(watched, name, timed(name))
    try:
        yield took
    finally:
        for name in names:
            delattr(watched, name)


def concurrency(
    pipeline: Pipeline, questions: Sequence[str], users: int, on_stage: Stage
) -> dict[str, Any]:
    """Measure the throughput when parallel users together ask all questions without pause."""
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


def _questions() -> list[str]:
    """Return the shipped questions that are answerable and need no history."""
    shipped = sets.load(sorted(sets.SHIPPED.glob("*.jsonl")))
    return [q.question for q in shipped if q.answerable and not q.history]


def _quantiles(values: Sequence[float]) -> dict[str, float]:
    return {f"p{q}": round(percentile(values, q), 1) for q in (50, 95)}


def _summary(values: Sequence[float]) -> dict[str, float]:
    return {"mean": round(sum(values) / len(values), 1), **_quantiles(values)}


def _conditions(settings: Settings) -> Mapping[str, Any]:
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "corpus": "index/sample",
        "embedding_model": settings.embedding_model,
        "cpus": os.cpu_count(),
        "processor": platform.processor() or platform.machine(),
        "python": platform.python_version(),
        "synthetic": "whole、dense、lexical 三项用合成文件：每段由样例里同一篇文章的句子随机拼成",
    }
