"""When two texts count as the same: one rule each for key points, quotes and titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

MARK = re.compile(r"\[\d+(?:[,，、\s]+\d+)*\]")
MIDDLE_CHARS = 15


def squeeze(text: str) -> str:
    """Fold to half width (NFKC) and drop all whitespace."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def plain(answer: str) -> str:
    """Keep an answer's words alone: without citation marks, bold and whitespace."""
    return MARK.sub("", squeeze(answer)).replace("**", "")


def holds(variants: Sequence[str], squeezed: str) -> bool:
    """Whether one variant of a key point occurs in a text already squeezed (CONTRACT)."""
    return any(squeeze(variant) in squeezed for variant in variants)


def middle(quote: str, chars: int = MIDDLE_CHARS) -> str:
    """Take the squeezed quote's middle characters: they know it where its ends were cut."""
    text = squeeze(quote)
    start = max(0, (len(text) - chars) // 2)
    return text[start : start + chars]


def title_key(title: str) -> str:
    """Fold a title for comparison: NFKC, no whitespace, no punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", title))
