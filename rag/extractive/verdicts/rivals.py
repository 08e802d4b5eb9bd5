"""Tell when a rule is about another of the kind that is asked about."""

from __future__ import annotations

import re

from index.text.characters import NUMERALS
from rag.extractive.verdicts.wording import content_words, says

_NON = re.compile(r"非([^，,；;。、的]{2})")
_NUMERAL = re.compile(rf"[{NUMERALS}]{{1,3}}|\d{{1,4}}")
_RANKED = re.compile(
    rf"((?:第?[{NUMERALS}\d]{{1,4}}[、和或至]){{0,12}}第?[{NUMERALS}\d]{{1,4}})([类级等档型批期])"
)


def rival(subject: str, clause: str) -> bool:
    """Return whether a clause names another of the kind: 第一类 for 第三类, 处方药 for 非处方药."""
    lacking = [word for word in content_words(subject) if not says(clause, word)]
    others = [word for word in content_words(clause) if not says(subject, word)]
    return (
        _other_rank(subject, clause)
        or _non(subject, clause)
        or _non(clause, subject)
        or any(
            len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
            for one in lacking
            for other in others
        )
    )


def _ranks(text: str) -> set[tuple[str, str]]:
    """Return the classes and degrees that a text names: 第一、二类 as (一, 类) and (二, 类)."""
    found = (match.groups() for match in _RANKED.finditer(text))
    return {(number, unit) for numbers, unit in found for number in _NUMERAL.findall(numbers)}


def _other_rank(subject: str, clause: str) -> bool:
    """Return whether a clause names classes of a kind, and none that the subject is of."""
    asked_, there = _ranks(subject), _ranks(clause)
    units = {unit for _, unit in asked_} & {unit for _, unit in there}
    return bool(units) and not asked_ & there


def _non(one: str, other: str) -> bool:
    """Return whether one text speaks of 非 what the other speaks of."""
    return any(noun in other and f"非{noun}" not in other for noun in _NON.findall(one))
