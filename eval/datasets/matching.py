"""Rules for when a text contains a key point or a quote."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.text.characters import half_width

MIDDLE_CHARS = 15


def squeeze(text: str) -> str:
    """Fold a text to half width (NFKC) and remove all whitespace."""
    return re.sub(r"\s+", "", half_width(text))


def holds(variants: Sequence[str], squeezed: str) -> bool:
    """Tell whether a squeezed text contains at least one wording of a key point."""
    return any(squeeze(variant) in squeezed for variant in variants)


def middle(quote: str, chars: int = MIDDLE_CHARS) -> str:
    """Return the middle characters of a squeezed quote.

    They find the quote even in a passage that cuts off its beginning or end.
    """
    text = squeeze(quote)
    start = max(0, (len(text) - chars) // 2)
    return text[start : start + chars]
