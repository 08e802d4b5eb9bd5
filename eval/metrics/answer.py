"""Answer quality: does the answer contain what it must?

These metrics count answerable questions only.
"""

from __future__ import annotations

from collections import Counter

from eval.datasets.matching import holds, squeeze
from eval.metrics.cases import Case, metric
from eval.metrics.marks import remove_marks


def bare_text(answer: str) -> str:
    """Return an answer without citation marks, bold markers and whitespace, at half width."""
    return remove_marks(squeeze(answer)).replace("**", "")


def f1(common: float, found: int, wanted: int) -> float:
    """Return the harmonic mean of precision common/found and recall common/wanted."""
    return 2 * common / (found + wanted) if found + wanted else 0.0


def held_points(case: Case) -> list[bool]:
    """Tell for each key point whether the answer contains it; a refusal contains none."""
    answer = bare_text(case.result["answer"])
    return [case.answered and holds(variants, answer) for variants in case.question.key_points]


@metric
def key_point_recall(case: Case) -> float | None:
    """Measure the share of the key points that the answer contains, 0 to 1 (nugget recall).

    Counts answerable questions with key points; a refusal scores 0.
    Voorhees, Overview of the TREC 2003 Question Answering Track, 2003.
    """
    held = held_points(case)
    return sum(held) / len(held) if held and case.answerable else None


@metric
def all_points(case: Case) -> float | None:
    """Check whether the answer contains every key point: 1 or 0.

    Counts answerable questions with key points; a refusal scores 0.
    """
    held = held_points(case)
    return float(all(held)) if held and case.answerable else None


@metric
def answer_chars(case: Case) -> float | None:
    """Count the characters of an answer, without citation marks and whitespace.

    Counts answerable questions that were not refused.
    """
    counts = case.answerable and case.answered
    return float(len(bare_text(case.result["answer"]))) if counts else None


@metric
def rouge_l(case: Case) -> float | None:
    """Measure the longest common subsequence of characters with the reference, as F1, 0 to 1.

    Counts answerable questions with a reference answer that were not refused.
    Lin, ROUGE: A Package for Automatic Evaluation of Summaries, 2004 (β = 1).
    """
    if not _comparable(case):
        return None
    from rapidfuzz.distance import LCSseq

    answer, reference = bare_text(case.result["answer"]), squeeze(case.question.answer)
    return f1(LCSseq.similarity(answer, reference), len(answer), len(reference))


@metric
def char_f1(case: Case) -> float | None:
    """Measure the characters shared with the reference, in any order, as F1, 0 to 1.

    A character counts as often as it occurs in both. Counts answerable questions with a
    reference answer that were not refused.
    Rajpurkar et al., SQuAD, 2016; by character as in Cui et al., CMRC 2018.
    """
    if not _comparable(case):
        return None
    answer, reference = bare_text(case.result["answer"]), squeeze(case.question.answer)
    shared = (Counter(answer) & Counter(reference)).total()
    return f1(shared, len(answer), len(reference))


def _comparable(case: Case) -> bool:
    return case.answerable and case.answered and bool(case.question.answer)
