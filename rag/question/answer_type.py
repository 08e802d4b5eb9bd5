"""What an answer should look like: the unit asked for, a new figure, words of its kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.question.analysis import Kind, kinds, ordinals

_DIGITS = r"(?:\d[\d,.]*|[一二三四五六七八九十百千两]+)\s*(?:余|多|个多|来)?\s*[万亿千百]*\s*(?:余|多)?\s*"
_UNIT = re.compile(
    r"(?<!哪)(?<!好)(?:多少|几|how many)\s?(?:[\u4e00-\u9fff]{0,3}?(?=钱))?"
    r"(?P<unit>家次|人次|万元|亿元|美元|[家个种项件份例人名位次天年月岁元块钱成倍张所只款批条台吨支片盒床组户单座县省市款宗期点分])"
)
_SAME_UNITS = (  # asked with one, answered with another
    "元 块 钱 万元 亿元", "个 家 种 项 款 名 所 台 座 件 例 省 市 县", "家 个 所 家次", "件 份 个", "人 名 位 例 人次",
    "次 人次 例 单", "种 个品种 款", "单 例 次", "成 % ％ 百分之", "点 % ％ 个百分点", "岁 周岁", "组 个", "天 日", "年 周年",
)  # fmt: skip
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
"""A number in digits, with its decimals and thousands separators."""

_ASKS_FIGURE = re.compile(
    r"多少|几[\u4e00-\u9fff]|百分|比例|占比|多[大高长久远]|[率幅](?!先)|金额|how many|how much|how large|percent|share of",
    re.I,
)

_EXPECTED: dict[Kind, re.Pattern[str]] = {
    "amount": re.compile(r"\d[\d.,]*\s*[余多万亿千百]*\s*(元|美元|港元|块|欧元)"),
    "percent": re.compile(r"\d\s*[%％‰]|百分之|[一二三四五六七八九十两半]成|个百分点|\d倍"),
    "date": re.compile(r"\d{1,4}\s*[年月日]|年初|年底|[春夏秋冬]季|[一二三四]季度"),
    "count": re.compile(_DIGITS + r"[\u4e00-\u9fff]"),
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
    """How a statement fits what is asked; each from 0 to 1.

    `unit`: it has a number with the unit asked for; `figure`: it has a figure that the
    question hasn't, where one is asked for; `kind`: share of the kinds of answer it can be.
    """

    unit: float
    figure: float
    kind: float


def fits(text: str, asked: str, question: str) -> Fit:
    """Compare a statement with a part of a question; `question` is the whole of it."""
    unit = unit_pattern(asked)
    expected = _patterns(asked)
    return Fit(
        unit=float(bool(unit and unit.search(text))),
        figure=float(bool(asks_figure(asked) and set(FIGURE.findall(text)) - _known(question))),
        kind=sum(bool(p.search(text)) for p in expected) / max(1, len(expected)),
    )


@lru_cache(maxsize=256)
def unit_pattern(asked: str) -> re.Pattern[str] | None:
    """A number with the unit that `多少…`, `几…` or `百分之几` asks for; None without one."""
    units: set[str] = set()
    for unit in _UNIT.findall(asked):
        units.update({unit}, *(group.split() for group in _SAME_UNITS if group.split()[0] == unit))
        if unit in ("钱", "块", "万元", "亿元"):
            units.update(_SAME_UNITS[0].split())
    if re.search(r"百分之|百分比|比例|占比|几成|[率幅](?!先)|percent|share of", asked, re.I):
        units.update(["%", "％", "成", "个百分点", "倍", "百分之"])
    if not units:
        return None
    return re.compile(f"{_DIGITS}(?:{'|'.join(sorted(map(re.escape, units)))})|百分之[一-十]")


@lru_cache(maxsize=256)
def _patterns(asked: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_EXPECTED[kind] for kind in sorted(kinds(asked)) if kind in _EXPECTED)


@lru_cache(maxsize=256)
def asks_figure(asked: str) -> bool:
    """Whether a number is asked for."""
    return bool(_ASKS_FIGURE.search(asked))


@lru_cache(maxsize=256)
def _known(question: str) -> frozenset[str]:
    return frozenset(FIGURE.findall(question))


@lru_cache(maxsize=256)
def _asked_ordinals(question: str) -> dict[str, set[str]]:
    return ordinals(question)


def conflicts(text: str, question: str) -> bool:
    """Whether a statement speaks of the third batch, say, where the second was asked for."""
    asked = _asked_ordinals(question)
    if not asked:
        return False
    said = ordinals(text)
    return any(unit in said and not said[unit] & numbers for unit, numbers in asked.items())


_ASKING = re.compile(
    r"多少|百分之[几多]|几[\u4e00-\u9fff]|什么时候|何时|哪[年月天]|多[大高长久]|how many|how much",
    re.I,
)
_NEAR = 8  # characters beside the asking word


def focus(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Offsets of what stands beside the asking words of a part: what is to be counted."""
    part = text[start:end]
    spans = []
    for match in _ASKING.finditer(part):
        before = re.search(r"[^，,。？?；;：:、]*$", part[: match.start()])
        after = re.match(r"[^，,。？?；;]*", part[match.end() :])
        assert before and after
        spans.append((start + max(before.start(), match.start() - _NEAR), start + match.start()))
        spans.append((start + match.end(), start + match.end() + min(len(after[0]), _NEAR)))
    return [span for span in spans if span[1] > span[0]]
