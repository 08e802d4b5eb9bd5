"""Recognise input that names a topic and asks nothing of it: 集采, 说说集采, 医保医保医保."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.text.characters import BASIC_HAN
from index.text.dictionary import dictionary
from index.text.tokenizer import simplified
from rag.language.word_lists import word_list
from rag.question.analysis import ASKS, YEAR, ordinals

WORDS = Path(__file__).with_name("topic.toml")
MAX_TOPIC = 12  # characters; a longer phrase says what it wants
MAX_UNIT = 30  # characters of what is repeated
SHORT = 6  # characters; a longer phrase with a question mark asks something

_MARKS = " \t，,。．.、；;：:？?！!…~～“”\"'‘’「」·-—"
_LATIN = re.compile(r"(?=\d{0,9}[A-Za-z])[A-Za-z0-9][A-Za-z0-9+./-]{1,19}")  # DRG, 5G
_HAN = re.compile(f"[{BASIC_HAN}]")
_MANY = re.compile(r"[《》〔〕\[\]<>()（）\s、，,]|[^\W\d_]的[^\W\d_]")  # of several words and more
_CLAUSE = re.compile(r"第[^\s]{1,8}[条款项章]")
_ASKED_YEAR = re.compile(r"((?:19|20)\d\d)年(?:度|的)?")


@dataclass(frozen=True, slots=True)
class Topic:
    """What an input names: `text` whole, and its `words`, all of which an article must hold.

    `year` limits the articles to those of a year, empty where none is named. `led` tells that
    words such as 说说 stand before it, so that it is no follow-up.
    """

    text: str
    words: tuple[str, ...]
    year: str = ""
    led: bool = False

    @property
    def is_latin(self) -> bool:
        """Whether it has no Chinese character, so that it may be a word of another language."""
        return not _HAN.search(self.text)


def topic_of(asked: str) -> Topic | None:
    """Return the topic that an input names; None where it asks or says something."""
    whole = _closed(simplified(asked).strip(_MARKS))
    bare = once(whole)
    text, led = _without_lead(bare)
    text = _without_tail(text)
    year = _ASKED_YEAR.match(text)
    if year:
        text = text[year.end() :].strip(_MARKS)
    if (len(text) > SHORT and asked.rstrip().endswith(("?", "？"))) or not _names(text):
        return None
    return Topic(text, _words(text), year[1] if year else "", led or bare != whole)


def _closed(text: str) -> str:
    """Return a text without the blanks between its characters, where it is spaced out: 集 采."""
    return "".join(text.split()) if all(len(part) == 1 for part in text.split()) else text


def once(text: str) -> str:
    """Return what a Chinese text repeats to its end, the last time perhaps in part."""
    if not _HAN.search(text):
        return text
    joined = re.sub(r"[\s，,。、；;！!？?]+", "", text)
    for size in range(1, min(MAX_UNIT, len(joined) // 2) + 1):
        unit = joined[:size]
        times = -(-len(joined) // size)
        if times >= (2 if size > 1 else 3) and (unit * times).startswith(joined):
            return unit
    return text


def _names(text: str) -> bool:
    """Return whether a short text is a bare name: nothing in it asks or says something."""
    if _LATIN.fullmatch(text):
        return True
    if not _HAN.search(text) or len(text) > MAX_TOPIC or _MANY.search(text):
        return False
    if ASKS.search(text) or ordinals(text) or _CLAUSE.search(text) or YEAR.search(text):
        return False
    words = [word for word in dictionary().cut(text) if word.strip()]
    said = _list("saying")
    if any(word in said or word[0] == "没" for word in words):
        return False
    return not _asks_for(words)


def _asks_for(words: list[str]) -> bool:
    """Return whether a phrase of several words ends with what is asked for: 报销比例."""
    wanted, last = _list("asked_for"), words[-1]
    return (len(words) > 1 and last in wanted) or (len(last) > 2 and last[-1] in wanted)


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a phrase, without single characters where there are longer ones."""
    words = tuple(word for word in dictionary().cut(text) if len(word) > 1)
    return words if words and sum(map(len, words)) >= len(text) - 1 else (text,)


def _without_lead(text: str) -> tuple[str, bool]:
    match = _leading().match(text)
    rest = text[match.end() :].strip(_MARKS) if match else ""
    return (rest, True) if rest else (text, False)


def _without_tail(text: str) -> str:
    match = _trailing().search(text)
    rest = text[: match.start()].strip(_MARKS) if match else ""
    return rest or text


@cache
def _leading() -> re.Pattern[str]:
    return re.compile(f"(?:{_any('leading')}){{1,4}}")


@cache
def _trailing() -> re.Pattern[str]:
    return re.compile(f"(?:{_any('trailing')}){{1,3}}$")


def _any(name: str) -> str:
    return "|".join(sorted(map(re.escape, _list(name)), key=len, reverse=True))


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(word_list(name, WORDS))
