"""Find the names in an English question: capitalised words after its first."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.english.words import FUNCTION_WORDS, words

_NAME = r"[A-Z][\w&'’-]*(?:\s+(?:(?:of|and|for|the)\s+){0,2}[A-Z][\w&'’-]*)*"
_NAMES = re.compile(rf"(?<=[\s(\"“]){_NAME}")
_ARTICLE = r"(?:(?i:the|an?)\s+)?"
_ASSERTS = r"(?i:reports?|reported|estimates?|estimated|writes|wrote|finds?|found)"
_SOURCES = re.compile(  # According to the Xinghe Institute; data from Xinghe; did Xinghe report
    r"(?i:according to|(?:cited|quoted|reported|published|estimated|released) (?:by|in)"
    r"|(?:data|figures|estimates?|reports?|surveys?|study|statistics|article|interview) (?:from|of|by|in))"
    rf"\s+{_ARTICLE}(?P<cited>{_NAME})"
    rf"|(?i:do|does|did)\s+{_ARTICLE}(?P<asserts>{_NAME})(?:\s+(?i:magazine|journal))?\s+{_ASSERTS}\b"
)


def sources_in(part: str) -> list[str]:
    """Return the names of those on whose word a question relies, of which it doesn't ask."""
    return [found["cited"] or found["asserts"] for found in _SOURCES.finditer(part)]


def names_in(part: str) -> list[str]:
    """Return the names: capitalised words after the first."""
    return [found.strip() for found in _NAMES.findall(part)]


def name_is_known(part: str, knows: Callable[[str], bool]) -> bool:
    """Return whether all words of some name are known, those of sources aside."""
    cited = sources_in(part)
    names = [name for name in _NAMES.findall(part) if name not in cited]
    return any(all(map(knows, _own_words(name))) for name in names)


def is_acronym(word: str) -> bool:
    """Return whether a word is a short form that Chinese texts keep: DRG, CAR-T, mRNA."""
    return sum(map(str.isupper, word)) > 1


def _own_words(name: str) -> list[str]:
    return [word for word in words(name) if word.lower() not in FUNCTION_WORDS]
