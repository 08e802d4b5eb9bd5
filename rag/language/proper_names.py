"""Proper names in a question, by the tags of jieba's dictionary."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from index.text.tokenizer import dictionary

PLACE, INSTITUTION, OTHER = "ns", "nt", "nz"  # the dictionary's tags for names


def proper_names(text: str, kinds: Collection[str], shortest: int) -> list[str]:
    """Return the names of these kinds in a text, each once, of at least `shortest` characters."""
    tags = _tags()
    words = dict.fromkeys(dictionary().cut(text))
    return [word for word in words if len(word) >= shortest and tags.get(word) in kinds]


@cache
def _tags() -> dict[str, str]:
    """Return the tags of the dictionary's names; its lines hold a word, its frequency, its tag."""
    with dictionary().get_dict_file() as lines:
        entries = (line.decode("utf-8").split() for line in lines)
        return {word: tag for word, _, tag in entries if tag in (PLACE, INSTITUTION, OTHER)}
