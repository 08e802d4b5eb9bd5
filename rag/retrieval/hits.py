"""Turn ranked candidates into the hits that a user is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.answer import Hit

if TYPE_CHECKING:
    from rag.retrieval.retriever import Retrieval

MAX_K = 50  # hits of one query


def hits(retrieval: Retrieval, k: int) -> list[Hit]:
    """Return the k best candidates, at least one and at most MAX_K, as ranked hits."""
    top = retrieval.candidates[: max(1, min(k, MAX_K))]
    return [
        Hit(rank, score, candidate.passage, candidate.article)
        for rank, (candidate, score) in enumerate(zip(top, retrieval.scores, strict=False), 1)
    ]
