"""Excerpts of the passages found by a search, with the words of the query marked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from index.text.dictionary import dictionary


def terms(query: str) -> list[str]:
    """Return the query's words of two or more characters, the longest first."""
    words = {word.strip() for word in dictionary().cut_for_search(query)}
    return sorted((w for w in words if len(w) > 1), key=len, reverse=True)


def excerpt(text: str, words: Iterable[str], width: int = 200) -> str:
    """Cut `width` characters from a text, from the sentence with the first of the words."""
    found = [at for word in words if (at := text.lower().find(word.lower())) >= 0]
    first = min(found, default=0)
    start = max((text.rfind(mark, 0, first) + 1 for mark in "。！？；\n"), default=0)
    start = start if len(text) > width else 0
    end = start + width
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return before + text[start:end].strip() + after


def highlighted(text: str, words: Iterable[str]) -> Markup:
    """Escape a text and put the words into `<mark>`."""
    pattern = "|".join(re.escape(word) for word in words)
    if not pattern:
        return escape(text)
    parts = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if i % 2 else escape(part)
        for i, part in enumerate(parts)
    )
