"""Split a sentence into clauses."""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"[，,。；;！？!?：:\n]")


def clauses(text: str) -> list[str]:
    """Return the pieces between punctuation marks, without blank ones."""
    return [piece for piece in map(str.strip, _PUNCTUATION.split(text)) if piece]
