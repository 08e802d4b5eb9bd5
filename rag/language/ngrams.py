"""Bigrams and single characters of a text, without function words."""

from __future__ import annotations

import re
from functools import lru_cache

from index.text.characters import character_pairs
from rag.language.quantities import fold

FUNCTION_WORDS = "的了和与及或在是为对将把被等也都就而其之于以由从到向这那有并"
"""Characters that are words without content; for use inside a character class."""

_LATIN = re.compile(r"[a-z]+")
_NO_CONTENT = re.compile(rf"[\W\d_{FUNCTION_WORDS}]+")


@lru_cache(maxsize=8192)
def content_characters(text: str) -> frozenset[str]:
    """Return the Chinese characters with content, and the Latin words in lower case."""
    folded = fold(text).lower()
    return frozenset(_NO_CONTENT.sub("", _LATIN.sub(" ", folded))) | set(_LATIN.findall(folded))


def content_text(text: str) -> str:
    """Return the text in lower case, without digits, punctuation and function words."""
    return _NO_CONTENT.sub("", fold(text).lower())


@lru_cache(maxsize=8192)
def bigrams(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters with content, and the Latin words in lower case.

    No pair spans a digit, a punctuation mark or a function word.
    """
    runs = _NO_CONTENT.split(_LATIN.sub(" ", folded := fold(text).lower()))
    pairs = frozenset(pair for run in runs for pair in character_pairs(run))
    return pairs | set(_LATIN.findall(folded))
