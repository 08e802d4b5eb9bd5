"""Tell to which of several like items a statement belongs: 第二批, 2022年, 二级, 济南.

A question that names one item of a kind is answered by what is said of this one, never by its
neighbour's figure. A statement belongs to the items that it names; one that names none of the
kind to that of the sentence before it, of its headings or of its document's title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from index.text.characters import NUMERALS
from index.text.numerals import han_number, read_below_hundred
from rag.evidence.statements import Statement
from rag.language.proper_names import PLACE, proper_names
from rag.question.analysis import YEAR
from rag.question.answer_type import asks_figure, figure_fit
from rag.question.understanding import Question

MARGIN = 3.0  # log odds by which what belongs to the asked item may score lower and still answers
FIGURE_MARGIN = 8.0  # the same where a figure is asked for: the neighbour's is never the right one
BEHIND = 1.0  # log odds that what nothing ascribes to an item stays behind what belongs to it
LOWERED = 20.0  # log odds below it, for what belongs to another item

YEARS, PLACES = "年", "地"
_OF_BATCH = "批轮届次期版"  # units of which an item has figures of its own

_N = rf"([{NUMERALS}]{{1,3}}|\d{{1,2}})"
_ORDINAL = re.compile(rf"第{_N}([{_OF_BATCH}])")
_LEVEL = re.compile(
    rf"(?<![上下同每逐一])第?([{NUMERALS}]{{1,2}}|[甲乙丙丁ⅠⅡⅢⅣ])([类级])(?![市以])"
)
_LEVELS = re.compile(rf"([{NUMERALS}]{{1,2}})级?[至到—-]([{NUMERALS}]{{1,2}})级")
_OF_YEAR = re.compile(rf"{YEAR.pattern}\s?(?:年(?!\s?\d{{1,2}}\s?月|以来)|版)")
EDITION = re.compile(r"(?:19|20)\d\d年?版")
_MARKED = re.compile(r"[〔\[［【(（]\s?\d{4}\s?[〕\]］】)）]")  # of a document's number
_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]?")


@dataclass(frozen=True, slots=True)
class Asked:
    """The only item of a kind that a part of a question names."""

    kind: str
    name: str
    edition: bool = False  # 2022年版, which nothing but what names it belongs to


def asked_items(question: Question, part: int) -> list[Asked]:
    """Return the items that a part names alone of their kinds, or else the whole question does."""
    own, whole = items(question.asked_in(part)), items(question.text)
    kinds = {**whole, **own}
    edition = bool(EDITION.search(question.text))
    return [
        Asked(kind, name, edition and kind == YEARS)
        for kind, names in kinds.items()
        for name in names
        if len(names) == 1
    ]


def belongs(statement: Statement, asked: Asked) -> bool | None:
    """Return whether a statement belongs to an item; None where nothing tells."""
    if asked.kind == PLACES:
        return _is_of_place(statement, asked.name)
    named = named_nearest(statement, asked.kind)
    if asked.name in named:
        return True
    if asked.kind == YEARS and not asked.edition and _is_of_year(statement, asked.name):
        return None if named else True
    return False if named else None


def _is_of_year(statement: Statement, year: str) -> bool:
    """Return whether a document is of a year by its title, headings or date."""
    article = statement.article
    above = (article.title, *statement.candidate.passage.headings)
    return article.known_date.startswith(year) or any(year in text for text in above)


def named_nearest(statement: Statement, kind: str) -> frozenset[str]:
    """Return the items of a kind that a statement names, or else what is nearest above it."""
    return next((named for text in _texts(statement) if (named := _named(text, kind))), frozenset())


def _is_of_place(statement: Statement, place: str) -> bool | None:
    """Return whether a statement or its document's title names a place; None if they name none."""
    texts = (statement.text, *statement.candidate.passage.headings, statement.article.title)
    if any(place in text for text in texts):
        return True
    return False if any(_named(text, PLACES) for text in texts[1:]) else None


def own_first(statements: Sequence[Statement], question: Question) -> list[Statement]:
    """Return the statements, those of other items with lower scores where the asked one's answers."""
    if not statements:
        return []
    scores = np.stack([s.scores for s in statements])  # (statements, parts)
    for part in range(len(question.parts)):
        for asked in asked_items(question, part):
            _lower(scores[:, part], statements, question, part, asked)
    return [replace(s, scores=own) for s, own in zip(statements, scores, strict=True)]


def _lower(
    scores: np.ndarray,
    statements: Sequence[Statement],
    question: Question,
    part: int,
    asked: Asked,
) -> None:
    """Lower the scores of what belongs to other items in place, if the asked one's answers."""
    words = question.asked_in(part)
    own = [belongs(s, asked) for s in statements]
    figure = asks_figure(words)
    answers = [
        i
        for i, s in enumerate(statements)
        if own[i] and (not figure or figure_fit(s.text, words, question.text) == 1)
    ]
    compared = bool(question.shared and question.shared[part])
    told = figure or (compared and asked.kind != YEARS) or asked.kind not in (YEARS, PLACES)
    if not answers or not told:
        return
    best = max(answers, key=lambda i: float(scores[i]))
    if scores[best] < scores.max() - (FIGURE_MARGIN if figure else MARGIN):
        return
    strict = (figure and asked.kind in _OF_BATCH) or (compared and asked.kind == PLACES)
    for i, s in enumerate(statements):
        apart = strict and s.article.id != statements[best].article.id
        if own[i] is False or (own[i] is None and apart):
            scores[i] = min(scores[i], scores[best] - LOWERED)
        elif own[i] is None and strict:
            scores[i] = min(scores[i], scores[best] - BEHIND)


def _texts(statement: Statement) -> Iterator[str]:
    """Yield a statement's text, the sentences before it in its paragraph, its headings, its title."""
    yield statement.text
    passage = statement.candidate.passage
    if statement.kind != "table":
        before = passage.text[: statement.start - passage.start].rsplit("\n", 1)[-1]
        yield from reversed(_SENTENCE.findall(before))
    yield from reversed(passage.headings)
    yield statement.article.title


def items(text: str) -> dict[str, frozenset[str]]:
    """Return the numbered items, years and places that a text names, by kind."""
    kinds = (*_OF_BATCH, "类", "级", YEARS, PLACES)
    return {kind: names for kind in kinds if (names := _named(text, kind))}


@lru_cache(maxsize=8192)
def _named(text: str, kind: str) -> frozenset[str]:
    """Return the items of a kind that a text names."""
    if kind == PLACES:
        return frozenset(proper_names(text, (PLACE,), 2))
    if kind == YEARS:
        return frozenset(match[0][:4] for match in _OF_YEAR.finditer(_MARKED.sub("", text)))
    pattern = _ORDINAL if kind in _OF_BATCH else _LEVEL
    named = {_han(number) for number, unit in pattern.findall(text) if unit == kind}
    if kind in _OF_BATCH and f"首{kind}" in text:
        named.add(han_number(1))
    for first, last in _LEVELS.findall(text) if kind == "级" else ():
        between = range(read_below_hundred(first), read_below_hundred(last) + 1)
        named.update(map(han_number, between))
    return frozenset(named)


def _han(number: str) -> str:
    return han_number(int(number)) if number.isdigit() else number
