"""Benchmark whole stores of growing size, filled with SYNTHETIC documents (eval.bench.synthetic).

Documents are read, cut, indexed, and one is added, as `wence index` does it; only the model's
vectors are put together from known ones. Then real questions are answered with the real model.
Each step runs in its own process, so that its peak memory is measured separately. Questions are
asked one after another, after a warm-up.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from eval.bench.isolation import run_isolated
from eval.bench.synthetic import PARAGRAPHS, RecombiningEncoder, Sentences
from eval.metrics.stats import percentile
from index.ingest.build import build
from index.search.bm25 import LexicalIndex
from index.search.dense import DenseIndex, choose_factory
from index.store.files import size
from index.store.spec import StoreSpec
from index.store.store import Store
from index.text.tokenizer import Tokenizer
from rag.retrieval.retriever import CANDIDATES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rag.settings import Settings

NEIGHBOURS = 10
BASELINES_BELOW = 20_000  # passages; beyond, rank_bm25 and rebuilding take minutes per query

Stage = Callable[[str], None]
"""Called with the Chinese name of each step when it begins."""


def measure_growth(
    settings: Settings, questions: Sequence[str], sizes: Sequence[int], stage: Stage
) -> dict[str, list[dict[str, Any]]]:
    """Measure a store at each number of passages; return a table (list of rows) per part.

    The documents are made of the sentences of the settings' store. `whole`: building the
    store, adding a document (`embed_s`: embedding it alone, with the real model), disk and
    memory, and whole answers; `dense` and `lexical`: a query of one index, with its baselines.
    `recall@10`: share of the ten nearest passages that the dense index finds.
    """
    tables: dict[str, list[dict[str, Any]]] = {"whole": [], "dense": [], "lexical": []}
    for n in sizes:
        stage(f"{n:,} 段合成语料")
        with tempfile.TemporaryDirectory(prefix="wence-growth-") as folder:
            for name, row in _at(settings, questions, n, Path(folder)).items():
                tables[name].append({"n": n, **row})
    return tables


def _at(
    settings: Settings, questions: Sequence[str], n: int, folder: Path
) -> dict[str, dict[str, Any]]:
    grown = settings.model_copy(update={"store": folder / "store", "engine": "extractive"})
    built = run_isolated(build_whole, settings, n, folder)
    added = run_isolated(add_one, settings, n, folder)
    embedded = run_isolated(embed_one, grown, n)
    answered = run_isolated(answer, grown, questions)
    found = run_isolated(search, grown, questions)
    whole = {
        "build_s": built["build_s"],
        "build_mb": built["peak_mb"],
        "add_s": added["add_s"],
        "embed_s": embedded["embed_s"],
        "disk_mb": added["disk_mb"],
        "answer_mb": answered["peak_mb"],
        **_quantiles("answer_ms", answered["answer_ms"]),
    }
    return {"whole": whole, "dense": found["dense"], "lexical": found["lexical"]}


def build_whole(settings: Settings, n: int, folder: Path) -> dict[str, Any]:
    """Write documents of n passages and index them."""
    sentences = Sentences(Store.open_folder(settings.store))
    (folder / "documents").mkdir()
    for number in range(n // PARAGRAPHS):
        sentences.write_document(folder / "documents", 2 * number)
    return {"build_s": _index(settings, sentences, folder)}


def add_one(settings: Settings, n: int, folder: Path) -> dict[str, Any]:
    """Add a document in the middle of the others and index them again.

    `disk_mb` is the store's size then: it holds two versions.
    """
    sentences = Sentences(Store.open_folder(settings.store))
    sentences.write_document(folder / "documents", _added(n))
    seconds = _index(settings, sentences, folder)
    return {"add_s": seconds, "disk_mb": round(size(folder / "store") / 2**20, 1)}


def embed_one(settings: Settings, n: int) -> dict[str, Any]:
    """Embed the passages of the added document with the settings' model, after a warm-up."""
    from rag.pipeline import Pipeline

    pipeline = Pipeline.open(settings)
    texts = [p.text for p in pipeline.store.passages_of(f"{_added(n):06}/1")]
    pipeline.embedder.encode(texts, "passage")
    _, seconds = _timed(pipeline.embedder.encode, texts, "passage")
    return {"embed_s": round(seconds, 2)}


def answer(settings: Settings, questions: Sequence[str]) -> dict[str, Any]:
    """Answer all questions twice; return the milliseconds of each the second time."""
    from rag.pipeline import Pipeline

    pipeline = Pipeline.open(settings)
    for question in questions:
        pipeline.ask(question)
    return {"answer_ms": [_timed(pipeline.ask, question)[1] * 1000 for question in questions]}


def search(settings: Settings, questions: Sequence[str]) -> dict[str, Any]:
    """Query both indexes of a store, and what might stand in their place."""
    from rag.pipeline import Pipeline

    store = Store.open(settings.store_spec)
    pipeline = Pipeline.open(settings, store)
    vectors = pipeline.embedder.embed(list(questions), "query")
    rows, ours = _search(store.dense, vectors)
    exact, flat = _search(DenseIndex.build(store.vectors, "Flat"), vectors)
    recall = [len(set(a) & set(b)) / len(b) for a, b in zip(rows, exact, strict=True)]
    dense = {
        "factory": choose_factory(len(store.vectors)),
        "recall@10": round(float(np.mean(recall)), 4),
        **_quantiles("query_ms", ours),
        **_quantiles("flat_query_ms", flat),
        "speedup": _ratio(flat, ours),
    }
    _, ours = _search(store.lexical, questions)
    lexical = _quantiles("query_ms", ours)
    if len(store.vectors) < BASELINES_BELOW:
        texts = [passage.text for passage in store.passages()]
        lexical |= _lexical_baselines(texts, questions, ours)
    return {"dense": dense, "lexical": lexical}


def _index(settings: Settings, sentences: Sentences, folder: Path) -> float:
    prompt = settings.embedding_passage_prompt
    spec = StoreSpec(folder / "store", settings.embedding_model, None, prompt)
    encoder = RecombiningEncoder(spec.model, sentences)
    documents = [folder / "documents"]
    return round(build(documents, spec, load_embedder=lambda *_: encoder).took_s, 2)


def _added(n: int) -> int:
    """Return the number of the added document; those of the others are even."""
    return n // PARAGRAPHS | 1


def _lexical_baselines(
    texts: Sequence[str], questions: Sequence[str], ours: Sequence[float]
) -> dict[str, Any]:
    """Time rank_bm25, if installed, and an index rebuilt for each query, on the same texts."""
    _, rebuild_s = _timed(LexicalIndex.build, texts)
    rebuilt = [rebuild_s * 1000 + ms for ms in ours]
    row = {
        "rebuild_query_ms": round(percentile(rebuilt, 50), 1),
        "speedup_over_rebuild": _ratio(rebuilt, ours),
    }
    if theirs := _rank_bm25(texts, questions):
        row |= _quantiles("rank_bm25_query_ms", theirs)
        row["speedup_over_rank_bm25"] = _ratio(theirs, ours)
    return row


def _rank_bm25(texts: Sequence[str], queries: Sequence[str]) -> list[float]:
    try:
        from rank_bm25 import BM25Okapi
    except ImportError:
        return []
    tokenizer = Tokenizer()
    index = BM25Okapi([tokenizer.tokens(text) for text in texts])
    return [_timed(lambda q: index.get_scores(tokenizer.tokens(q)), q)[1] * 1000 for q in queries]


def _search(
    index: Any, queries: Sequence[str] | NDArray[np.float32]
) -> tuple[list[list[int]], list[float]]:
    """Return the ten best rows and the milliseconds of each query, after one warm-up round."""
    for query in queries:
        index.search(query, CANDIDATES)
    found = [_timed(index.search, query, CANDIDATES) for query in queries]
    return [rows[:NEIGHBOURS].tolist() for (rows, _), _ in found], [
        seconds * 1000 for _, seconds in found
    ]


def _timed(call: Callable[..., Any], *arguments: Any) -> tuple[Any, float]:
    started = time.perf_counter()
    return call(*arguments), time.perf_counter() - started


def _quantiles(name: str, values: Sequence[float]) -> dict[str, float]:
    return {f"{name}_p{q}": round(percentile(values, q), 3) for q in (50, 95)}


def _ratio(theirs: Sequence[float], ours: Sequence[float]) -> float:
    return round(percentile(theirs, 50) / percentile(ours, 50), 2)
