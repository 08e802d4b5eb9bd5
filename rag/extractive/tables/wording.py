"""The words of questions about tables: asking, totals, superlatives, what stands for two names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from index.text.characters import NUMERALS, half_width
from index.text.dictionary import tag_of
from rag.language.word_lists import read_lists, word_list

_FILE = Path(__file__).with_name("wording.toml")

GAP = "\0"
"""A character that stands in no text: in place of one left out of a reading."""

TOTALS = frozenset(word_list("totals", _FILE))
_ASKS_TOTAL = re.compile("|".join(word_list("asks_total", _FILE)))
_ACCOUNT = re.compile("|".join(word_list("accounts", _FILE)))
_CHANGE = re.compile("|".join(word_list("changes", _FILE)))
_MEASURES = "|".join(sorted(word_list("measures", _FILE), key=len, reverse=True))
_SAID = re.compile(
    rf"多少(?:{_MEASURES})?|"
    + "|".join(sorted(map(re.escape, word_list("said", _FILE)), key=len, reverse=True))
)
MEASURES_OF = frozenset(read_lists(_FILE)["measures_of"]["nouns"].split())
_PAIRS = "|".join(read_lists(_FILE)["together"]["pairs"].split())
_TOGETHER = re.compile(rf"{_PAIRS}|[{NUMERALS}]{{2,4}}(?=[级类档等批期])")
_REASON = re.compile(
    r"为什么|为何|为啥|原因|依据|如何(?!联系)|怎么(?!联系)|怎样|是否|能否|可不可以"
)


def plain(text: str) -> str:
    """Return a text for comparison: half width, lower case, without white space."""
    return re.sub(r"\s+", "", half_width(text)).lower()


def readings(asked: str) -> list[str]:
    """Return a question as it reads for each of the names that it tells together.

    Offsets stay: 调整前后 reads 调整前 and 调整后, with gaps for the characters left out.
    """
    found = [asked]
    for match in _TOGETHER.finditer(asked):
        gaps = GAP * (len(match[0]) - 1)
        for character in match[0]:
            for read in (character + gaps, gaps + character):
                found.append(asked[: match.start()] + read + asked[match.end() :])
    return found


def said(asked: str) -> set[int]:
    """Return the offsets of words that name nothing: asking words, particles, punctuation."""
    places = {i for i, character in enumerate(asked) if not character.isalnum()}
    places.update(*(range(*match.span()) for match in _TOGETHER.finditer(asked)))
    return places.union(*(range(*match.span()) for match in _SAID.finditer(asked)))


def asks_account(asked: str) -> bool:
    """Return whether a question asks how something works or came about, which no figure tells."""
    return bool(_ACCOUNT.search(asked))


def asks_change(asked: str) -> bool:
    """Return whether a question asks how something changed."""
    return bool(_CHANGE.search(asked))


def asks_reason(asked: str) -> bool:
    """Return whether a question asks for more than what stands in a cell."""
    return bool(_REASON.search(asked))


def asks_total(asked: str) -> bool:
    """Return whether a question asks for a sum."""
    return bool(_ASKS_TOTAL.search(asked))


@lru_cache(maxsize=1)
def _ways() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, tuple(ways.split())) for name, ways in read_lists(_FILE)["ways"].items())


def named_by_way(asked: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield words that names of columns may have by the way of asking, and where it stands."""
    for name, ways in _ways():
        for way in ways:
            if (at := asked.find(way)) >= 0:
                yield name, (at, at + len(way))


def ways(asked: str, names: Iterable[str]) -> set[int]:
    """Return the offsets of ways of asking for one of the columns with these names."""
    known = "\n".join(names)
    spots = (spot for name, spot in named_by_way(asked) if name in known)
    return {offset for spot in spots for offset in range(*spot)}


def superlative(asked: str) -> tuple[int, tuple[int, int]] | None:
    """Return 1 if the largest is asked for and -1 if the smallest, and where the word stands.

    The last such word tells: the first may be in a column's name (最高降幅).
    """
    if not re.search("哪|谁|什么", asked):
        return None
    found = [
        (asked.rfind(word), sign, word)
        for sign, name in ((1, "largest"), (-1, "smallest"))
        for word in read_lists(_FILE)["superlatives"][name].split()
        if word in asked
    ]
    if not found:
        return None
    at, sign, word = max(found)
    return sign, (at, at + len(word))


def is_verb(word: str) -> bool:
    """Return whether a word is a verb."""
    return (tag_of(word) or "").startswith("v")
