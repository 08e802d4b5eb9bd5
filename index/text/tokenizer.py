"""Words and character bigrams of Chinese text, for indexing and search."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from index.text.characters import HAN, character_pairs, half_width
from index.text.dictionary import LazyTokenizer

_BIGRAM = "#"  # before each bigram, so that it differs from the word of the same characters

_HAN_GAP = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}\d])|(?<=[\d%])\s+(?=[{HAN}])")

_TERM = re.compile(
    rf"(?P<han>[{HAN}]+)"
    r"|(?P<number>\d+(?:,\d{3})*(?:\.\d+)?%?)(?![a-z\d])"
    r"|(?P<latin>[a-z0-9]*[a-z][a-z0-9]*(?:[-.&+][a-z0-9]+)*)"
    r"|\d+"
)


@cache
def stop_words() -> frozenset[str]:
    """Return the function words that are neither indexed nor searched."""
    return frozenset(Path(__file__).with_name("stop_words.txt").read_text("utf-8").split())


@cache
def _simplifier() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Convert traditional characters to simplified ones, unless that would shift offsets."""
    converted = str(_simplifier().convert(text))
    return converted if len(converted) == len(text) else text


def normalise(text: str) -> str:
    """Fold width and case, simplify characters, remove spaces between Chinese and digits."""
    text = half_width(text).lower()
    return _HAN_GAP.sub("", str(_simplifier().convert(text)))


class Tokenizer:
    """Split text into words and bigrams; `terms` are words that jieba's dictionary lacks."""

    def __init__(self, terms: Sequence[str] = ()) -> None:
        self._jieba = LazyTokenizer(terms)

    def words(self, text: str) -> list[str]:
        """Return the words (jieba's search mode), Latin words and numbers; no function words."""
        return [word for word in self._words(normalise(text)) if word not in stop_words()]

    def bigrams(self, text: str) -> list[str]:
        """Return the character pairs of each run of Chinese characters, marked as bigrams."""
        runs = (match["han"] for match in _TERM.finditer(normalise(text)) if match["han"])
        return [_BIGRAM + pair for run in runs for pair in character_pairs(run)]

    def tokens(self, text: str) -> list[str]:
        """Return what is indexed for a text: its words and bigrams."""
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
