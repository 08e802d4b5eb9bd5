"""Did the right passages come first? Each metric applies to answerable questions alone."""

from __future__ import annotations

from math import log2

from eval.metrics.cases import Case, metric


def _article(passage_id: str) -> str:
    return passage_id.rpartition("#")[0]


def evidence_ranks(case: Case) -> list[int | None]:
    """For each piece of evidence the rank, from 1, of the first passage that holds it."""
    ranking = case.ranking
    return [
        next((rank for rank, id_ in enumerate(ranking, 1) if id_ in group), None)
        for group in case.gold.evidence
    ]


@metric
def article_hit(case: Case, k: int) -> float | None:
    """Whether one of the first k passages is from a gold article (success@k)."""
    if not case.gold.articles:
        return None
    return float(any(_article(id_) in case.gold.articles for id_ in case.ranking[:k]))


@metric
def article_recall(case: Case, k: int) -> float | None:
    """Share of the gold articles that the first k passages touch."""
    if not case.gold.articles:
        return None
    found = {_article(id_) for id_ in case.ranking[:k]}
    return sum(article in found for article in case.gold.articles) / len(case.gold.articles)


@metric
def evidence_hit(case: Case, k: int) -> float | None:
    """Whether the first k passages hold any piece of the evidence."""
    if not case.gold.evidence:
        return None
    return float(any(rank is not None and rank <= k for rank in evidence_ranks(case)))


@metric
def evidence_recall(case: Case, k: int) -> float | None:
    """Share of the evidence that the first k passages hold."""
    if not case.gold.evidence:
        return None
    found = sum(rank is not None and rank <= k for rank in evidence_ranks(case))
    return found / len(case.gold.evidence)


@metric
def reciprocal_rank(case: Case, k: int) -> float | None:
    """1 / rank of the first passage with evidence among k, else 0; its mean is MRR.

    Voorhees, TREC-8 Question Answering Track Report, 1999.
    """
    if not case.gold.evidence:
        return None
    relevant = case.gold.passages
    return next((1 / r for r, id_ in enumerate(case.ranking[:k], 1) if id_ in relevant), 0.0)


@metric
def ndcg(case: Case, k: int) -> float | None:
    """Discounted gain of the passages with evidence among k, over that of the ideal order.

    Binary gains, discount log2(rank + 1). Järvelin & Kekäläinen, TOIS 20(4), 2002.
    """
    if not case.gold.evidence:
        return None
    relevant = case.gold.passages
    gain = sum(1 / log2(r + 1) for r, id_ in enumerate(case.ranking[:k], 1) if id_ in relevant)
    ideal = sum(1 / log2(r + 1) for r in range(1, min(k, len(relevant)) + 1))
    return gain / ideal if ideal else 0.0
