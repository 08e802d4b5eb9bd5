"""Tell what an answer should look like: the unit asked for, a new figure, words of its kind.

Three functions tell whether a question asks for a figure. They differ in what follows from
it: `asks_figure` scores a statement with a new figure higher, `prefers_figures` ranks a
passage with digits higher, and `requires_figure` lowers the confidence of an answer without
a figure, so it matches only where words cannot answer. Scores and confidence were tuned with
these patterns; making them one would change answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.text.characters import BASIC_HAN
from rag.question.analysis import AnswerKind, kinds, ordinals
from rag.question.units import COUNT, MONEY, SHARE, numbers_said, units

SAME_FAMILY = 0.5  # unit fit of a number that counts something in another unit than the asked one

# Any character after 几, also 多长 and 降幅; not 率先.
_ASKS_FIGURE = re.compile(
    rf"多少|几[{BASIC_HAN}]|百分|比例|占比|多[大高长久远]|[率幅](?!先)|金额|how many|how much|how large|percent|share of",
    re.I,
)

# Common measure words after 几, and 率 in any word.
_PREFERS_FIGURES = re.compile(
    r"多少|几[个家种项件年月天人位批次条款成]|百分|比例|占比|多大|率|how many|how much|percent",
    re.I,
)

# Words that only a figure answers: 几种 may be answered by naming them, 多少 may not.
_REQUIRES_FIGURE = re.compile(
    r"多少|几成|几岁|几倍|百分|比例|占比|[率幅额量价费]是?多|how many|how much|percent", re.I
)

# Words and figures that a statement has if it answers a question of this kind.
_EXPECTED: dict[AnswerKind, re.Pattern[str]] = {
    "amount": MONEY,
    "percent": SHARE,
    "date": re.compile(r"\d{1,4}\s*[年月日]|年初|年底|[春夏秋冬]季|[一二三四]季度"),
    "count": COUNT,
    "person": re.compile(
        r"表示|介绍|指出|认为|强调|建议|提出|透露|主任|院长|教授|局长|委员|代表|书记|主席|专家|博士|创始人|公司|集团|省委会"
    ),
    "reason": re.compile(r"因为|由于|原因|因此|所以|导致|为了|通过|使得|从而|以便|关键|基于"),
    "list": re.compile(r"[、；;].*[、；;]|一是|二是|首先|其次|第[一二三四]|包括|分为|分别|以下"),
    "compare": re.compile(r"而|相比|比|高于|低于|不同|区别|差|分别|更|则"),
    "summary": re.compile(r"认为|提出|强调|主要|要|应|建议"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a statement fits what is asked, each value from 0 to 1.

    `unit` is 1 if the statement has a number with the unit asked for, and `SAME_FAMILY` if it
    has one with another unit of things (名 for 位). `figure` is 1 if a figure is asked for and
    the statement has one that the question lacks, in digits or words. `kind` is the share of
    the expected kinds of answer whose words the statement has.
    """

    unit: float
    figure: float
    kind: float


def fits(text: str, asked: str, question: str) -> Fit:
    """Compare a statement with `asked`, one part of a question; `question` is all of it."""
    expected = _patterns(asked)
    return Fit(
        unit=_unit_fit(text, asked),
        figure=float(bool(asks_figure(asked) and numbers_said(text) - _known(question))),
        kind=sum(bool(p.search(text)) for p in expected) / max(1, len(expected)),
    )


def unit_pattern(asked: str) -> re.Pattern[str] | None:
    """Return a pattern of a number with the unit asked for, or None if no unit is asked for.

    多少家 gives one that finds 30家; 百分之几 one that finds 75% and 百分之四.
    """
    found = units(asked)
    return found.asked if found else None


def _unit_fit(text: str, asked: str) -> float:
    """Return 1 for a number with the unit asked for, 0.5 for one with a unit of its family."""
    found = units(asked)
    if found is None:
        return 0.0
    return 1.0 if found.asked.search(text) else SAME_FAMILY * bool(found.family.search(text))


@lru_cache(maxsize=256)
def _patterns(asked: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of the kinds of answer that a question expects."""
    return tuple(_EXPECTED[kind] for kind in sorted(kinds(asked)) if kind in _EXPECTED)


@lru_cache(maxsize=256)
def asks_figure(asked: str) -> bool:
    """Return whether a statement with a figure may be what is asked for: 几家, 多长, 降幅."""
    return bool(_ASKS_FIGURE.search(asked))


def prefers_figures(asked: str) -> bool:
    """Return whether a passage with digits is the likelier answer: 多少家, 几个, 签约率."""
    return bool(_PREFERS_FIGURES.search(asked))


def requires_figure(asked: str) -> bool:
    """Return whether only a figure can answer: 多少家, 百分之几; not 几种, 哪一年."""
    return bool(_REQUIRES_FIGURE.search(asked))


@lru_cache(maxsize=256)
def _known(question: str) -> frozenset[str]:
    """Return the figures that the question itself names."""
    return frozenset(numbers_said(question))


@lru_cache(maxsize=256)
def _asked_ordinals(question: str) -> dict[str, set[str]]:
    return ordinals(question)


def conflicts(text: str, question: str) -> bool:
    """Return whether a statement names other ordinals than the question for the same unit.

    A statement about 第三批 conflicts with a question about 第二批.
    """
    asked = _asked_ordinals(question)
    if not asked:
        return False
    said = ordinals(text)
    return any(unit in said and not said[unit] & numbers for unit, numbers in asked.items())


# Words that stand in the question where the figure or date stands in the answer.
_ASKING = re.compile(
    rf"多少|百分之[几多]|几[{BASIC_HAN}]|什么时候|何时|哪[年月天]|多[大高长久]|how many|how much",
    re.I,
)
_NEAR = 8  # characters on each side of the asking word


def focus(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the ranges beside the asking words of a part: what is counted or dated.

    `社区医院达到多少家？` gives 社区医院达到 and 家. A range ends at punctuation.
    """
    part = text[start:end]
    spans = []
    for match in _ASKING.finditer(part):
        before = re.search(r"[^，,。？?；;：:、]*$", part[: match.start()])
        after = re.match(r"[^，,。？?；;]*", part[match.end() :])
        assert before and after  # both patterns match an empty text too
        spans.append((start + max(before.start(), match.start() - _NEAR), start + match.start()))
        spans.append((start + match.end(), start + match.end() + min(len(after[0]), _NEAR)))
    return [span for span in spans if span[1] > span[0]]
