"""Does the answer say what it must? Each metric applies to answerable questions alone.

A refusal of an answerable question holds no key point: it scores 0.
"""

from __future__ import annotations

from collections import Counter

from eval.datasets.matching import holds, plain, squeeze
from eval.metrics.cases import Case, metric


def f1(common: float, found: int, wanted: int) -> float:
    """Harmonic mean of precision common/found and recall common/wanted."""
    return 2 * common / (found + wanted) if found + wanted else 0.0


def held_points(case: Case) -> list[bool]:
    """For each key point whether the answer holds it (CONTRACT); none in a refusal."""
    answer = plain(case.result["answer"])
    return [case.answered and holds(variants, answer) for variants in case.question.key_points]


@metric
def key_point_recall(case: Case) -> float | None:
    """Share of the key points the answer holds; nugget recall.

    Voorhees, Overview of the TREC 2003 Question Answering Track, 2003.
    """
    held = held_points(case)
    return sum(held) / len(held) if held and case.answerable else None


@metric
def all_points(case: Case) -> float | None:
    """Whether the answer holds every key point."""
    held = held_points(case)
    return float(all(held)) if held and case.answerable else None


@metric
def answer_chars(case: Case) -> float | None:
    """Length of an answer in characters, without marks and whitespace; refusals left out."""
    return float(len(plain(case.result["answer"]))) if _comparable(case) else None


@metric
def rouge_l(case: Case) -> float | None:
    """F1 over the longest common subsequence of characters with the reference.

    Lin, ROUGE: A Package for Automatic Evaluation of Summaries, 2004 (β = 1).
    """
    if not _comparable(case):
        return None
    from rapidfuzz.distance import LCSseq

    answer, reference = plain(case.result["answer"]), squeeze(case.question.answer)
    return f1(LCSseq.similarity(answer, reference), len(answer), len(reference))


@metric
def char_f1(case: Case) -> float | None:
    """F1 over the characters shared with the reference, counted as often as they occur.

    Rajpurkar et al., SQuAD, 2016; by character as in Cui et al., CMRC 2018.
    """
    if not _comparable(case):
        return None
    answer, reference = plain(case.result["answer"]), squeeze(case.question.answer)
    shared = (Counter(answer) & Counter(reference)).total()
    return f1(shared, len(answer), len(reference))


def _comparable(case: Case) -> bool:
    return case.answerable and case.answered and bool(case.question.answer)
