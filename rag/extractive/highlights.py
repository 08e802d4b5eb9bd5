"""The figure or date asked for, within an answer: what a reader's eye looks for first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.blocks import AnswerBlock, embolden
from rag.evidence.statements import Statement
from rag.question.answer_type import unit_pattern
from rag.question.understanding import Question

MOST = 3  # figures of one statement, where several are asked for

_DATE = re.compile(
    r"(?:\d{4}\s?年)?\d{1,2}月(?:\d{1,2}日|[上中下]旬|[初底末])?|\d{4}\s?年(?:[初底末])?"
)
_ASKS_DATE = re.compile(r"什么时候|何时|哪[一]?[年月日天]|几月|几号|哪个月|when", re.I)
_ASKS_SEVERAL = re.compile(r"分别|各|从.{0,8}[到降升增]|respectively", re.I)
_COUNTED = re.compile(r"(?:多少|几)[\u4e00-\u9fff]([\u4e00-\u9fff]{2})")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def highlight(
    blocks: Sequence[AnswerBlock], question: Question, chosen: Sequence[Statement]
) -> tuple[AnswerBlock, ...]:
    """Set the figure or date asked for in bold.

    Only where it is certain: the best statement of a part of the question has one such
    figure that the question doesn't name itself, or few where several are asked for.
    """
    return embolden(blocks, _keys(question, chosen))


def _keys(question: Question, chosen: Sequence[Statement]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Give the figures asked for as ranges of their statements' texts."""
    for part, (start, end) in enumerate(question.parts):
        asked = question.text[start:end]
        best = max(chosen, key=lambda s: float(s.scores[part]), default=None)
        if best is None:
            continue
        keys = asked_figures(best.text, question, part)
        keys = _counting(asked, best.text, keys) or keys
        if keys and len(keys) <= (MOST if _ASKS_SEVERAL.search(asked) else 1):
            yield from ((best.text, key.span()) for key in keys)


def asked_figures(text: str, question: Question, part: int) -> list[re.Match[str]]:
    """The figures or dates in a text that may answer a part; none that the question says."""
    start, end = question.parts[part]
    asked = question.text[start:end]
    pattern = unit_pattern(asked) or (_DATE if _ASKS_DATE.search(asked) else None)
    found = pattern.finditer(text) if pattern else ()
    return [match for match in found if _is_new(match[0], question.text)]


def _counting(asked: str, statement: str, keys: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The figures that count what is asked for: 59个品种 for 多少个品种."""
    noun = _COUNTED.search(asked)
    return [key for key in keys if noun and statement.startswith(noun[1], key.end())]


def _is_new(key: str, question: str) -> bool:
    """Whether the question doesn't say it itself."""
    return key not in question and not set(_FIGURE.findall(key)) & set(_FIGURE.findall(question))
