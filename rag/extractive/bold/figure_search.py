"""Look in statements for the figures that a part of a question asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from rag.extractive.bold.asks import Ask
from rag.extractive.bold.choice import chosen
from rag.extractive.bold.ellipsis import Piece
from rag.extractive.bold.figures import Range, new_figures, outside_dates, whole
from rag.extractive.bold.stretches import stretches
from rag.question.understanding import Question
from rag.question.units import COUNT

FEW_WORDS = 10  # characters of a part without a subject of its own
TRUSTED = 45.0  # what its place adds to the fit of a figure of the best statement
BETWEEN = 2  # characters between a thing and its number: 共有
LEAST = 4.0  # fit of a figure that stands in another statement than the best

_MONTH = re.compile("月")
_DATED = re.compile(r"\d|[〇○零一二三四五六七八九]{4}年|月")

Bold = tuple[str, Range]
"""A statement's text and the range of it that is set in bold."""


@dataclass(frozen=True, slots=True)
class Search:
    """Look in statements for the figures that a part of a question asks for.

    `texts` answer the part best first. `taken` answers parts before it, the `last` of them the
    one just before: a part of few words, 平均降价多少, is about what that is about.
    """

    question: Question
    piece: Piece
    texts: Sequence[str]
    taken: tuple[Bold, ...]
    last: tuple[Bold, ...]
    side: bool = False
    near: Sequence[str] = ()

    @property
    def part(self) -> str:
        """The words that ask."""
        return self.piece.words

    def all_of(self, asks: Sequence[Ask]) -> Iterator[Bold]:
        """Yield what answers each; one that is uncertain is looked for again without the others."""
        taken, left = list(self.taken), []
        for ask in asks:
            found = self._of(ask, taken)
            if not found and len(asks) > 1:
                left.append(ask)
            yield from found
            taken += found
        for ask in left:
            found = self._of(ask, taken)
            yield from found
            taken += found

    def _of(self, ask: Ask, taken: Sequence[Bold]) -> list[Bold]:
        """Return the figures asked for in the first text that has such figures for certain."""
        trusted = self.texts if self.side else self._trusted(ask, taken)
        about_last = bool(self.last) and len(self.part) <= FEW_WORDS
        if about_last:
            trusted = [self.last[0][0], *trusted]
        order = list(dict.fromkeys([*trusted, *self.texts]))
        for pattern in ask.patterns:
            choices = list(self._choices(ask, pattern, order, trusted, taken, about_last))
            if choices:
                return max(choices, key=lambda one: (ask.several and len(one[0]) > 1, one[1]))[0]
        return []

    def _trusted(self, ask: Ask, taken: Sequence[Bold]) -> Sequence[str]:
        """Return the best text; the first one near it with such a figure, where it has none."""
        for text in self.texts:
            if text in self.near and any(
                self._figures(ask, pattern, text, taken) for pattern in ask.patterns
            ):
                return [text]
        return self.texts[:1]

    def _choices(
        self,
        ask: Ask,
        pattern: re.Pattern[str],
        order: Sequence[str],
        trusted: Sequence[str],
        taken: Sequence[Bold],
        about_last: bool,
    ) -> Iterator[tuple[list[Bold], float]]:
        """Yield what each text has that is asked for, and how well it fits."""
        for text in order:
            if not (found := self._figures(ask, pattern, text, taken)):
                continue
            ends = [end for one, (_, end) in self.last if one == text]
            after = max(ends) if about_last and ends else -1
            sure, fit = chosen(ask, self.part, text, found, after)
            if fit >= LEAST or (text in trusted and (self.side or text not in self.texts[1:])):
                yield [(text, one) for one in sure], fit + TRUSTED * (text in trusted)

    def _figures(
        self, ask: Ask, pattern: re.Pattern[str], text: str, taken: Sequence[Bold]
    ) -> list[Range]:
        """Return the figures of a pattern in a text, without those that are taken."""
        matches = [m for m in new_figures(text, pattern, self.question) if _fits(ask, m[0])]
        if not ask.is_date:
            matches = outside_dates(text, matches)
        own = [range_ for one, range_ in taken if one == text]
        found = [one for one in whole(text, matches) if not any(map(partial(_meet, one), own))]
        if (about := self.piece.about) and about in text:
            own = [one for one in found if about in text[slice(*stretches(text).clause(one[0]))]]
            found = own or [one for one in found if about in _said_before(text, one)]
        if pattern is COUNT and not _is_sole(text, found, self.texts[0]):
            return [one for one in found if _counts(ask.thing, text[: one[0]])]
        return found


def _said_before(text: str, one: Range) -> str:
    """Return what a sentence says before a figure."""
    return text[stretches(text).sentence(one[0])[0] : one[0]]


def _meet(one: Range, other: Range) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _is_sole(text: str, found: Sequence[Range], best: str) -> bool:
    """Return whether the best text counts nothing else, so that its unit may have another name."""
    return text is best and len(found) == 1 and text[found[0][0]].isdigit()


def _counts(thing: str, before: str) -> bool:
    """Return whether a thing stands right before its number: 职工24名, 职工共有24名."""
    return bool(thing) and thing in before[-len(thing) - BETWEEN :]


def _fits(ask: Ask, figure: str) -> bool:
    """Return whether a figure is a date where one is asked for: 前一日 is none; nor 一半以(上)."""
    if figure.endswith("以"):
        return False
    return not ask.is_date or bool((_MONTH if ask.is_day else _DATED).search(figure))
