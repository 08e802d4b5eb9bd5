"""Citation marks in the text of an answer: `[1]`, or several numbers as in `[2, 3]`.

Any system may be evaluated, so its marks are read from the text of its answer.
"""

from __future__ import annotations

import re

MARK = re.compile(r"\[\d+(?:[,，、\s]+\d+)*\]")
MARK_RUN = re.compile(rf"(?:{MARK.pattern}\s*)+[。；，、！？.;]?")
"""Neighbouring marks, with the punctuation mark that may follow them."""
SINGLE_MARK = re.compile(r"\[(\d+)\]")


def mark_numbers(text: str) -> tuple[int, ...]:
    """Return the citation numbers of all marks in a text, in order."""
    return tuple(int(n) for mark in MARK.findall(text) for n in re.findall(r"\d+", mark))


def remove_marks(text: str) -> str:
    """Remove every citation mark from a text."""
    return MARK.sub("", text)
