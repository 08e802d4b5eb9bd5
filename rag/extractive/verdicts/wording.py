"""The words of a question and of a rule, compared as loosely as both are worded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from index.text.dictionary import dictionary
from rag.language.modality import alternatives
from rag.language.word_lists import word_list

WORDS = Path(__file__).with_name("words.toml")
"""Word lists of this room."""

MIN_ACT = 0.75  # share of the characters of the act asked about that the rule says
GAP = 2  # characters between those of a word said in other words: 支取 for 取, 医疗保险 for 医保

# A village doctor, 乡村医生, is no 医师.
_PEOPLE = {
    re.compile(f"(?<!村)(?:{alternatives(*word_list(kind, WORDS))})"): name
    for kind, name in (("doctors", "医师"), ("patients", "患者"))
}
_HOLLOW = frozenset(word_list("hollow", WORDS))
_ENDS = "，,；;。"


def as_in_rules(text: str) -> str:
    """Return a text with the names that rules have for people: 医师 for 医生, as long."""
    for said, name in _PEOPLE.items():
        text = said.sub(name, text)
    return text


def content_words(text: str) -> list[str]:
    """Return the words of a text that say something, each once, in order."""
    words = dict.fromkeys(word for word in dictionary().cut(text) if word.isalnum())
    return [word for word in words if word not in _HOLLOW]


def share_said(words: Sequence[str], text: str) -> float:
    """Return the share of the characters of words that a text says; 1 of none."""
    total = sum(map(len, words))
    return sum(len(word) for word in words if says(text, word)) / total if total else 1.0


def says(text: str, word: str) -> bool:
    """Return whether a text has a word, or its characters in order and close together."""
    if len(word) < 2 or word in text:
        return word in text
    starts = (at for at, character in enumerate(text) if character == word[0])
    return any(_goes_on(text, at, word[1:]) for at in starts)


def _goes_on(text: str, at: int, rest: str) -> bool:
    """Return whether each next character of a word stands shortly after the one before."""
    for character in rest:
        found = text.find(character, at + 1, at + GAP + 2)
        if found < 0 or any(mark in text[at:found] for mark in _ENDS):
            return False
        at = found
    return True
