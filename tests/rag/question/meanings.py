"""Meanings of words for tests: those of one list are alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rag.question.swapping import Meanings


class FakeMeanings(Meanings):
    """Words of one list have a cosine of 1, others of 0; `asked_for` is asked of things."""

    def __init__(self, *lists: Collection[str], asked_for: Collection[str] = ()) -> None:
        self._lists, self._asked_for = lists, asked_for

    def alike(self, word: str, others: Sequence[str]) -> list[float]:
        """Return 1 for each of the others that is in a list with the word, otherwise 0."""
        return [float(any({word, one} <= {*words} for words in self._lists)) for one in others]

    def asked_for(self, word: str, margin: float = 0.0) -> bool:
        """Return whether the word is among those asked for."""
        return word in self._asked_for
