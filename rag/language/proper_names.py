"""Proper names in a question: by the tags of jieba's dictionary, in quotation marks, in Latin."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from index.text.tokenizer import dictionary

PLACE, INSTITUTION, OTHER = "ns", "nt", "nz"  # the dictionary's tags for names

_QUOTED = re.compile(r"《([^《》]{2,80})》|[“「『]([^“”「」『』]{3,20})[”」』]")
_LATIN = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_POINTING = "这那该此本某各每两几第"  # a word that begins with one of these names nothing


def proper_names(text: str, kinds: Collection[str], shortest: int) -> list[str]:
    """Return the names of these kinds in a text, each once, of at least `shortest` characters."""
    tags = _tags()
    words = dict.fromkeys(dictionary().cut(text))
    return [word for word in words if len(word) >= shortest and tags.get(word) in kinds]


def certain_names(text: str, shortest: int) -> list[str]:
    """Return what is very probably a name, each once: dictionary names, titles, Latin names.

    Of the words that the dictionary tags as other names (products, but also 这两项 and
    美元汇率), only those count that are no compound of common words.
    """
    known = proper_names(text, (PLACE, INSTITUTION), shortest)
    others = [n for n in proper_names(text, (OTHER,), shortest) if not _is_common(n)]
    return list(dict.fromkeys([*known, *others, *_quoted(text), *_LATIN.findall(text)]))


def _quoted(text: str) -> Iterator[str]:
    """Yield the titles and the terms in quotation marks."""
    for match in _QUOTED.finditer(text):
        yield match[1] or match[2]


def _is_common(word: str) -> bool:
    """Return whether a word points to something or consists of two words of the dictionary."""
    frequency = dictionary().FREQ
    cuts = range(2, len(word) - 1)
    return word[0] in _POINTING or any(
        frequency.get(word[:at]) and frequency.get(word[at:]) for at in cuts
    )


@cache
def _tags() -> dict[str, str]:
    """Return the tags of the dictionary's names; its lines hold a word, its frequency, its tag."""
    with dictionary().get_dict_file() as lines:
        entries = (line.decode("utf-8").split() for line in lines)
        return {word: tag for word, _, tag in entries if tag in (PLACE, INSTITUTION, OTHER)}
