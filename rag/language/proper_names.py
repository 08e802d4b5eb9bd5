"""Proper names in a question: by the tags of jieba's dictionary, titles, Latin names."""

from __future__ import annotations

import re
from collections.abc import Collection

from index.text.characters import HAN
from index.text.dictionary import dictionary, tag_of

PLACE, INSTITUTION, OTHER = "ns", "nt", "nz"  # the dictionary's tags for names
_NAMES = (PLACE, INSTITUTION, OTHER)

_TITLE = re.compile(r"《([^《》]{2,80})》")
_LATIN = re.compile(r"(?<![A-Za-z])[A-Z](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){2,}")
_HAN = re.compile(f"[{HAN}]+")
_COMMON_NOUN = re.compile("n|n[rg]t?|nrfg|[jbafst]|vn|an")  # tags of words in noun phrases
_POINTING = "这那该此本某各每两几第"  # a word that begins with one of these names nothing


def proper_names(text: str, kinds: Collection[str], shortest: int) -> list[str]:
    """Return the names of these kinds in a text, each once, of at least `shortest` characters."""
    words = dict.fromkeys(dictionary().cut(text))
    return [word for word in words if len(word) >= shortest and tag_of(word) in kinds]


def certain_names(text: str, shortest: int) -> list[str]:
    """Return what is very probably a name, each once: dictionary names, titles, Latin names.

    A word that the dictionary tags as an institution counts if a place or another name begins
    it (瑞金医院, not 卫生局), and one that it tags as another name if no common word does
    (氨氯地平, not 美元汇率 or 护手霜).
    """
    names = [
        *proper_names(text, (PLACE,), shortest),
        *(n for n in proper_names(text, (INSTITUTION,), shortest) if _begins_with_name(n)),
        *(n for n in proper_names(text, (OTHER,), shortest) if not _begins_with_word(n)),
        *_TITLE.findall(text),
        *_LATIN.findall(text),
    ]
    return list(dict.fromkeys(names))


def _begins_with_name(word: str) -> bool:
    """Return whether a name stands before the rest of a word: 瑞金 in 瑞金医院."""
    return any(tag_of(word[:at]) in _NAMES for at in range(2, len(word) - 1))


def _begins_with_word(word: str) -> bool:
    """Return whether a word points to something, or a word of the dictionary begins it."""
    known = dictionary().FREQ
    return word[0] in _POINTING or any(known.get(word[:at]) for at in range(2, len(word)))


def in_noun_phrase(word: str) -> bool:
    """Return whether a word can be part of a noun phrase; one the dictionary lacks can."""
    tag = tag_of(word) or "n"
    return bool(_HAN.fullmatch(word)) and (tag in _NAMES or bool(_COMMON_NOUN.fullmatch(tag)))
