"""Bigrams and single characters of a text, function words left out."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.language.quantities import fold

_LATIN = re.compile(r"[a-z]+")

_FUNCTION = re.compile(r"[\W\d_的了和与及或在是为对将把被等也都就而其之于以由从到向这那有并]+")


@lru_cache(maxsize=8192)
def characters(text: str) -> frozenset[str]:
    """Chinese characters that say something, and Latin words."""
    folded = fold(text).lower()
    return frozenset(_FUNCTION.sub("", _LATIN.sub(" ", folded))) | set(_LATIN.findall(folded))


def content(text: str) -> str:
    """Characters that say something: no digits, punctuation or function words."""
    return _FUNCTION.sub("", fold(text).lower())


@lru_cache(maxsize=8192)
def bigrams(text: str) -> frozenset[str]:
    """Neighbouring characters, not across punctuation, digits and function words; Latin words."""
    runs = _FUNCTION.split(_LATIN.sub(" ", folded := fold(text).lower()))
    pairs = frozenset(run[i : i + 2] for run in runs for i in range(len(run) - 1))
    return pairs | set(_LATIN.findall(folded))
