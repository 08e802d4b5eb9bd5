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


def excerpt(text: str, words: Iterable[str], width: int = 200) -> str:
    """The part of a text that begins with the sentence of the first word found."""
    places = [place for word in words if (place := text.lower().find(word.lower())) >= 0]
    first = min(places, default=0)
    start = max((text.rfind(mark, 0, first) + 1 for mark in "。！？；\n"), default=0)
    start = start if len(text) > width else 0
    end = start + width
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return before + text[start:end].strip() + after


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
