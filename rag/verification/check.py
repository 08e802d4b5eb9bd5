"""Check one statement against its evidence: features, a verdict, and the reason in Chinese.

A statement is supported if three things hold together: its evidence covers it, no check finds
fault with it, and each of its edits is harmless. Each has a logistic regression of its own, and
their probabilities are multiplied, so that no coverage outweighs a fault. The weights are learned
(docs/fitting.md). Of several windows the one that supports most counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from rag.fitted import fitted, weights
from rag.language.quantities import fold, quantities, same_quantity
from rag.verification import edits
from rag.verification.antonyms import opposed
from rag.verification.claim import Claim
from rag.verification.coverage import COVERED, Content, Coverage, matched_runs, squeeze
from rag.verification.edits import Edit, Edits
from rag.verification.names import unknown_publishers, wrong_names, wrong_rows
from rag.verification.negation import denied_clauses
from rag.verification.numbers import absent_figures, misplaced_figures, rival_figures
from rag.verification.quotes import unknown_reference, wrong_quote
from rag.verification.speakers import wrong_speakers
from rag.verification.windows import Evidence, Window

if TYPE_CHECKING:
    from numpy.typing import NDArray

Verdict = Literal["supported", "misattributed", "contradicted", "not_found", "unchecked"]

SECTION = "check"  # of rag/fitted.toml
_SHARED = ("longest", "depth", "missing", "missing_weight", "rarest", "first_clause", "last_clause")
_NEAR = ("depth", "shared", "longest", "missing")
_STATEMENT = ("asked", "news", "unknown_names", "unknown_figures")
FAULTS = (
    *("figure", "figure_subject", "figure_rival"),
    *("name", "publisher", "row", "speaker", "denied", "opposed"),
)
FEATURES = (
    *_STATEMENT,
    *(f"all_{name}" for name in _SHARED),
    *(f"near_{name}" for name in _NEAR),
    *("aligned", "run", "apart"),
    *FAULTS,
    "faults",
)
"""What is weighed: the statement, its coverage by all evidence and by a window, the faults."""

COVERED_BY, FAITHFUL_BY, EDIT_BY = (
    tuple(f"{part}_{name}" for name in (*names, "bias"))
    for part, names in (
        *(("covered", FEATURES), ("faithful", FEATURES)),
        ("edit", edits.FEATURES),
    )
)
"""The weights of the three regressions, by their names in rag/fitted.toml."""

_DISTORTED = 0.5  # share of a statement that a window holds if the statement distorts it
_AS_SURE = 0.5  # log odds less than the surest window's at which a shorter one is quoted
_COUNTS = -0.1  # log probability of being harmless from which an edit is named
_SMOOTH = 0.3  # so that a statement that only repeats the question is no news, and covered
_MISATTRIBUTED = frozenset(
    ["figure_subject", "figure_rival", "name", "publisher", "row", "speaker"]
)
_REASONS = {
    "figure": "原文没有“{}”",
    "figure_subject": "原文里“{}”说的是别的",
    "figure_rival": "原文里“{}”旁边说的是别的",
    "name": "原文说的不是“{}”",
    "publisher": "原文没有说出自“{}”",
    "row": "表格里这一行说的不是“{}”",
    "speaker": "原文里说这话的不是“{}”",
    "denied": "与原文一肯一否：“{}”",
    "opposed": "与原文意思相反：“{}”",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a statement, with the window that it was judged by and the reason.

    `log_odds` are those of being supported. The reason is empty where it is supported.
    """

    verdict: Verdict
    log_odds: float
    features: Mapping[str, float]
    window: Window | None
    reason: str


UNCHECKED = Judgement("unchecked", 0.0, {}, None, "没有可以核对的内容")
NOTHING = Judgement("not_found", -9.0, {}, None, "没有可以对照的原文")


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The features of a statement against one window, its edits, and what each fault is about."""

    window: Window
    features: Mapping[str, float]
    edits: tuple[Edit, ...]
    rows: NDArray[np.float64]
    words: Mapping[str, Sequence[str]]

    @property
    def log_odds(self) -> float:
        """The log odds that the window supports the statement."""
        log = min(float(sum(self.parts[:2]) + self.parts[2].sum()), -1e-9)
        return log - float(np.log(-np.expm1(log))) - fitted(SECTION)["threshold"]

    @property
    def parts(self) -> tuple[float, float, NDArray[np.float64]]:
        """The log probabilities that it is covered, that it is faithful, that each edit is harmless."""
        values = np.array([[*self.features.values(), 1.0]])
        covered, faithful = (
            float(_log_probability(values, names)[0]) for names in (COVERED_BY, FAITHFUL_BY)
        )
        ones = np.ones((len(self.rows), 1))
        return covered, faithful, _log_probability(np.hstack([self.rows, ones]), EDIT_BY)


def _log_probability(values: NDArray[np.float64], names: Sequence[str]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = -np.logaddexp(0, -(values @ weights(SECTION, names)))
    return found


def check(statement: str, evidence: Evidence, numbers: Sequence[int]) -> Judgement:
    """Judge a statement by these passages of the evidence."""
    content = Content.of(statement)
    if not content.total:
        return UNCHECKED
    measured = measure(statement, content, evidence, numbers)
    if not measured:
        return NOTHING
    best = _best(measured)
    odds, whole = best.log_odds, evidence.text(numbers)
    quote = wrong_quote(statement, whole)
    if odds >= 0 and not quote:
        if lost := unknown_reference(statement, whole, best.window.context):
            return Judgement("unchecked", odds, best.features, None, f"不知“{lost}”指哪份文件")
        return Judgement("supported", odds, best.features, best.window, "")
    window = best.window if best.features["near_shared"] >= _DISTORTED else None
    verdict, reason = _quoted(*quote) if quote else _explain(best, content, whole)
    return Judgement(verdict, odds, best.features, window, reason)


def _quoted(quote: str, stitched: bool) -> tuple[Verdict, str]:
    if stitched:
        return "misattributed", f"引文由原文几处拼成：“{quote}”"
    return "contradicted", f"原文没有这样的引文：“{quote}”"


def _best(measured: Sequence[Measured]) -> Measured:
    """Return the shortest of the windows that are about as sure as the surest."""
    odds = [one.log_odds for one in measured]
    least = max(odds) - _AS_SURE if max(odds) < 0 else max(0.0, max(odds) - _AS_SURE)
    sure = (one for one, value in zip(measured, odds, strict=True) if value >= least)
    return min(sure, key=lambda one: len(one.window.text))


def measure(
    statement: str, content: Content, evidence: Evidence, numbers: Sequence[int]
) -> list[Measured]:
    """Return the features of a statement against each window of these passages worth judging."""
    windows = evidence.windows(content, numbers)
    if not windows:
        return []
    claim, whole = Claim.from_statement(statement), evidence.text(numbers)
    shared = {
        **_of_statement(claim, content, whole, squeeze(evidence.question)),
        **_prefixed("all", _SHARED, Coverage.by(content, whole).features()),
    }
    return [_against(window, claim, content, shared) for window in windows]


def _against(
    window: Window, claim: Claim, content: Content, shared: Mapping[str, float]
) -> Measured:
    text, context = squeeze(window.text), squeeze(window.context)
    near = Coverage.by(content, text + "\n" + context).features()
    words = _faults(claim, fold(window.text), window)
    edited = Edits.between(content, text)
    features = {
        **shared,
        **_prefixed("near", _NEAR, near),
        "aligned": float(content.weights @ edited.held) / content.total,
        "run": edited.run,
        "apart": float(window.also is not None),
        **{name: float(bool(words[name])) for name in FAULTS},
        "faults": float(any(words.values())),
    }
    rows = edited.rows(content, text + "\n" + context)
    return Measured(window, features, edited.edits, rows, words)


def _of_statement(claim: Claim, content: Content, whole: str, question: str) -> dict[str, float]:
    """Describe the statement: how much the question has of it already, what is new in it."""
    runs = matched_runs(content.text, whole)
    new = content.weights * (matched_runs(content.text, question) < COVERED)
    known = quantities(whole)
    return {
        "asked": 1 - float(new.sum()) / content.total,
        "news": (float(new @ (runs >= COVERED)) + _SMOOTH) / (float(new.sum()) + _SMOOTH),
        "unknown_names": float(sum(squeeze(n.text) not in whole for n in claim.names)),
        "unknown_figures": float(
            sum(
                not q.is_small_count and not any(same_quantity(q, k) for k in known)
                for q in claim.quantities
            )
        ),
    }


def _faults(claim: Claim, source: str, window: Window) -> dict[str, Sequence[str]]:
    """Return the words that each check finds fault with."""
    return {
        "figure": absent_figures(claim, source, window),
        "figure_subject": misplaced_figures(claim, source),
        "figure_rival": rival_figures(claim, source),
        "name": wrong_names(claim, source, window),
        "publisher": unknown_publishers(claim, window),
        "row": wrong_rows(claim, window),
        "speaker": wrong_speakers(claim.text, source, window),
        "denied": denied_clauses(claim.text, source),
        "opposed": opposed(claim.text, source),
    }


def _prefixed(prefix: str, names: Sequence[str], features: Mapping[str, float]) -> dict[str, float]:
    return {f"{prefix}_{name}": features[name] for name in names}


def _explain(best: Measured, content: Content, whole: str) -> tuple[Verdict, str]:
    """Name what is wrong with a statement: a fault, an edit, or that the evidence lacks it."""
    distorts = best.features["near_shared"] >= _DISTORTED
    if distorts and (named := _worst_fault(best, whole) or _worst_edit(best, whole)):
        return named
    missing = Coverage.by(content, whole).missing_stretch()
    return "not_found", f"原文里找不到“{missing}”" if missing else "原文里找不到这样的话"


def _worst_fault(best: Measured, whole: str) -> tuple[Verdict, str] | None:
    learned = fitted(SECTION)
    found = [name for name in FAULTS if best.features[name]]
    if not found:
        return None
    worst = min(found, key=lambda n: learned[f"covered_{n}"] + learned[f"faithful_{n}"])
    words = [word for word in best.words[worst] if word]
    if worst == "figure" and all(squeeze(word) in whole for word in words):
        worst = "figure_rival"  # the figure is that of something else
    verdict: Verdict = "misattributed" if worst in _MISATTRIBUTED else "contradicted"
    return verdict, _REASONS[worst].format("”“".join(words))


def _worst_edit(best: Measured, whole: str) -> tuple[Verdict, str] | None:
    costs = zip(best.parts[2].tolist(), best.edits, strict=True)
    cost, edit = min(costs, key=lambda pair: pair[0], default=(0.0, None))
    if edit is None or cost > _COUNTS or not edit.said:
        return None
    return "misattributed" if edit.said in whole else "contradicted", edit.reason
