"""Check one statement against its evidence: features, a verdict, and the reason in Chinese.

The features of `coverage`, `edits` and the single checks are weighed by one logistic regression,
whose weights are learned (docs/fitting.md). Of several windows the one that supports most counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.fitted import fitted
from rag.language.quantities import fold, quantities, same_quantity
from rag.verification.antonyms import opposed
from rag.verification.claim import Claim
from rag.verification.coverage import COVERED, Content, Coverage, matched_runs, squeeze
from rag.verification.edits import edits
from rag.verification.names import unknown_publishers, wrong_names, wrong_rows
from rag.verification.negation import denied_clauses
from rag.verification.numbers import absent_figures, misplaced_figures, rival_figures
from rag.verification.quotes import unknown_reference, wrong_quote
from rag.verification.speakers import wrong_speakers
from rag.verification.windows import Evidence, Window

Verdict = Literal["supported", "misattributed", "contradicted", "not_found", "unchecked"]

SECTION = "check"  # of rag/fitted.toml
_SHARED = ("longest", "depth", "missing", "missing_weight", "rarest", "first_clause", "last_clause")
_NEAR = ("depth", "shared", "longest", "missing")
_EDITS = ("negated", "joined", "runs")
_STATEMENT = ("asked", "news", "unknown_names", "unknown_figures")
FAULTS = (
    *("figure", "figure_subject", "figure_rival"),
    *("name", "publisher", "row", "speaker", "denied", "opposed"),
)
FEATURES = (
    *_STATEMENT,
    *(f"all_{name}" for name in _SHARED),
    *(f"near_{name}" for name in _NEAR),
    *_EDITS,
    "apart",
    *FAULTS,
    "faults",
)
"""What is weighed: the statement, its coverage by all evidence and by a window, the faults."""

_DISTORTED = 0.5  # share of a statement that a window holds if the statement distorts it
_SMOOTH = 0.3  # so that a statement that only repeats the question is no news, and covered
_MISATTRIBUTED = frozenset(
    ["figure_subject", "figure_rival", "name", "publisher", "row", "speaker", "joined"]
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
    "negated": "与原文一肯一否",
    "opposed": "与原文意思相反",
    "joined": "由原文不相连的几处拼成",
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


@dataclass(frozen=True, slots=True)
class Measured:
    """The features of a statement against one window, and the words that each fault is about."""

    window: Window
    features: Mapping[str, float]
    words: Mapping[str, Sequence[str]]

    @property
    def log_odds(self) -> float:
        """The log odds that the window supports the statement."""
        weights = fitted(SECTION)
        return weights["bias"] + sum(weights[n] * v for n, v in self.features.items() if v)


def check(statement: str, evidence: Evidence, numbers: Sequence[int]) -> Judgement:
    """Judge a statement by these passages of the evidence."""
    content = Content.of(statement)
    if not content.total:
        return UNCHECKED
    best = max(measure(statement, content, evidence, numbers), key=_log_odds, default=None)
    if best is None:
        return NOTHING
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


def _log_odds(measured: Measured) -> float:
    return measured.log_odds


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
    text = squeeze(window.text)
    near = Coverage.by(content, text + "\n" + squeeze(window.context)).features()
    words = _faults(claim, fold(window.text), window)
    return Measured(
        window,
        {
            **shared,
            "apart": float(window.also is not None),
            **_prefixed("near", _NEAR, near),
            **edits(content, text),
            **{name: float(bool(words[name])) for name in FAULTS},
            "faults": float(any(words.values())),
        },
        words,
    )


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
    """Name what counts most against a statement: a fault, or that the evidence lacks it."""
    weights = fitted(SECTION)
    against = {n: weights[n] * best.features[n] for n in _REASONS if best.features[n]}
    worst = min(against, key=lambda name: against[name], default="")
    if worst and against[worst] < 0 and best.features["near_shared"] >= _DISTORTED:
        words = [w for w in best.words.get(worst, ()) if w]
        if worst == "figure" and all(squeeze(word) in whole for word in words):
            worst = "figure_rival"  # the figure is that of something else
        verdict: Verdict = "misattributed" if worst in _MISATTRIBUTED else "contradicted"
        return verdict, _REASONS[worst].format("”“".join(words))
    missing = Coverage.by(content, whole).missing_stretch()
    return "not_found", f"原文里找不到“{missing}”" if missing else "原文里找不到这样的话"
