"""Fit passages, statements, selection and confidence, one after the other, and report each.

Every report is made under cross-validation: a question's documents took no part in the numbers
that it is judged by.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from eval.fitting.examples import Found, Kind, Task
from eval.fitting.linear import fit_listwise, fit_logistic, left_out
from rag.extractive.selection import MAX_LENGTH

if TYPE_CHECKING:
    from numpy.typing import NDArray

PassageList = tuple[Task, "NDArray[np.float32]", "NDArray[np.bool_]"]

MEDIAN_LENGTH = 155  # characters of an answer, at most, for which the least share is chosen
FALSE_REFUSALS = 0.025  # of the answerable questions, for which the threshold is chosen
# Total importance of each kind of question in the fit of confidence: the true unanswerable
# ones are what is wanted, the others are many and keep the signals honest.
IMPORTANCE: dict[Kind, float] = {
    "answerable": 1.0,
    "unanswerable": 1.0,
    "removed": 0.3,
    "foreign": 0.5,
}


def fit_passages(lists: Sequence[PassageList]) -> NDArray[np.float64]:
    """Fit the weights of passages."""
    return fit_listwise([(features, _any_piece(held)) for _, features, held in lists])


def report_passages(lists: Sequence[PassageList]) -> str:
    """Report evidence recall among the first passages."""
    first: dict[int, list[float]] = {1: [], 5: []}
    for (_, features, held), weights in left_out(lists, lambda one: one[0].group, fit_passages):
        order = np.argsort(-(features @ weights), kind="stable")
        for k, values in first.items():
            values.append(float(held[order[:k]].any(axis=0).mean()))
    return ", ".join(f"evidence @{k} {np.mean(values):.3f}" for k, values in first.items())


def fit_statements(found: Sequence[Found]) -> NDArray[np.float64]:
    """Fit the weights of statements; each counts for the part that it answers best so far."""
    usable = [one for one in found if one.task.kind == "answerable"]
    features = [one.features.mean(axis=1) for one in usable]
    rounds = 2
    for _ in range(rounds):
        weights = fit_listwise([(x, _right(one)) for one, x in zip(usable, features, strict=True)])
        features = [_best_part(one, weights) for one in usable]
    return weights


def _best_part(one: Found, weights: NDArray[np.float64]) -> NDArray[np.float32]:
    best = (one.features @ weights).argmax(axis=1)
    chosen: NDArray[np.float32] = one.features[np.arange(len(best)), best]
    return chosen


def _right(one: Found) -> NDArray[np.bool_]:
    return _any_piece(one.evidence if one.evidence.shape[1] else one.points)


def _any_piece(held: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which items hold any piece of the evidence (n, pieces)."""
    right: NDArray[np.bool_] = np.logical_or.reduce(held, axis=1)
    return right


def choose_least_share(scored: Iterable[tuple[Found, NDArray[np.float64]]]) -> float:
    """Return the least share at which answers have a median of MEDIAN_LENGTH characters."""
    pairs = list(scored)
    for least in np.geomspace(1e-4, 3e-3, 60):
        lengths = [one.lengths[_chosen(one, weights, least)].sum() for one, weights in pairs]
        if np.median(lengths) <= MEDIAN_LENGTH:
            break
    return float(least)


def _chosen(one: Found, weights: NDArray[np.float64], least: float) -> list[int]:
    """Return what `rag.extractive.selection` chooses, its rules for names and repeats aside."""
    scores = one.features @ weights
    odds = np.exp(scores - scores.max(axis=0))
    shares = (odds / odds.sum(axis=0)).mean(axis=1)
    chosen = list(dict.fromkeys(scores.argmax(axis=0).tolist()))
    length = int(one.lengths[chosen].sum())
    for i in np.argsort(-shares, kind="stable").tolist():
        enough = shares[i] >= least * one.lengths[i]
        if i not in chosen and enough and length + one.lengths[i] <= MAX_LENGTH:
            chosen.append(i)
            length += int(one.lengths[i])
    return chosen


def report_statements(found: Sequence[Found]) -> str:
    """Report the evidence in the best statement and in the answer, and the answer's length."""
    usable = [one for one in found if one.task.kind == "answerable"]
    fitted = left_out(usable, lambda one: one.task.group, fit_statements)
    least = choose_least_share(fitted)
    best, inside, lengths = [], [], []
    for one, weights in fitted:
        held = one.evidence if one.evidence.shape[1] else one.points
        chosen = _chosen(one, weights, least)
        best.append(held[int((one.features @ weights).max(axis=1).argmax())].mean())
        inside.append(held[chosen].any(axis=0).mean())
        lengths.append(one.lengths[chosen].sum())
    return (
        f"evidence in the best statement {np.mean(best):.3f}, in the answer {np.mean(inside):.3f}, "
        f"length p50 {np.median(lengths):.0f}, p90 {np.percentile(lengths, 90):.0f}"
    )


def fit_confidence(found: Sequence[Found]) -> tuple[NDArray[np.float64], float]:
    """Fit the weights and the bias of confidence."""
    kinds = [one.task.kind for one in found]
    importance = np.array([IMPORTANCE[kind] / kinds.count(kind) for kind in kinds])
    answerable = np.array([kind == "answerable" for kind in kinds])
    return fit_logistic(np.stack([one.signals for one in found]), answerable, importance)


def log_odds(found: Sequence[Found]) -> dict[Kind, NDArray[np.float64]]:
    """Return the log odds of each kind of question, each from weights fitted without it."""
    values: dict[Kind, list[float]] = {kind: [] for kind in IMPORTANCE}
    for one, (weights, bias) in left_out(found, lambda one: one.task.group, fit_confidence):
        values[one.task.kind].append(float(one.signals @ weights + bias))
    return {kind: np.array(scores) for kind, scores in values.items()}


def choose_threshold(odds: dict[Kind, NDArray[np.float64]]) -> float:
    """Return the probability below which FALSE_REFUSALS of the answerable questions lie."""
    return float(1 / (1 + np.exp(-np.quantile(odds["answerable"], FALSE_REFUSALS))))


def report_confidence(odds: dict[Kind, NDArray[np.float64]], threshold: float) -> str:
    """Report the share of each kind that is refused, and the area under the ROC curve."""
    from sklearn.metrics import roc_auc_score

    bar = np.log(threshold / (1 - threshold))
    refused = ", ".join(
        f"{kind} {np.mean(values < bar):.3f}" for kind, values in odds.items() if len(values)
    )
    right, wrong = odds["answerable"], odds["unanswerable"]
    truth = np.repeat([1, 0], [len(right), len(wrong)])
    area = roc_auc_score(truth, np.concatenate([right, wrong])) if len(wrong) else float("nan")
    return f"refused: {refused}; AUC against the unanswerable {area:.3f}"
