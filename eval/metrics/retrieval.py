"""Retrieval quality: do the right passages come first?

Only answerable questions have gold articles and evidence, so only they count.
"""

from __future__ import annotations

from math import log2

from eval.metrics.cases import Case, metric


def _article(passage_id: str) -> str:
    return passage_id.rpartition("#")[0]


def evidence_ranks(case: Case) -> list[int | None]:
    """Return for each piece of evidence the rank, from 1, of the first passage that holds it."""
    ranking = case.ranking
    return [
        next((rank for rank, id_ in enumerate(ranking, 1) if id_ in group), None)
        for group in case.gold.evidence
    ]


@metric
def article_hit(case: Case, k: int) -> float | None:
    """Check whether one of the first k passages is from a gold article: 1 or 0 (success@k).

    Counts questions with gold articles.
    """
    if not case.gold.articles:
        return None
    return float(any(_article(id_) in case.gold.articles for id_ in case.ranking[:k]))


@metric
def article_recall(case: Case, k: int) -> float | None:
    """Measure the share of the gold articles among the articles of the first k passages, 0 to 1.

    Counts questions with gold articles.
    """
    if not case.gold.articles:
        return None
    found = {_article(id_) for id_ in case.ranking[:k]}
    return sum(article in found for article in case.gold.articles) / len(case.gold.articles)


@metric
def evidence_hit(case: Case, k: int) -> float | None:
    """Check whether the first k passages hold at least one piece of evidence: 1 or 0.

    Counts questions with evidence.
    """
    if not case.gold.evidence:
        return None
    return float(any(rank is not None and rank <= k for rank in evidence_ranks(case)))


@metric
def evidence_recall(case: Case, k: int) -> float | None:
    """Measure the share of the evidence that the first k passages hold, 0 to 1.

    Counts questions with evidence; evidence that no passage holds counts as not found.
    """
    if not case.gold.evidence:
        return None
    found = sum(rank is not None and rank <= k for rank in evidence_ranks(case))
    return found / len(case.gold.evidence)


@metric
def reciprocal_rank(case: Case, k: int) -> float | None:
    """Return 1 / rank of the first passage with evidence among the first k, or 0; mean = MRR.

    Counts questions with evidence.
    Voorhees, TREC-8 Question Answering Track Report, 1999.
    """
    if not case.gold.evidence:
        return None
    relevant = case.gold.passages
    return next((1 / r for r, id_ in enumerate(case.ranking[:k], 1) if id_ in relevant), 0.0)


@metric
def ndcg(case: Case, k: int) -> float | None:
    """Measure how early passages with evidence come, relative to the ideal order, 0 to 1.

    Discounted cumulative gain of the first k passages over that of the ideal ranking, with
    binary gains and discount log2(rank + 1). Counts questions with evidence.
    Järvelin & Kekäläinen, TOIS 20(4), 2002.
    """
    if not case.gold.evidence:
        return None
    relevant = case.gold.passages
    gain = sum(1 / log2(r + 1) for r, id_ in enumerate(case.ranking[:k], 1) if id_ in relevant)
    ideal = sum(1 / log2(r + 1) for r in range(1, min(k, len(relevant)) + 1))
    return gain / ideal if ideal else 0.0
