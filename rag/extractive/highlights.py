"""Highlight the figure or date asked for in an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.blocks import AnswerBlock, embolden
from rag.evidence.statements import Statement, shown
from rag.question.answer_type import is_new
from rag.question.understanding import Question
from rag.question.units import units

MAX_FIGURES = 3  # highlighted in one statement, where several are asked for

_ASKS_SEVERAL = re.compile(r"分别|各|从.{0,8}[到降升增]|respectively", re.I)
_COUNTED_NOUN = re.compile(r"(?:多少|几)[\u4e00-\u9fff]([\u4e00-\u9fff]{2})")  # 多少个品种


def highlight(
    blocks: Sequence[AnswerBlock], question: Question, chosen: Sequence[Statement]
) -> tuple[AnswerBlock, ...]:
    """Set the figure or date asked for in bold, where it is certain which one it is.

    It is certain if the best statement of a part of the question has only one such figure that
    the question lacks, or at most `MAX_FIGURES` where several are asked for.
    """
    return embolden(blocks, _highlighted(question, chosen))


def _highlighted(
    question: Question, chosen: Sequence[Statement]
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the figures asked for: a statement's text and the range of the figure in it."""
    for part in range(len(question.parts)):
        asked = question.asked_in(part)
        best = max(chosen, key=lambda s: float(s.scores[part]), default=None)
        if best is None:
            continue
        text = best.text if best.kind == "table" else shown(best.text)
        figures = asked_figures(text, question, part)
        figures = _before_counted_noun(asked, text, figures) or figures
        if figures and len(figures) <= (MAX_FIGURES if _ASKS_SEVERAL.search(asked) else 1):
            yield from ((text, figure.span()) for figure in figures)


def asked_figures(text: str, question: Question, part: int) -> list[re.Match[str]]:
    """Return the figures or dates of a text that may answer a part and the question lacks."""
    unit = units(question.asked_in(part))
    found = unit.asked.finditer(text) if unit else ()
    return [match for match in found if is_new(match[0], question.text)]


def _before_counted_noun(
    asked: str, statement: str, figures: Sequence[re.Match[str]]
) -> list[re.Match[str]]:
    """Return the figures that count the noun asked about: 59个 in 59个品种 for 多少个品种."""
    noun = _COUNTED_NOUN.search(asked)
    return [figure for figure in figures if noun and statement.startswith(noun[1], figure.end())]
