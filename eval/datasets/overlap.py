"""How much a set's wording copies its evidence: a set that copies flatters lexical search."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from eval.datasets.gold import Locator
from eval.datasets.matching import title_key
from eval.datasets.sets import Question


def overlap(question: str, evidence: str) -> float:
    """Share of the question's character pairs that occur in its evidence, from 0 to 1."""
    pairs = {a + b for a, b in pairwise(title_key(question))}
    text = title_key(evidence)
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


def set_overlap(questions: Sequence[Question], locator: Locator) -> dict[str, Any]:
    """Mean overlap of the questions whose evidence can be located, and how many those are."""
    found = [
        overlap(question.question, text)
        for question in questions
        if (text := locator.text(locator.gold(question)))
    ]
    return {"mean": round(sum(found) / len(found), 4) if found else None, "questions": len(found)}
