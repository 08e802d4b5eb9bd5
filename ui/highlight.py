"""Marking the words of a query in the text that was found."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape


def terms(query: str) -> list[str]:
    """Words of a query that are worth marking: two characters or more, longest first."""
    import jieba

    words = {word.strip() for word in jieba.lcut_for_search(query)}
    return sorted((w for w in words if len(w) > 1), key=len, reverse=True)


def highlighted(text: str, words: Iterable[str]) -> Markup:
    """Text, escaped, with the words in `<mark>`."""
    pattern = "|".join(re.escape(word) for word in words)
    if not pattern:
        return escape(text)
    parts = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if i % 2 else escape(part)
        for i, part in enumerate(parts)
    )
