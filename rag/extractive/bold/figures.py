"""Find the figures and dates of a text, each with all that belongs to it: 1倍以上2倍以下."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from rag.language.modality import alternatives
from rag.language.word_lists import word_list
from rag.question.answer_type import is_new
from rag.question.understanding import Question
from rag.question.units import TIME, units

Range = tuple[int, int]

_JOINT = re.compile(r"\s?(?:以[上内]|[至到—―–~～－×-]+|不满|以上不满)?\s?")  # 1倍以上2倍以下
_BOUND = re.compile(
    r"(?<=月)\d{1,2}\s?日|(?<=日)\s?\d{1,2}[:：]\d\d|(?<=[日号])\s?[至到—–~～－-]\s?\d{1,2}\s?[日号]|以[上下内]"
    r"|(?<=[年月时])[零又]\s?[\d〇一二三四五六七八九十两]{1,3}\s?(?:个?[月年日天]|小?时|分钟?)|(?<=年)(?:半|\d{1,2}\s?个月)"
    rf"|(?<=[万亿])\s?(?:{alternatives(*word_list('measures', Path(__file__).with_name('figures.toml')))})"
)
_ITEM = re.compile(r"\d{1,2}[.．、](?=\D)[^\d]{0,3}(?=\d)")  # 3.有 before 50个
# A number of things without the words after its unit: 61个 of 61个品种, 200毫升.
_COUNTED = re.compile(
    r"(?:\d[\d,.]*+|[一二三四五六七八九十百千万亿两零〇半]++)\s?[余多来几]?[十百千万亿]*[余多]?\s?"
    r"(?:[人件例][次份]|[毫厘公平立英千勒][\u4e00-\u9fff]{1,2}|[\u4e00-\u9fff℃㎡%％‰])"
)
_TITLE = re.compile(r"《[^《》]*》")
# Dates from one day to another: the 10日 of 2月4日至10日 is no length of time.
_DATES = re.compile(
    r"\d{1,2}\s?月\s?\d{1,2}\s?日(?:\s?[至到—–~～－-]\s?(?:\d{4}\s?年)?(?:\d{1,2}\s?月)?\d{1,2}\s?日)?"
)


def asked_figures(text: str, question: Question, part: int) -> list[re.Match[str]]:
    """Return the figures or dates of a text that may answer a part and the question lacks."""
    unit = units(question.asked_in(part))
    return new_figures(text, unit.asked, question) if unit else []


def new_figures(text: str, pattern: re.Pattern[str], question: Question) -> list[re.Match[str]]:
    """Return what a pattern finds in a text and the question does not say itself."""
    return [match for match in pattern.finditer(text) if is_new(match[0], question.text)]


def outside_dates(text: str, found: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return the matches that are no part of a date."""
    dates = [date.span() for date in _DATES.finditer(text)]
    return [m for m in found if not any(start <= m.start() < end for start, end in dates)]


def whole(text: str, found: list[re.Match[str]]) -> list[Range]:
    """Return the ranges of figures with all that belongs to them; those outside titles, if any.

    The two ends of a span are one: 10日至20日.
    """
    titles = [title.span() for title in _TITLE.finditer(text)]
    ranges = list(_ranges(text, found))
    outside = [r for r in ranges if not any(left < r[0] < right for left, right in titles)]
    joined: list[Range] = []
    for start, end in outside or ranges:
        if joined and _JOINT.fullmatch(text, joined[-1][1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _ranges(text: str, found: list[re.Match[str]]) -> Iterator[Range]:
    for match in found:
        start, end = match.span()
        if number := _ITEM.match(text, start, end):
            start = number.end()
        if counted := _COUNTED.match(text, start):
            cut = counted.end() < end and not TIME.match(text, start) and "分之" not in match[0]
            end = counted.end() if cut or text[end - 1] in "毫厘公平立英千勒" else end
        if bound := _BOUND.match(text, end):
            end = bound.end()
        yield start, end
