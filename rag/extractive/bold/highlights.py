"""Highlight what was asked for in an answer: a figure, a date, an organisation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.blocks import AnswerBlock, embolden
from rag.evidence.statements import Statement, shown
from rag.extractive.bold.asked_names import asks_for_a_name, asks_for_several, names_given
from rag.extractive.bold.asks import Ask, asks_in
from rag.extractive.bold.choice import MAX_ASKED, chosen
from rag.extractive.bold.figures import Range, new_figures, whole
from rag.question.understanding import Question
from rag.question.units import COUNT

FEW_WORDS = 10  # characters of a part without a subject of its own
LEAST = 4.0  # fit of a figure that stands in another statement than the best

_DATED = re.compile(r"\d|[〇零一二三四五六七八九]{4}年|月")


def highlight(
    blocks: Sequence[AnswerBlock], question: Question, quoted: Sequence[Statement]
) -> tuple[AnswerBlock, ...]:
    """Set what was asked for in bold, where it is certain which figure, date or name it is.

    Each figure asked for is looked for in the quoted statements, those that answer its part of
    the question best first; the first that has such a figure decides.
    """
    return embolden(blocks, _highlighted(question, quoted))


def _highlighted(question: Question, quoted: Sequence[Statement]) -> Iterator[tuple[str, Range]]:
    """Yield what was asked for: a statement's text and a range of it.

    A part of few words, 平均降价多少, is about what the part before it is about.
    """
    last: list[tuple[str, Range]] = []
    for number in range(len(question.parts)):
        part = question.asked_in(number)
        ranked = sorted(quoted, key=lambda s: -float(s.scores[number]))
        texts = [_words(one) for one in ranked]
        trusted = texts[:1]
        if last and len(part) <= FEW_WORDS:
            trusted.insert(0, last[0][0])
        ordered = [*trusted, *texts[1:]]
        found = [
            (text, one)
            for ask in asks_in(part)
            for text, one, fit in _figures(ask, part, ordered, question)
            if text in trusted or fit >= LEAST
        ]
        yield from found
        last = found or last
        if not found and texts and asks_for_a_name(part):
            yield from ((texts[0], one) for one in _names(part, texts[0]))


def _words(statement: Statement) -> str:
    return statement.text if statement.kind == "table" else shown(statement.text)


def _figures(
    ask: Ask, part: str, texts: Sequence[str], question: Question
) -> list[tuple[str, Range, float]]:
    """Return the figures asked for in the first text that has such figures, and how they fit."""
    for pattern in ask.patterns:
        for text in texts:
            matches = [m for m in new_figures(text, pattern, question) if _fits(ask, m[0])]
            found = whole(text, matches)
            if pattern is COUNT and not _is_sole(text, found, texts[0]):
                continue
            if found:
                sure, fit = chosen(ask, part, text, found)
                return [(text, one, fit) for one in sure]
    return []


def _is_sole(text: str, found: Sequence[Range], best: str) -> bool:
    """Return whether the best text counts nothing else, so that its unit may have another name."""
    return text is best and len(found) == 1 and text[found[0][0]].isdigit()


def _fits(ask: Ask, figure: str) -> bool:
    """Return whether a figure is a date where one is asked for: 前一日 is none."""
    return not ask.is_date or bool(_DATED.search(figure))


def _names(part: str, text: str) -> list[Range]:
    """Return the one organisation asked for, or all if several are."""
    found = names_given(text, part)
    certain = len(found) < 2 or asks_for_several(part)
    return found if certain and len(found) <= MAX_ASKED else []
