"""The summary of a run: means with confidence intervals, overall and by question type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from eval.datasets.sets import TYPES
from eval.metrics import stats
from eval.metrics.cases import Case, Scores
from eval.metrics.refusal import risk_coverage
from eval.metrics.retrieval import evidence_ranks
from eval.metrics.written import count_written
from eval.system import K


def summarise(cases: Sequence[Case], scores: Mapping[str, Scores]) -> dict[str, Any]:
    """Build the `summary` of run.json.

    `metrics` and `by_type` hold {mean, low, high, n} by metric name; metrics for which no
    question counts are left out.
    """
    return {
        "questions": len(cases),
        "answerable": sum(case.answerable for case in cases),
        "metrics": estimates(scores),
        "by_type": {name: _of_type(name, cases, scores) for name in _types(cases)},
        "recall_curve": recall_curve(cases),
        "risk_coverage": _risk_coverage(cases),
        "latency_ms": _quantiles(scores["total_ms"].applicable, (50, 95)),
        "answer_chars": _quantiles(scores["answer_chars"].applicable, (50, 90)),
        "written": count_written(cases),
        "evidence": {
            "pieces": sum(len(case.gold.evidence) for case in cases),
            "absent": sum(case.gold.absent for case in cases),
            "articles_absent": sum(a.startswith("?") for c in cases for a in c.gold.articles),
        },
    }


def estimates(scores: Mapping[str, Scores]) -> dict[str, dict[str, Any]]:
    """Return mean, 95% interval and n of every metric for which some question counts."""
    return {
        name: _rounded(asdict(stats.estimate(s.applicable)))
        for name, s in scores.items()
        if s.applicable
    }


def recall_curve(cases: Sequence[Case]) -> list[float]:
    """Return the mean evidence recall at each k from 1 to 10; empty without any evidence."""
    ranks = [evidence_ranks(case) for case in cases if case.gold.evidence]
    if not ranks:
        return []
    return [round(sum(_share(r, k) for r in ranks) / len(ranks), 4) for k in range(1, K + 1)]


def _share(ranks: Sequence[int | None], k: int) -> float:
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def _types(cases: Sequence[Case]) -> list[str]:
    present = {case.question.type for case in cases}
    return [name for name in TYPES if name in present]


def _of_type(name: str, cases: Sequence[Case], scores: Mapping[str, Scores]) -> dict[str, Any]:
    chosen = [i for i, case in enumerate(cases) if case.question.type == name]
    part = {key: Scores(tuple(s.each[i] for i in chosen)) for key, s in scores.items()}
    return {"questions": len(chosen), "metrics": estimates(part)}


def _risk_coverage(cases: Sequence[Case]) -> dict[str, Any]:
    found = risk_coverage(cases)
    curve = [[round(c, 4), round(r, 4)] for c, r in found.curve]
    return {"aurc": None if found.area is None else round(found.area, 4), "curve": curve}


def _quantiles(values: Sequence[float], levels: Sequence[int]) -> dict[str, float]:
    return {f"p{q}": round(stats.percentile(values, q), 1) for q in levels} if values else {}


def _rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in values.items()}
