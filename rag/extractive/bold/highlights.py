"""Highlight what was asked for in an answer: a figure, a date, an organisation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from rag.blocks import AnswerBlock, embolden
from rag.evidence.statements import Statement, shown
from rag.extractive.bold.asked_names import asks_for_a_name, asks_for_several, names_given
from rag.extractive.bold.asks import Ask, asks_in
from rag.extractive.bold.choice import MAX_ASKED, chosen
from rag.extractive.bold.ellipsis import Piece, pieces
from rag.extractive.bold.figures import Range, new_figures, outside_dates, whole
from rag.extractive.bold.named_kinds import named_of_kind, said
from rag.extractive.bold.stretches import stretches
from rag.question.understanding import Question
from rag.question.units import COUNT

FEW_WORDS = 10  # characters of a part without a subject of its own
TRUSTED = 45.0  # what its place adds to the fit of a figure of the best statement
BETWEEN = 2  # characters between a thing and its number: 共有
LEAST = 4.0  # fit of a figure that stands in another statement than the best

NEAR = 1.0  # log odds below the best statement

_LEADS_IN = ("：", ":")
_EACH = re.compile("分别|各自?")
_MONTH = re.compile("月")
_DATED = re.compile(r"\d|[〇○零一二三四五六七八九]{4}年|月")

Bold = tuple[str, Range]
"""A statement's text and the range of it that is set in bold."""


def highlight(
    blocks: Sequence[AnswerBlock],
    question: Question,
    quoted: Sequence[Statement],
    places: Sequence[int] = (),
    given: Mapping[int, str] | None = None,
) -> tuple[AnswerBlock, ...]:
    """Set what was asked for in bold, where it is certain which figure, date or name it is.

    Each figure asked for is looked for in the quoted statements, those that answer its part of
    the question best first; the first that has such a figure decides. `places` are the numbers
    of the question's parts where further ones were `given` no statement of their own, yet stand
    in those quoted: their words by their numbers.
    """
    answered = dict(
        zip(places or range(len(question.parts)), range(len(question.parts)), strict=True)
    )
    parts = [
        (answered.get(n), (given or {}).get(n, "")) for n in sorted({*answered, *(given or {})})
    ]
    return embolden(blocks, _highlighted(question, quoted, parts))


def _highlighted(
    question: Question, quoted: Sequence[Statement], parts: Sequence[tuple[int | None, str]]
) -> list[Bold]:
    """Return what was asked for in all parts; none of it answers two of them.

    A part is its number, or its words alone where no statement was scored for it.
    """
    bold: list[Bold] = []
    asked: list[Ask] = []
    last: list[Bold] = []
    for number, words in parts:
        ranked = _ranked(question, quoted, number)
        side = number is not None and _is_side(question, number)
        for piece in pieces(words if number is None else question.asked_in(number)):
            asks = asks_in(piece.words, asked)
            if side and number is not None:
                asks = _of_side(question, number) or asks
            elif piece.about and not piece.alone:
                asks = [
                    replace(ask, words=f"{one.words}，{ask.words}")
                    for ask, one in zip(asks, asked, strict=False)
                ]
            texts = piece.fitting([_words(one) for one in ranked])
            taken = () if side else tuple(bold)
            near = [_words(one) for one in ranked if _is_near(one, ranked[0], number)]
            search = _Search(question, piece, texts, taken, tuple(last), side, near)
            found = list(search.all_of(asks)) if texts else []
            bold += found or _names(piece.words, texts)
            asked, last = asks or asked, found or last
    return bold


def _ranked(
    question: Question, quoted: Sequence[Statement], number: int | None
) -> Sequence[Statement]:
    """Return the statements that may answer a part, best first.

    A thing that is compared is answered by its own alone. An item that opens the answer to the
    only part, about as good as the best, stands before all others, after the line that leads in.
    """
    if number is None:
        return quoted
    scores = [float(s.scores[number]) for s in quoted]
    ranked = [quoted[place] for place in np.argsort([-one for one in scores], kind="stable")]
    if _is_side(question, number):
        return [s for s in ranked if np.isfinite(s.scores[number])] or ranked
    if len(question.parts) == 1 and len(quoted) > 1 and quoted[0].text.rstrip().endswith(_LEADS_IN):
        item = float(quoted[1].scores[number])
        if quoted[1].kind != "table" and item >= max(scores) - NEAR:
            return [quoted[1], quoted[0]]
    return ranked


def _is_near(one: Statement, best: Statement, number: int | None) -> bool:
    return number is not None and float(one.scores[number]) >= float(best.scores[number]) - NEAR


def _of_side(question: Question, number: int) -> list[Ask]:
    """Return what is asked of one of several things, which is read from the whole question."""
    part = question.asked_in(number)
    several = any(ask.several for ask in asks_in(_EACH.sub("", question.text)))
    return [replace(ask, words=part, several=several) for ask in asks_in(question.text)[-1:]]


def _is_side(question: Question, number: int) -> bool:
    """Return whether a part is one of several things of which the same is asked."""
    return bool(question.shared and question.shared[number])


@dataclass(frozen=True, slots=True)
class _Search:
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


def _words(statement: Statement) -> str:
    return statement.text if statement.kind == "table" else shown(statement.text)


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


def _names(part: str, texts: Sequence[str]) -> list[Bold]:
    """Return the one name asked for, or all if several are, of the best text."""
    if not texts:
        return []
    best = texts[0]
    if asks_for_a_name(part):
        given = names_given(best, part)
        found = [one for one in given if not said(best[slice(*one)], part)]
        certain = len(found) < 2 or asks_for_several(part)
        if found and certain and len(found) <= MAX_ASKED:
            return [(best, one) for one in found]
    return [(best, one) for one in named_of_kind(best, part)]
