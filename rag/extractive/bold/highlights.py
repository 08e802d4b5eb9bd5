"""Highlight what was asked for in an answer: a figure, a date, an organisation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from rag.blocks import AnswerBlock, embolden
from rag.evidence.statements import Statement, shown
from rag.extractive.bold.asked_names import asks_for_a_name, asks_for_several, names_given
from rag.extractive.bold.asks import Ask, asks_in
from rag.extractive.bold.choice import MAX_ASKED
from rag.extractive.bold.ellipsis import pieces
from rag.extractive.bold.figure_search import Bold, Search
from rag.extractive.bold.named_kinds import named_of_kind, said
from rag.question.understanding import Question

NEAR = 1.0  # log odds below the best statement

_LEADS_IN = ("：", ":")
_EACH = re.compile("分别|各自?")


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
            search = Search(question, piece, texts, taken, tuple(last), side, near)
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


def _words(statement: Statement) -> str:
    return statement.text if statement.kind == "table" else shown(statement.text)


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
