"""Turn ranked candidates into the hits that a user is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.answer import Hit

if TYPE_CHECKING:
    from rag.retrieval.retriever import Retrieval

MAX_K = 50  # hits of one query


def hits(retrieval: Retrieval, k: int) -> list[Hit]:
    """Return the k best candidates, at least one and at most MAX_K, as ranked hits.

    Those of articles that are not in force at the time asked for come last. The first has the
    score 0.
    """
    known, top = retrieval.in_force, max(1, min(k, MAX_K))
    found = list(zip(retrieval.candidates[:top], retrieval.scores, strict=False))
    current = [one for one in found if one[0].article.id not in known.outdated]
    lowest = min((score for _, score in current), default=0.0)
    outdated = [
        (candidate, min(score, lowest))
        for candidate, score in found
        if candidate.article.id in known.outdated
    ]
    best = (current or outdated)[0][1] if found else 0.0
    return [
        Hit(rank, score - best, one.passage, one.article, known.shown.get(one.article.id))
        for rank, (one, score) in enumerate(current + outdated, 1)
    ]
