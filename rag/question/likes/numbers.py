"""Put the years and ordinals that a follow-up names into the question before."""

from __future__ import annotations

from itertools import pairwise

from rag.language.question_words import Word, spelled, words

_OF_LAW = "条款章节项"  # what is counted in a law


def numbered(named: str, before: str) -> tuple[str, str]:
    """Return the question before with the years and ordinals of a name, and the rest of the name."""
    kept = []
    for word in words(named):
        if word.tag == "year" or (word.tag == "ordinal" and _counts(word)):
            before = _with_number(word, before)
        else:
            kept.append(word)
    rest = spelled(kept) if len(kept) < len(words(named)) else named
    return before, rest if rest == "目的" else rest.strip("的 ")


def _counts(word: Word) -> bool:
    """Return whether an ordinal is one of batches, rounds or articles of a law."""
    return word.text[-1] in f"批轮届版期次代季{_OF_LAW}"


def _with_number(word: Word, before: str) -> str:
    same = [
        one
        for one in words(before)
        if one.tag == word.tag and (word.tag == "year" or one.text[-1] == word.text[-1])
    ]
    if not same:
        year = f"{word.text}年" if word.text.isdigit() and not before.isascii() else word.text
        return year + before if word.text[-1] not in _OF_LAW else ""
    first, last = same[0], same[0]
    for one, after in pairwise(same):  # 2019年至2021年 is one stretch
        if one is last and after.start - one.end <= 1:
            last = after
    return before[: first.start] + _like(word.text, last.text) + before[last.end :]


def _like(year: str, before: str) -> str:
    """Return a year with or without 年, as the one before it."""
    return year.rstrip("年度") + "年" if before.endswith("年") and year[-1].isdigit() else year
