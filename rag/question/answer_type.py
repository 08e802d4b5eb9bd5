"""Tell whether a statement has what a question asks for: a figure or date of its unit, its ordinals."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.question.analysis import ordinals
from rag.question.units import numbers_said, units

SAME_FAMILY = 0.5  # fit of a number that counts something in another unit than the asked one


def asks_figure(asked: str) -> bool:
    """Return whether a question asks for a number, an amount, a length of time or a date."""
    return units(asked) is not None


_FINED = re.compile("罚款|没收")
_FEE_ASKED = re.compile(
    "(?:交|缴|收|花)[^，,。？?罚]{0,6}(?:多少钱?|几块|几元)|费用?[^，,。？?]{0,4}多少|(?:免费|收费|要钱|交钱)吗"
)
_OFFENDS = re.compile("[罚违擅偷私]|非法|没有?|未|不|逾期|无证|责任|后果|冒用|倒卖|出租|出借|转让")


def figure_fit(text: str, asked: str, question: str) -> float:
    """Return how well a text has the figure asked for: 1 with its unit, 0.5 with a like one.

    `asked` is one part of the question, and what the whole `question` names itself does not
    count. 0 where no figure is asked for.
    """
    found = units(asked)
    if found is None or _is_another_payment(text, asked, question):
        return 0.0
    if has_new(found.asked, text, question):
        return 1.0
    return SAME_FAMILY * has_new(found.family, text, question)


def _is_another_payment(text: str, asked: str, question: str) -> bool:
    """Return whether a text tells a fine where a question asks what something costs."""
    return bool(_FEE_ASKED.search(asked) and _FINED.search(text) and not _OFFENDS.search(question))


def has_new(pattern: re.Pattern[str], text: str, question: str) -> bool:
    """Return whether a text has a figure of a pattern that the question lacks."""
    return any(is_new(match[0], question) for match in pattern.finditer(text))


def is_new(figure: str, question: str) -> bool:
    """Return whether a figure says a number that the question does not."""
    numbers = numbers_said(figure)
    return figure not in question and (not numbers or bool(numbers - _known(question)))


@lru_cache(maxsize=256)
def _known(question: str) -> frozenset[str]:
    """Return the numbers that the question itself names."""
    return frozenset(numbers_said(question))


@lru_cache(maxsize=256)
def _asked_ordinals(question: str) -> dict[str, set[str]]:
    return ordinals(question)


def conflicts(text: str, question: str) -> bool:
    """Return whether a statement names other ordinals than the question for the same unit.

    A statement about 第三批 conflicts with a question about 第二批.
    """
    asked = _asked_ordinals(question)
    if not asked:
        return False
    said = ordinals(text)
    return any(unit in said and not said[unit] & numbers for unit, numbers in asked.items())
