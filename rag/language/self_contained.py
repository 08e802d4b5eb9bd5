"""Tell whether a sentence or a question can be read by itself, outside its text."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from index.text.characters import NUMERALS
from index.text.dictionary import dictionary
from rag.language.word_lists import word_list

WORDS = Path(__file__).with_name("self_contained.toml")

_NUMBERING = re.compile(
    rf"(?:[（(]?[{NUMERALS}\d]{{1,3}}[）)、.．](?!\d)|第[{NUMERALS}百零\d]{{1,6}}[条款项章节步]|[①-⑳])\s*"
)
_HANGING = re.compile("[，,；;]其|(?<!应)该|因此")  # 该院, 该医院, not 应该


def stands_alone(text: str) -> bool:
    """Return whether nothing in a sentence points to what stands before it in its text."""
    bare = without_numbering(text)
    words = list(dictionary().cut(bare))
    if not words or words[0] in _list("openings") or _openings().match(bare):
        return False
    if _list("pronouns").intersection(words) or _HANGING.search(bare):
        return False
    return not _pointing().search(bare)


def without_numbering(text: str) -> str:
    """Return a text without the number that it begins with: 第五条, （一）, 2."""
    return _NUMBERING.sub("", text.strip(), count=1)


@cache
def _openings() -> re.Pattern[str]:
    """Return the pattern of the openings that no other word begins with."""
    return re.compile("|".join(word for word in word_list("openings", WORDS) if len(word) > 1))


@cache
def _pointing() -> re.Pattern[str]:
    return re.compile("|".join(word_list("pointing", WORDS)))


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(word_list(name, WORDS))
