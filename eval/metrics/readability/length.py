"""The length of an answer."""

from __future__ import annotations

import re

from eval.metrics.answer import bare_text
from eval.metrics.cases import Case
from eval.metrics.marks import remove_marks
from eval.metrics.readability.items import STYLES, count_numbered, may_be_long
from eval.metrics.readability.shown import asked, blocks

_BULLET = re.compile(r"^(?:- |\d+\. )", re.M)
MOST = 420
MOST_BEFORE_LIST = 200
LEAST_ITEMS = 3
MOST_OF_LIST = 1200


def too_long(case: Case) -> list[str]:
    """Measure the share of answers of at most 420 characters, 0 to 1. A table or an enumeration
    of three items or more, where the question may ask for one, may have 1200, but not more than
    200 before its first item. Counts all questions that were not refused.
    """
    answer = case.result["answer"]
    length = len(bare_text(answer))
    most = MOST_OF_LIST if _may_be_long(case, answer) else MOST
    return [str(length)] if length > most else []


def _may_be_long(case: Case, answer: str) -> bool:
    """Return whether an answer is a table, or a list that begins early and was asked for."""
    if any(block["kind"] == "table" for block in blocks(case)):
        return True
    items = sum(block["kind"] == "item" for block in blocks(case))
    listed = may_be_long(asked(case)) and max(items, count_numbered(answer)) >= LEAST_ITEMS
    return listed and _before_list(answer) <= MOST_BEFORE_LIST


def _before_list(answer: str) -> int:
    """Return how many characters of an answer precede its first item."""
    text = remove_marks(answer)
    starts = [match.start() for style in (_BULLET, *STYLES) if (match := style.search(text))]
    return min(starts, default=len(text))
