"""Benchmark search at growing corpus sizes, on SYNTHETIC passages (eval.bench.synthetic).

Each step runs in its own process, so that its peak memory is measured separately. Queries run
one after another, after a warm-up, on indexes mapped from disk as in the pipeline.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from eval.bench.isolation import run_isolated
from eval.bench.synthetic import Sentences
from eval.metrics.stats import percentile
from index.search.bm25 import LexicalIndex
from index.search.dense import DenseIndex, choose_factory
from index.text.tokenizer import Tokenizer
from rag.retrieval.retriever import CANDIDATES

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEIGHBOURS = 10
BASELINES_BELOW = 20_000  # passages; beyond, rank_bm25 and rebuilding take minutes per query
VECTORS, DENSE, LEXICAL = "vectors.npy", "dense.faiss", "lexical"

Stage = Callable[[str], None]
"""Called with the Chinese name of each step when it begins."""


@dataclass(frozen=True, slots=True)
class Queries:
    """Questions and their vectors, of shape (n, d)."""

    texts: list[str]
    vectors: NDArray[np.float32]


def measure_growth(
    sentences: Sentences, queries: Queries, sizes: Sequence[int], stage: Stage
) -> dict[str, list[dict[str, Any]]]:
    """Measure search at each corpus size; return a table (list of rows) per part.

    `whole`: a query of both indexes; `dense` and `lexical`: a query of one index, with its
    baselines. `recall@10`: share of the ten nearest passages that the dense index finds.
    """
    tables: dict[str, list[dict[str, Any]]] = {"whole": [], "dense": [], "lexical": []}
    for n in sizes:
        stage(f"{n:,} 段合成语料")
        with tempfile.TemporaryDirectory(prefix="wence-growth-") as folder:
            for name, row in _at(sentences, queries, n, Path(folder)).items():
                tables[name].append({"n": n, **row})
    return tables


def _at(sentences: Sentences, queries: Queries, n: int, folder: Path) -> dict[str, dict[str, Any]]:
    dense = run_isolated(build_dense, sentences, n, folder)
    lexical = run_isolated(build_lexical, sentences, n, folder)
    found = run_isolated(ask, queries, folder)
    exact = run_isolated(ask_flat, queries, folder)
    recall = [
        len(set(a) & set(b)) / len(b) for a, b in zip(found["rows"], exact["rows"], strict=True)
    ]
    whole = {
        **_quantiles("query_ms", found["whole"]),
        "build_s": round(dense["build_s"] + lexical["build_s"], 1),
        "build_mb": max(dense["peak_mb"], lexical["peak_mb"]),
        "query_mb": found["peak_mb"],
        "disk_mb": round((dense["bytes"] + lexical["bytes"]) / 2**20, 1),
    }
    dense |= {
        "recall@10": round(float(np.mean(recall)), 4),
        **_quantiles("query_ms", found["dense"]),
        **_quantiles("flat_query_ms", exact["dense"]),
        "flat_bytes": exact["bytes"],
        "speedup": _ratio(exact["dense"], found["dense"]),
    }
    lexical |= _quantiles("query_ms", found["lexical"])
    if n < BASELINES_BELOW:
        lexical |= _lexical_baselines(sentences, queries, n, found["lexical"])
    return {"whole": whole, "dense": dense, "lexical": lexical}


def build_dense(sentences: Sentences, n: int, folder: Path) -> dict[str, Any]:
    """Build and save the dense index of n passages."""
    vectors = sentences.embed(sentences.draw(n))
    np.save(folder / VECTORS, vectors)
    index, seconds = _timed(DenseIndex.build, vectors)
    index.save(folder / DENSE)
    return {
        "factory": choose_factory(n),
        "build_s": round(seconds, 3),
        "bytes": (folder / DENSE).stat().st_size,
    }


def build_lexical(sentences: Sentences, n: int, folder: Path) -> dict[str, Any]:
    """Build and save the lexical index of n passages; `tokenise_ms` is the time per passage."""
    tokenizer, passages = Tokenizer(), sentences.draw(n)
    tokens, seconds = _timed(lambda: [tokenizer.tokens(text) for text in sentences.texts])
    documents = ([t for row in rows for t in tokens[row]] for rows in passages)
    index, build_s = _timed(LexicalIndex.from_tokens, documents, tokenizer)
    index.save(folder / LEXICAL)
    return {
        "build_s": round(build_s, 3),
        "tokenise_ms": round(passages.shape[1] * seconds / len(tokens) * 1000, 3),
        "bytes": sum(file.stat().st_size for file in (folder / LEXICAL).iterdir()),
    }


def ask(queries: Queries, folder: Path) -> dict[str, Any]:
    """Query both saved indexes.

    Returns the rows found by the dense index, and milliseconds per query for `dense`, `lexical`
    and `whole` (their sum).
    """
    dense, lexical = DenseIndex.load(folder / DENSE), LexicalIndex.load(folder / LEXICAL)
    rows, dense_ms = _search(dense, queries.vectors)
    _, lexical_ms = _search(lexical, queries.texts)
    whole = [a + b for a, b in zip(dense_ms, lexical_ms, strict=True)]
    return {"rows": rows, "dense": dense_ms, "lexical": lexical_ms, "whole": whole}


def ask_flat(queries: Queries, folder: Path) -> dict[str, Any]:
    """Query an exact index of the saved vectors; return its rows, milliseconds and size."""
    vectors = np.load(folder / VECTORS)
    rows, times = _search(DenseIndex.build(vectors, "Flat"), queries.vectors)
    return {"rows": rows, "dense": times, "bytes": vectors.nbytes}


def _lexical_baselines(
    sentences: Sentences, queries: Queries, n: int, ours: Sequence[float]
) -> dict[str, Any]:
    """Time rank_bm25, if installed, and an index rebuilt for each query, on the same texts."""
    texts = [sentences.text(rows) for rows in sentences.draw(n)]
    _, rebuild_s = _timed(LexicalIndex.build, texts)
    rebuilt = [rebuild_s * 1000 + ms for ms in ours]
    row = {
        "rebuild_query_ms": round(percentile(rebuilt, 50), 1),
        "speedup_over_rebuild": _ratio(rebuilt, ours),
    }
    if theirs := _rank_bm25(texts, queries.texts):
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
