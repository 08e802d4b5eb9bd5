"""A statement read once: its figures and names, which its source has to bear out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.entities import Name, names
from rag.language.quantities import Quantity, fold, quantities

_LIST_ORDINAL = re.compile(r"[\u4e00-\u9fff]?[，,、：:是为]")
_NUMBERED = re.compile("(?:附属|人民|中心|临床)*(?:医院|中学|大学|军医)|(?:人民|附属|中心)")


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement, read once: its folded text, quantities and names."""

    text: str
    quantities: tuple[Quantity, ...]
    names: frozenset[Name]

    @classmethod
    def of(cls, statement: str) -> Claim:
        """Read a statement."""
        folded = fold(re.sub(r"^《[^》]*》[：:]", "", statement))
        counted = [q for q in quantities(folded) if not _lists(folded, q) and not _named(folded, q)]
        return cls(folded, tuple(counted), names(folded))


def _lists(text: str, quantity: Quantity) -> bool:
    """Whether an ordinal only counts the points of the text."""
    return quantity.kind == "ordinal" and bool(_LIST_ORDINAL.match(text, quantity.end))


def _named(text: str, quantity: Quantity) -> bool:
    """Whether an ordinal belongs to a name: 第一医院."""
    return quantity.kind == "ordinal" and bool(_NUMBERED.match(text, quantity.end))
