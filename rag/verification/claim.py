"""Read a statement once, before its checks: its folded text, its quantities and its names.

Numerals that state nothing are left out here, or the checks would strike true statements: the
第一 of 「第一，扩建诊所」 only counts a point, that of 「东湖市第一医院」 belongs to a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.entities import Name, names
from rag.language.quantities import Quantity, fold, quantities

LABEL_KINDS = ("year", "age", "ordinal", "month", "day")
"""Kinds of quantity that say to what or when another figure belongs."""

_AFTER_LIST_ORDINAL = re.compile(r"[\u4e00-\u9fff]?[，,、：:是为]")
_AFTER_NAME_ORDINAL = re.compile(
    "(?:附属|人民|中心|临床){0,4}(?:医院|中学|大学|军医)|(?:人民|附属|中心)"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a statement claims: its folded text, the figures in it and the names in it."""

    text: str
    quantities: tuple[Quantity, ...]
    names: frozenset[Name]

    @classmethod
    def from_statement(cls, statement: str) -> Claim:
        """Read a statement, without a title (《…》：) in front of it."""
        folded = fold(re.sub(r"^《[^》]*》[：:]", "", statement))
        figures = [q for q in quantities(folded) if not _is_bare_ordinal(folded, q)]
        return cls(folded, tuple(figures), names(folded))


def _is_bare_ordinal(text: str, quantity: Quantity) -> bool:
    """Return whether an ordinal only counts a point of the text, or belongs to a name."""
    return quantity.kind == "ordinal" and any(
        after.match(text, quantity.end) for after in (_AFTER_LIST_ORDINAL, _AFTER_NAME_ORDINAL)
    )
