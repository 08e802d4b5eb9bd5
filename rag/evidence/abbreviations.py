"""Recognise in the evidence what an abbreviation of the question stands for: 低保, 新农合, 居民医保.

An abbreviation takes a character of each of several words in their order, the first of the first
and the last of the last: 低保 of 最低生活保障. Documents define their own, too: …（以下简称居民医保）.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from index.model import Article
from index.text.characters import BASIC_HAN
from index.text.dictionary import dictionary, tag_of
from index.text.tokenizer import stop_words

LONGEST = 4  # characters of an abbreviation
COMMON = 300  # frequency in jieba's dictionary from which a word abbreviates nothing
MIN_TIMES = 2  # that a text has the long form, for it to be a term and no chance
MAX_WORDS = 5  # of a long form
AROUND = 6  # characters on either side that show where the words of a long form begin and end

_DEFINED = re.compile(
    rf"([{BASIC_HAN}]{{3,30}})[（(](?:以下|下)?(?:简|统)?称(?:为|[:：])?[“「『\"]?([{BASIC_HAN}]{{2,12}})[”」』\"]?[）)]"
)
_HAN = f"[{BASIC_HAN}]"


def shortened(text: str, question: str, article: Article) -> str:
    """Return a text of an article with the long forms of the question's abbreviations replaced."""
    for long, short in long_forms(question, article):
        text = text.replace(long, short)
    return text


@lru_cache(maxsize=512)
def long_forms(question: str, article: Article) -> tuple[tuple[str, str], ...]:
    """Return the long forms in an article with their abbreviations in a question, longest first."""
    text = f"{article.title}\n{article.text}"
    found = dict(_defined(text))
    for short in _abbreviations(question):
        found |= dict.fromkeys(_long(short, text), short)
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))


def _defined(text: str) -> Iterator[tuple[str, str]]:
    """Yield the long and short forms that a text defines, where one abbreviates the other."""
    for match in _DEFINED.finditer(text):
        before, short = match.groups()
        at = before.rfind(short[0])
        while at >= 0 and not _is_subsequence(short, before[at:]):
            at = before.rfind(short[0], 0, at)
        if at >= 0 and len(before) - at > len(short):
            yield before[at:], short


@lru_cache(maxsize=256)
def _abbreviations(question: str) -> tuple[str, ...]:
    """Return what may be an abbreviation in a question: uncommon words, and such with a neighbour."""
    words = list(dictionary().cut(question))
    found = [word for word in words if _may_abbreviate(word)]
    for first, second in pairwise(words):
        if 1 in (len(first), len(second)) and stop_words().isdisjoint((first, second)):
            found.append(first + second)
    return tuple(dict.fromkeys(w for w in found if re.fullmatch(f"{_HAN}{{2,{LONGEST}}}", w)))


def _may_abbreviate(word: str) -> bool:
    return tag_of(word) == "j" or (dictionary().FREQ.get(word) or 0) < COMMON


def _long(short: str, text: str) -> set[str]:
    """Return the terms of a text whose words an abbreviation is taken from."""
    pattern = re.compile(f"{_HAN}{{0,3}}?".join(short))
    counted: dict[str, int] = {}
    for match in pattern.finditer(text):
        if match[0] != short and (long := _words_around(short, text, match.start(), match.end())):
            counted[long] = counted.get(long, 0) + 1
    return {long for long, times in counted.items() if times >= MIN_TIMES}


def _words_around(short: str, text: str, start: int, end: int) -> str:
    """Return the whole words that hold a match, if the abbreviation has one character of each."""
    left = max(start - AROUND, text.rfind("\n", 0, start) + 1)
    at, held = left, []
    for word in dictionary().cut(text[left : end + AROUND]):
        if at < end and at + len(word) > start:
            held.append(word)
        at += len(word)
    if not 2 <= len(held) <= MAX_WORDS or any(len(word) < 2 for word in held):
        return ""
    taken = short[0] in held[0] and short[-1] in held[-1]
    hit = sum(any(character in word for character in short) for word in held)
    return "".join(held) if taken and hit >= min(len(short), len(held) - 1) else ""


def _is_subsequence(short: str, text: str) -> bool:
    at = 0
    for character in short:
        at = text.find(character, at) + 1
        if not at:
            return False
    return True
