"""Make chosen statements whole, so that each can be understood where it is quoted."""

from __future__ import annotations

from collections.abc import Sequence

from rag.evidence.statements import Statement
from rag.extractive.wholeness.lead_ins import with_lists
from rag.extractive.wholeness.openings import with_openings
from rag.extractive.wholeness.surroundings import Surroundings
from rag.retrieval.retriever import Retrieval


def complete(chosen: Sequence[Statement], retrieval: Retrieval) -> list[Statement]:
    """Return the chosen statements with what they need to be understood, best articles first.

    What is brought stands in the same article and counts as evidence for nothing.
    """
    if not chosen:
        return []
    around = Surroundings(retrieval.candidates)
    parts = range(len(chosen[0].scores))
    best = [max(chosen, key=lambda s: float(s.scores[part])) for part in parts]
    found = with_openings(with_lists(chosen, best, around, retrieval.question.text), around)
    once = {(s.article.id, s.start): s for s in sorted(found, key=lambda s: s.end)}
    return sorted(once.values(), key=lambda s: (s.rank, s.article.id, s.start))
