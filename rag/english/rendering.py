"""Render an English question in Chinese, word by word, by what the corpus says near it.

The embedding model knows both languages, so the passages whose vectors are nearest to the
English question speak of its matter. Of the Chinese words that a glossary or the dictionary
gives for an English phrase, the one that most of these passages contain is meant: `fine` is
罚款 among rules, not 优良. The order of the words stays English, which a search does not mind.
A name without Chinese is left out, unless the question has no other: then it stands for what the
passages must mention.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

from index.text.characters import BASIC_HAN, NUMERALS
from index.text.dictionary import dictionary as chinese_words
from rag.english.asking import asking_in_chinese, parts
from rag.english.dictionary import dictionary
from rag.english.names import is_acronym, name_is_known, sources_in
from rag.english.words import FUNCTION_WORDS, base, forms, number, words

NEAREST = 40  # passages whose words are candidates
MAX_PHRASE = 5  # words of an English phrase that has one translation
LATIN_SHARE = 0.5  # of a question's characters, above which it is in English
MIN_KNOWN = 0.5  # share of the words that must be known, or the question stays as it is

_HAN = re.compile(f"[{BASIC_HAN}]")
_COUNTED = re.compile(
    rf"((?<![{NUMERALS}\d])第?[{NUMERALS}\d]++) ([批轮届期次])(?![{BASIC_HAN}])"
)  # 第二 批
_GLOSSARY = Path(__file__).with_name("glossary.txt")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rendering:
    """A text in Chinese, and how many of its phrases could be translated and how many not.

    `left_out` are the words that have no Chinese and are not in the text.
    """

    text: str
    known: int = 0
    unknown: int = 0
    left_out: tuple[str, ...] = ()

    @property
    def is_understood(self) -> bool:
        """Return whether enough of it is known to search for."""
        return self.known >= MIN_KNOWN * max(1, self.known + self.unknown)


def is_english(text: str) -> bool:
    """Return whether most of a text is in words of Latin script, at least three of them."""
    found = re.findall(r"[A-Za-z]{2,}", text)
    return len(found) >= 3 and sum(map(len, found)) > LATIN_SHARE * len(text)


def render(question: str, passages: Sequence[str]) -> Rendering:
    """Put an English question into Chinese; `passages` are the texts nearest to it."""
    local = _Local(passages)
    asked = [asking_in_chinese(part) for part in parts(question)]
    rendered = [_part(part, local) for part in asked]
    if not any(name_is_known(part, local.knows) for part in asked):
        rendered = [_part(part, local, keep=True) for part in asked]
    return Rendering(
        "，".join(one.text for one in rendered),
        sum(one.known for one in rendered),
        sum(one.unknown for one in rendered),
        tuple(dict.fromkeys(word for one in rendered for word in one.left_out)),
    )


def _part(part: str, local: _Local, *, keep: bool = False) -> Rendering:
    """Render a part of a question; `keep` its names without Chinese, but for those of sources."""
    said, sources = words(part), words(" ".join(sources_in(part)))
    chinese: list[str] = []
    left_out: list[str] = []
    known = unknown = at = 0
    while at < len(said):
        length, word = _longest(said[at : at + MAX_PHRASE], local)
        if length == 1 and (figure := number(said[at])):
            chinese.append(figure)
        elif word is not None:
            chinese.append(word)
            known += bool(word)
        elif said[at][0].isdigit() or _HAN.match(said[at]):
            chinese.append(said[at])
        elif said[at].lower() not in FUNCTION_WORDS:
            unknown += 1
            named = keep and at and said[at][0].isupper() and said[at] not in sources
            stays = named or is_acronym(said[at]) or local.says(said[at])
            (chinese if stays else left_out).append(said[at])
        at += length
    text = " ".join(filter(None, chinese))
    return Rendering(_COUNTED.sub(r"\1\2", text), known, unknown, tuple(left_out))


def _longest(said: Sequence[str], local: _Local) -> tuple[int, str | None]:
    """Return the length of the longest phrase at the start that has a translation, and it."""
    for length in range(len(said), 0, -1):
        phrase = said[:length]
        if length == 1 and (phrase[0].lower() in FUNCTION_WORDS or not phrase[0][0].isalpha()):
            break
        if (word := local.translation(phrase)) is not None:
            return length, word
    return 1, None


class _Local:
    """The words of some passages, by what they mean in English."""

    def __init__(self, passages: Sequence[str]) -> None:
        cut = chinese_words().cut
        self._counts = Counter(word for text in passages for word in set(cut(text)))
        self._meaning: defaultdict[Phrase, list[tuple[float, str]]] = defaultdict(list)
        for word, count in self._counts.items():
            for sense, gloss in enumerate(dictionary().glosses(word)):
                self._meaning[gloss].append((count / (sense + 1), word))
        self._text = "\n".join(passages)

    def translation(self, phrase: Sequence[str]) -> str | None:
        """Return the Chinese for an English phrase; '' for what is not said, None if unknown."""
        for key in _keys(phrase):
            if (terms := glossary().get(key)) is not None:
                return max(terms, key=self._text.count, default="")
            if found := self._meaning.get(key):
                return max(found)[1]
        if phrase[0][0].isupper():
            return self._name("".join(phrase).lower())
        return _elsewhere(phrase[0]) if len(phrase) == 1 else None

    def says(self, word: str) -> bool:
        """Return whether the passages have a capitalised word, in Latin letters too."""
        return word[0].isupper() and bool(
            re.search(rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])", self._text, re.I)
        )

    def knows(self, word: str) -> bool:
        """Return whether a word of a name has Chinese, or stands in the passages as it is."""
        return self.says(word) or self.translation([word]) is not None

    def _name(self, sound: str) -> str | None:
        """Return the name with this pinyin that is in the passages or in use most, if any."""
        names = dictionary().names.get(sound, ())
        frequency = chinese_words().FREQ

        def known(name: str) -> tuple[int, int]:
            return self._text.count(name), frequency.get(name) or 0

        return max(names, key=known, default=None)


@lru_cache(maxsize=1024)
def _elsewhere(word: str) -> str | None:
    """Return the most frequent Chinese word whose first sense an English one is, if any.

    Words that mean it among other things lead away: pool to 池塘, land to 登月.
    """
    frequency = chinese_words().FREQ
    for form in forms(word):
        if found := dictionary().words_for(form):
            return max(found, key=lambda chinese: frequency.get(chinese) or 0)
    return None


def _keys(phrase: Sequence[str]) -> Iterator[Phrase]:
    """Yield the phrase in the forms under which it may be known: of its first and last words."""
    first, last = forms(phrase[0]), forms(phrase[-1])
    middle = tuple(base(word) for word in phrase[1:-1])
    if len(phrase) == 1:
        yield from ((form,) for form in first)
    else:
        yield from ((a, *middle, b) for a, b in product(first, last))


@cache
def glossary() -> Mapping[Phrase, tuple[str, ...]]:
    """Return the terms of policy and health care: an English phrase, and words that it may mean."""
    return {tuple(map(base, words(english))): chinese for english, chinese in glossary_lines()}


def glossary_lines() -> list[tuple[str, tuple[str, ...]]]:
    """Return the lines of the glossary: an English phrase as written, and what it may mean."""
    lines = _GLOSSARY.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=") for line in lines if "=" in line and not line.startswith("#"))
    return [(english.strip(), tuple(chinese.split())) for english, chinese in pairs]
