"""jieba with its dictionary loaded character by character, as texts need it.

The whole dictionary takes 0.6 s and 75 MB in every process. The words that can stand in a text
begin with one of its characters, so those of its characters give the same cut.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import numpy as np

from index.deadline import check

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # from jieba's regular expressions and pkg_resources
    import jieba

_NEWLINE, _SPACE, _ZERO = b"\n 0"


class Entries:
    """The lines of jieba's dictionary file: a word, its frequency and its tag.

    `total` is the sum of all frequencies.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        codes = np.frombuffer(data, np.uint8)
        ends = np.flatnonzero(codes == _NEWLINE)
        starts = np.concatenate([[0], ends[:-1] + 1])
        self.total = _sum_of_numbers(codes)
        self._ranges = defaultdict[str, list[slice]](list)
        for first, last in _runs(_first_characters(codes, starts)):
            start, end = int(starts[first]), int(ends[last])
            self._ranges[data[start : start + 4].decode("utf-8", "ignore")[0]].append(
                slice(start, end)
            )

    def beginning_with(self, character: str) -> Iterator[tuple[str, int, str]]:
        """Yield words with their frequencies and tags, in the file's order."""
        for part in self._ranges.get(character, ()):
            for line in self._data[part].decode("utf-8").split("\n"):
                word, frequency, tag = line.split(" ")
                yield word, int(frequency), tag


class LazyTokenizer(jieba.Tokenizer):  # type: ignore[misc]
    """A tokenizer of jieba that cuts as the original does; `terms` are words added to it.

    A term gets the least frequency that keeps it whole among the dictionary's own words. Safe
    for many threads at once.
    """

    def __init__(self, terms: Iterable[str] = ()) -> None:
        super().__init__()
        self.total, self.initialized = entries().total, True
        self._loaded = set[str]()
        self._terms = defaultdict[str, list[str]](list)
        for term in filter(None, terms):
            self._terms[term[0]].append(term)

    def get_DAG(self, sentence: str) -> Any:  # noqa: D102
        check()
        missing = set(sentence) - self._loaded
        if missing:
            with self.lock:
                for character in missing - self._loaded:
                    self._load(character)
        return super().get_DAG(sentence)

    def _load(self, character: str) -> None:
        for word, frequency, _ in entries().beginning_with(character):
            self._add(word, frequency)
        for term in self._terms.get(character, ()):
            self._add(term, dictionary().suggest_freq(term))
        self._loaded.add(character)

    def _add(self, word: str, frequency: int) -> None:
        self.FREQ[word] = frequency
        for end in range(1, len(word)):
            self.FREQ.setdefault(word[:end], 0)


@cache
def entries() -> Entries:
    """Read jieba's dictionary file, 5 MB."""
    with jieba.dt.get_dict_file() as file:
        return Entries(file.read())


@cache
def dictionary() -> LazyTokenizer:
    """Return the tokenizer of the dictionary alone, to which nobody adds words."""
    return LazyTokenizer()


def tag_of(word: str) -> str | None:
    """Return the dictionary's tag of a word (n, nr, ns, v, …), None where it lacks the word."""
    return _tags(word[:1]).get(word)


def frequency(word: str) -> int:
    """Return how often jieba's dictionary counted a word, 0 where it lacks the word."""
    return _frequencies(word[:1]).get(word, 0)


@cache
def _frequencies(character: str) -> dict[str, int]:
    return {word: count for word, count, _ in entries().beginning_with(character)}


@cache
def _tags(character: str) -> dict[str, str]:
    return {word: tag for word, _, tag in entries().beginning_with(character)}


def _first_characters(codes: Any, starts: Any) -> Any:
    """Return a number for the first character of each line, equal for equal characters."""
    padded = np.concatenate([codes, np.zeros(3, np.uint8)])
    octets = np.stack([padded[starts + i] for i in range(4)]).astype(np.uint32)
    lead = octets[0]
    length = 1 + (lead >= 0xC0).astype(int) + (lead >= 0xE0) + (lead >= 0xF0)
    return sum(np.where(i < length, octets[i], 0) << (8 * i) for i in range(4))


def _runs(values: Any) -> Iterator[tuple[int, int]]:
    """Yield the first and the last index of each run of equal values."""
    changes = np.flatnonzero(values[1:] != values[:-1])
    return zip([0, *(changes + 1).tolist()], [*changes.tolist(), len(values) - 1], strict=True)


def _sum_of_numbers(codes: Any) -> int:
    """Return the sum of the decimal numbers between the two spaces of each line."""
    before, after = np.flatnonzero(codes == _SPACE).reshape(-1, 2).T
    total, place = 0, 1
    for digit in range(1, int((after - before).max())):
        inside = after - digit > before
        total += place * int((codes[after - digit][inside].astype(int) - _ZERO).sum())
        place *= 10
    return total
