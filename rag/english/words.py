"""Words of English questions and their base forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from rag.language.word_lists import read_lists

WORD = re.compile(
    r"[A-Z]+(?:-[A-Z\d]+)+|[A-Za-z][A-Za-z'’]*|\d+(?:st|nd|rd|th)\b|\d[\d,.]*\d|\d|[\u4e00-\u9fff]+"
)

_LISTS = read_lists(Path(__file__).with_name("words.toml"))
FUNCTION_WORDS = frozenset(_LISTS["function_words"].split())
"""Words that carry no meaning of their own, asking words included."""
_ONES, _ORDINALS = _LISTS["ones"].split(), _LISTS["ordinals"].split()
_HAN_NUMBERS = "一二三四五六七八九十"

_RANKS = {
    "class": "类",
    "category": "类",
    "grade": "级",
    "level": "级",
    "tier": "级",
    "phase": "期",
}
_PLACES = dict(
    zip(["I", "II", "III", "IV", "V", "VI", "A", "B", "C"], "一二三四五六甲乙丙", strict=True)
)
_RANKED = re.compile(rf"\b({'|'.join(_RANKS)})[ -](I{{1,3}}|I?V|VI|[ABC]|[1-9])(?![\w-])", re.I)

_PLURALS = (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("s", ""))
_VERB_ENDINGS = (("ied", "y"), ("ed", "e"), ("ed", ""), ("ing", ""), ("ing", "e"))
_BRITISH = (
    ("licence", "license"),
    ("centre", "center"),
    ("programme", "program"),
    ("isation", "ization"),
)


def words(question: str) -> list[str]:
    """Return words, numbers and stretches of Chinese; without hyphens and possessive endings.

    A rank is a Chinese word: Class III is 三类, level 2 is 二级.
    """
    question = _RANKED.sub(_rank, question)
    return [re.sub(r"['’]s?$", "", word) for word in WORD.findall(question)]


def _rank(found: re.Match[str]) -> str:
    place, kind = found[2], _RANKS[found[1].lower()]
    if place.islower():  # a class a student is in
        return found[0]
    chinese = _HAN_NUMBERS[int(place) - 1] if place.isdigit() else _PLACES[place.upper()]
    return f" {chinese}{kind} "


@lru_cache(maxsize=4096)
def base(word: str) -> str:
    """Return a word in lower case, in American spelling, without the ending of a plural."""
    word = word.lower()
    for british, american in _BRITISH:
        word = word.replace(british, american)
    if word.endswith(("ss", "us", "is")):
        return word
    for ending, singular in _PLURALS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + singular
    return word


def forms(word: str) -> Iterator[str]:
    """Yield the base forms that a word may have: saved gives saved, save, sav."""
    yield base(word)
    for ending, rest in _VERB_ENDINGS:
        if word.lower().endswith(ending) and len(word) > len(ending) + 2:
            stem = word.lower()[: -len(ending)] + rest
            yield stem
            if len(stem) > 3 and stem[-1] == stem[-2]:
                yield stem[:-1]


def number(word: str) -> str:
    """Return an English number of up to twelve in Chinese: 五 for five, 第二 for second, or ''."""
    word = word.lower()
    if word in _ORDINALS:
        return f"第{_in_chinese(_ORDINALS.index(word))}"
    if suffixed := re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th)", word):
        return f"第{suffixed[1]}"
    return _in_chinese(_ONES.index(word)) if word in _ONES else ""


def _in_chinese(place: int) -> str:
    return _HAN_NUMBERS[place] if place < 10 else f"十{_HAN_NUMBERS[place - 10]}"
