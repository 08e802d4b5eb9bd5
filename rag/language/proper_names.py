"""Proper names in a question, by the tags of jieba's dictionary."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from index.text.tokenizer import dictionary

PLACE, INSTITUTION, OTHER = "ns", "nt", "nz"  # the dictionary's tags of names


def proper_names(text: str, kinds: Collection[str], shortest: int) -> list[str]:
    """Words of the text that are names of these kinds, of `shortest` characters or more."""
    tags = _tags()
    words = dict.fromkeys(dictionary().cut(text))
    return [word for word in words if len(word) >= shortest and tags.get(word) in kinds]


@cache
def _tags() -> dict[str, str]:
    """Tags of the names in the dictionary, whose lines are a word, its frequency, its tag."""
    with dictionary().get_dict_file() as lines:
        entries = (line.decode("utf-8").split() for line in lines)
        return {word: tag for word, _, tag in entries if tag in (PLACE, INSTITUTION, OTHER)}
