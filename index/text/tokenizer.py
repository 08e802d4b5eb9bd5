"""Words and character bigrams of Chinese text, for indexing and search."""

from __future__ import annotations

import logging
import os
import re
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from index.paths import cache_dir
from index.text.characters import HAN, character_pairs, half_width

_BIGRAM = "#"  # marks bigrams, so that they are terms of their own

_HAN_GAP = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}\d])|(?<=[\d%])\s+(?=[{HAN}])")

_TERM = re.compile(
    rf"(?P<han>[{HAN}]+)"
    r"|(?P<number>\d+(?:,\d{3})*(?:\.\d+)?%?)(?![a-z\d])"
    r"|(?P<latin>[a-z0-9]*[a-z][a-z0-9]*(?:[-.&+][a-z0-9]+)*)"
    r"|\d+"
)


@cache
def stop_words() -> frozenset[str]:
    """Return the function words that are neither indexed nor searched, one a line of the file."""
    return frozenset(Path(__file__).with_name("stop_words.txt").read_text("utf-8").split())


@cache
def _simplifier() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Traditional characters as simplified ones, where that leaves every offset in place."""
    converted = str(_simplifier().convert(text))
    return converted if len(converted) == len(text) else text


def normalise(text: str) -> str:
    """NFKC, lower case, simplified characters, no spaces between Chinese and digits."""
    text = half_width(text).lower()
    return _HAN_GAP.sub("", str(_simplifier().convert(text)))


class Tokenizer:
    """Words and bigrams of a text. `terms` are words to know beside jieba's dictionary."""

    def __init__(self, terms: Sequence[str] = ()) -> None:
        self._jieba = new_jieba()
        for term in terms:
            self._jieba.add_word(term)

    def words(self, text: str) -> list[str]:
        """Words in jieba's search mode; Latin words and numbers whole; no function words."""
        return [word for word in self._words(normalise(text)) if word not in stop_words()]

    def bigrams(self, text: str) -> list[str]:
        """Neighbouring characters of Chinese runs, marked."""
        runs = (match["han"] for match in _TERM.finditer(normalise(text)) if match["han"])
        return [_BIGRAM + pair for run in runs for pair in character_pairs(run)]

    def tokens(self, text: str) -> list[str]:
        """What is indexed of a text: its words and bigrams."""
        return self.words(text) + self.bigrams(text)

    def _words(self, text: str) -> Iterator[str]:
        for match in _TERM.finditer(text):
            if match["han"]:
                yield from self._jieba.cut_for_search(match["han"])
            elif match["number"]:
                number = match["number"].replace(",", "")
                yield number
                if number.endswith("%"):
                    yield number[:-1]
            else:
                yield match[0]


@cache
def dictionary() -> Any:
    """Jieba's dictionary, loaded quietly; its cache is in our folder, not the shared /tmp."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's regular expressions and pkg_resources
        import jieba

    jieba.setLogLevel(logging.CRITICAL)
    words = jieba.Tokenizer()
    folder = cache_dir() / "jieba"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        folder = Path(os.devnull)  # without a cache it starts a little slower
    words.tmp_dir = str(folder)
    words.initialize()
    return words


def new_jieba() -> Any:
    """A jieba of our own, to which terms can be added."""
    known = dictionary()
    tokenizer = type(known)()
    tokenizer.FREQ, tokenizer.total = dict(known.FREQ), known.total
    tokenizer.initialized = True
    return tokenizer
