"""How search grows with the corpus, on SYNTHETIC data: no claim about answers.

Vectors: unit vectors around random centres, as embeddings cluster by topic. Texts: sentences
of the sample corpus drawn at random, three a passage. Queries are members with noise, and
sentences of the sample. All seeded.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.stats import percentile
from index.dense import DenseIndex, choose_factory
from index.lexical import LexicalIndex, Tokenizer

DIMENSION = 384
PER_CENTRE = 50
SPREAD = 0.6
K = 10
QUERIES = 50
SENTENCES = 3
SEED = 7

Stage = Callable[[str], None]


def dense_growth(sizes: Sequence[int], stage: Stage) -> list[dict[str, Any]]:
    """At each size: build and query time and bytes of what index.dense chooses, and of FAISS flat.

    `recall@10` is the share of the exact ten nearest that the chosen index finds.
    """
    return [_dense_at(size, stage) for size in sizes]


def lexical_growth(
    sentences: Sequence[str], queries: Sequence[str], sizes: Sequence[int], stage: Stage
) -> list[dict[str, Any]]:
    """At each size: build and query time of index.lexical, rank_bm25, and a rebuild per query.

    All three split texts alike; rank_bm25 is left out where it is not installed.
    """
    return [_lexical_at(sentences, queries, size, stage) for size in sizes]


def clustered(n: int, seed: int = SEED) -> NDArray[np.float32]:
    """Draw n unit vectors around random centres."""
    rng = np.random.default_rng(seed)
    centres = _unit(rng.standard_normal((max(1, n // PER_CENTRE), DIMENSION), dtype=np.float32))
    vectors = centres[rng.integers(0, len(centres), n)]
    return _unit(vectors + _noise(rng, n, SPREAD))


def resampled(sentences: Sequence[str], n: int, seed: int = SEED) -> list[str]:
    """Draw n texts of random sentences."""
    draws = np.random.default_rng(seed).integers(0, len(sentences), (n, SENTENCES))
    return ["".join(sentences[i] for i in row) for row in draws]


def _dense_at(n: int, stage: Stage) -> dict[str, Any]:
    stage(f"向量索引，{n:,} 条合成向量")
    vectors = clustered(n)
    rng = np.random.default_rng(SEED + 1)
    queries = _unit(vectors[rng.integers(0, n, QUERIES)] + _noise(rng, QUERIES, SPREAD / 2))
    chosen, chosen_s = _timed(DenseIndex.build, vectors)
    flat, flat_s = _timed(DenseIndex.build, vectors, "Flat")
    found, times = _search(chosen, queries)
    exact, flat_times = _search(flat, queries)
    overlap = [len(set(a) & set(b)) / len(b) for a, b in zip(found, exact, strict=True)]
    return {
        "n": n,
        "factory": choose_factory(n, DIMENSION),
        "build_s": round(chosen_s, 3),
        "bytes": _bytes(chosen),
        "recall@10": round(float(np.mean(overlap)), 4),
        **_quantiles("query_ms", times),
        "flat_build_s": round(flat_s, 3),
        "flat_bytes": _bytes(flat),
        **_quantiles("flat_query_ms", flat_times),
        "speedup": round(percentile(flat_times, 50) / percentile(times, 50), 2),
    }


def _lexical_at(
    sentences: Sequence[str], queries: Sequence[str], n: int, stage: Stage
) -> dict[str, Any]:
    stage(f"关键词索引，{n:,} 段重抽样文本")
    texts = resampled(sentences, n)
    index, build_s = _timed(LexicalIndex.build, texts)
    _, times = _search(index, queries)
    rebuild_ms = build_s * 1000 + percentile(times, 50)
    row = {"n": n, "build_s": round(build_s, 3), **_quantiles("query_ms", times)}
    row["rebuild_query_ms"] = round(rebuild_ms, 1)
    row["speedup_over_rebuild"] = round(rebuild_ms / percentile(times, 50), 1)
    if theirs := _rank_bm25(texts, queries):
        row |= _quantiles("rank_bm25_query_ms", theirs)
        row["speedup_over_rank_bm25"] = round(percentile(theirs, 50) / percentile(times, 50), 1)
    return row


def _rank_bm25(texts: Sequence[str], queries: Sequence[str]) -> list[float]:
    try:
        from rank_bm25 import BM25Okapi
    except ImportError:
        return []
    tokenizer = Tokenizer()
    index = BM25Okapi([_terms(tokenizer, text) for text in texts])
    return [
        _timed(lambda text: index.get_scores(_terms(tokenizer, text)), query)[1] * 1000
        for query in queries
    ]


def _terms(tokenizer: Tokenizer, text: str) -> list[str]:
    return tokenizer.words(text) + tokenizer.bigrams(text)


def _search(
    index: Any, queries: Sequence[str] | NDArray[np.float32]
) -> tuple[list[list[int]], list[float]]:
    """Rows found and milliseconds taken, one query at a time after one to warm up."""
    index.search(queries[0], K)
    found = [_timed(index.search, query, K) for query in queries]
    return [rows.tolist() for (rows, _), _ in found], [seconds * 1000 for _, seconds in found]


def _timed(call: Callable[..., Any], *arguments: Any) -> tuple[Any, float]:
    started = time.perf_counter()
    return call(*arguments), time.perf_counter() - started


def _quantiles(name: str, values: Sequence[float]) -> dict[str, float]:
    return {f"{name}_p{q}": round(percentile(values, q), 3) for q in (50, 95)}


def _bytes(index: DenseIndex) -> int:
    with tempfile.TemporaryDirectory() as folder:
        index.save(Path(folder) / "index")
        return (Path(folder) / "index").stat().st_size


def _noise(rng: np.random.Generator, n: int, spread: float) -> NDArray[np.float32]:
    noise = rng.standard_normal((n, DIMENSION), dtype=np.float32)
    return noise * np.float32(spread / np.sqrt(DIMENSION))


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit
