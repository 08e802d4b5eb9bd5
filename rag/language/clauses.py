"""Split a sentence into clauses."""

from __future__ import annotations

import re

_CLAUSE = re.compile(r"[，,。；;！？!?：:\n]")


def clauses(text: str) -> list[str]:
    """Pieces between punctuation marks."""
    return [piece for piece in map(str.strip, _CLAUSE.split(text)) if piece]
