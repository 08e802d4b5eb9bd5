"""Lexical overlap between questions and their evidence.

A question that copies the wording of its evidence makes keyword search look better than it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eval.datasets.gold import Locator
from eval.datasets.sets import Question
from index.text.characters import character_pairs, letters_and_digits


def overlap(question: str, evidence: str) -> float:
    """Return the share of the question's character pairs found in its evidence, 0 to 1."""
    pairs = set(character_pairs(letters_and_digits(question)))
    text = letters_and_digits(evidence)
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


def set_overlap(questions: Sequence[Question], locator: Locator) -> dict[str, Any]:
    """Return the mean overlap of a set and how many of its questions count.

    Only questions whose evidence is found in the index count.
    """
    found = [
        overlap(question.question, text)
        for question in questions
        if (text := locator.text(locator.gold(question)))
    ]
    return {"mean": round(sum(found) / len(found), 4) if found else None, "questions": len(found)}
