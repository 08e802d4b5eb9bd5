"""Benchmark the engines of the embedding model, and the recipe of LangChain tutorials.

All encode the same texts. Seconds of CPU time are counted, which other programs on the machine
change less than the time on the clock.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, get_args

from eval.bench.isolation import run_isolated
from eval.metrics.stats import percentile
from index.embedding.engine import EngineName
from index.errors import ModelError

if TYPE_CHECKING:
    from rag.settings import Settings

PASSAGES = 200


def compare_engines(settings: Settings, questions: Sequence[str]) -> list[dict[str, Any]]:
    """Return a row for each engine that runs the settings' model.

    `passages_per_cpu_s` and `to_torch`, its ratio to torch's; `first_s`: loading the model and
    encoding a question; `question_ms_p50`; `peak_mb` of all that.
    """
    engines = [name for name in get_args(EngineName) if name != "auto"]
    rows = [{"engine": name, **run_isolated(encode, settings, name, questions)} for name in engines]
    rows = [row for row in rows if "passages_per_cpu_s" in row]
    torch = rows[-1]["passages_per_cpu_s"]
    return [row | {"to_torch": round(row["passages_per_cpu_s"] / torch, 2)} for row in rows]


def encode(settings: Settings, engine: EngineName, questions: Sequence[str]) -> dict[str, Any]:
    """Encode passages of the settings' store and questions; an empty row if that is impossible."""
    from index.embedding.embedder import Embedder
    from index.store.store import Store

    texts = [passage.text for passage in Store.open_folder(settings.store).passages()[:PASSAGES]]
    began = time.perf_counter()
    try:
        embedder = Embedder.load(settings.embedding_model, engine=engine)
    except ModelError:
        return {}
    embedder.query(questions[0])
    first_s = time.perf_counter() - began
    embedder.encode(texts[:8], "passage")
    cpu = time.process_time()
    embedder.encode(texts, "passage")
    cpu = time.process_time() - cpu
    return {
        "passages_per_cpu_s": round(len(texts) / cpu, 2),
        "first_s": round(first_s, 2),
        "question_ms_p50": round(percentile(_times(embedder.query, questions), 50), 1),
    }


def langchain(settings: Settings, questions: Sequence[str]) -> dict[str, Any]:
    """Index the articles of the settings' store and search them as LangChain's tutorials do.

    With torch, as they do. `search_ms_p50` is for the passages alone, without an answer.
    An empty row where LangChain's text splitter is not installed.
    """
    from eval.baselines import langchain_recipe
    from rag.pipeline import Pipeline

    if find_spec("langchain_text_splitters") is None:
        return {}
    pipeline = Pipeline.open(settings.model_copy(update={"encoder": "torch"}))
    pipeline.embedder.embed(["问"], "passage")
    cpu = time.process_time()
    recipe = langchain_recipe(pipeline)
    cpu = time.process_time() - cpu
    return {
        "chunks": len(recipe.passages),
        "index_cpu_s": round(cpu, 1),
        "search_ms_p50": round(percentile(_times(recipe.rank, questions), 50), 1),
    }


def _times(call: Any, questions: Sequence[str]) -> list[float]:
    """Return the milliseconds of each call, after a round to warm up."""
    for question in questions:
        call(question)
    times = []
    for question in questions:
        began = time.perf_counter()
        call(question)
        times.append((time.perf_counter() - began) * 1000)
    return times
