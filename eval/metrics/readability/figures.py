"""The kinds of figures that a question asks for and an answer sets in bold."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from eval.datasets.matching import squeeze
from index.text.characters import NUMERALS

Kind = Literal["money", "share", "length", "date", "number", "name"]
Kinds = frozenset[Kind]

NONE: Kinds = frozenset()
ANY: Kinds = frozenset({"money", "share", "length", "date", "number"})

_N = rf"(?:\d[\d,.]*+|[{NUMERALS}百千万亿两零〇半]++)[余多]?[十百千万亿]*+[余多]?个?"
_MEASURE = "(?:周岁|[个家名位人件例次所岁级亩吨处张台辆间座户枚克毫份条项种只床批轮期])"
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("share", re.compile(rf"{_N}(?:[%‰]|百分点|[倍折]|成(?!立))|分之{_N}|\d/\d")),
    ("money", re.compile(rf"{_N}(?:[美港日欧]?元|块|英镑|卢比)|[¥$€]\d")),
    (
        "date",
        re.compile(rf"(?:19|20)\d\d年|[{NUMERALS}〇○零]{{4}}年|{_N}月{_N}日|\d月(?!以)|\d:\d\d"),
    ),
    (
        "length",
        re.compile(
            rf"{_N}(?:半?(?:[年月天日秒]|周(?!岁))|小时|分钟|工作日|星期|学[年期]|季度)"
            r"|半年|[每当][半两]?[年月日天周季]"
        ),
    ),
    (
        "number",
        re.compile(
            r"(?<![〔\d第])\d[\d,.]*+(?!号)"
            rf"|(?<![第{NUMERALS}百])[{NUMERALS}百千万两]++[余多]?{_MEASURE}"
        ),
    ),
)

_MONEY = re.compile(
    r"多少[万亿]*(?:[美港日欧]?元|钱|块|费)|几[百千万亿]*元|金额(?:是|为)?(?:多少|多大|有多|几何)"
)
_SHARE = re.compile(
    r"(?:多少|几)(?:倍|成|个百分点|分之)"
    r"|(?:率|比例|占比|比重|份额|倍数)(?:[^，。？?]{0,4}(?:多少|多高|多大|几)|[？?]?$)"
    r"|百分之[几多]|percent|[Ww]hat (?:share|proportion|rate)"
)
_CHANGE = re.compile(
    r"(?:[降涨升增减跌]|上调|下调|提高)[^，。？?是为]{0,5}[了到至是为]?(?:多少|几)"
    r"|幅度?(?:是|为)?多少"
)
_PRICE = re.compile(
    r"(?:降价|涨价|[降涨增跌]幅)[^，。？?]{0,6}多少|多少[^，。？?]{0,3}[降涨增跌]幅"
)
_LENGTH = re.compile(
    r"多久|多长时间|how (?:long|soon|early)|(?:期限|有效期|时限|年限)(?:是|有)?多"
    r"|how many (?:\w+ )?(?:days|months|years|hours|weeks)"
    r"|(?:多少|(?<![这近好第十哪])(?<![^提书][前后来])几)"
    r"(?:个?(?:[年天日周]|小时|分钟|工作日|星期|学[年期])|个月)",
    re.I,
)
_DATE = re.compile(r"哪一?个?[年天月日]|几月|几号|(?:日期|时间)(?:是|为)?(?:哪|几|什么)")
_WHEN = re.compile(r"什么时候|啥时候|何时|\bwhen\b", re.I)
_COUNT = re.compile(
    r"(?<![好无])多少(?![万亿以的才算会可能就要不了吗呢合比属而时是给])[\u4e00-\u9fff]"
    r"|(?:^|[^这近好第十数哪上头前后])几"
    r"(?=[家名位人件例次所岁级亩吨处张台辆间座户枚克毫])"
    r"|how many",
    re.I,
)
# Key words alone, the last of which is to be told: 护士 注册 有效期
_KEY_LENGTH = re.compile(r"[^？?吗怎为谁什哪何]*(?:期限|有效期|时限|年限)(?:\s\S{1,6})?\s*")
_KEY_MONEY = re.compile(r"[^？?吗怎为谁什哪何]*金额\s*")
_KEY_DATE = re.compile(r"[^？?吗怎为谁什哪何]*(?:日期|时间)\s*")
_REFERENCE = re.compile(r"文号|编号|号码|电话|代码|邮编")
_ANY = re.compile(r"(?<![好无])多少|how much|多[大高](?![的])", re.I)
_COUNTS_ITEMS = re.compile(r"几[种类项条点步大]|几个?(?:方面|阶段|环节|部分|层面|层次|途径)")
_NAMES = re.compile(
    r"谁|哪[个家位所里儿级座些种类项一二两三几省市县区国]|哪(?=\d)|什么(?!时候)|啥|叫|名称|名字"
    r"|几[种类项]|怎|如何|是指|who|which|what",
    re.I,
)


def kind_of(bold: str) -> Kind:
    """Return what a text in bold is: a figure of some kind, or a name."""
    folded = squeeze(bold)
    return next((kind for kind, pattern in _KINDS if pattern.search(folded)), "name")


def figures_of(text: str, kinds: Kinds) -> set[str]:
    """Return the figures of some kinds in a text."""
    folded = squeeze(text)
    return {m[0] for kind, pattern in _KINDS if kind in kinds for m in pattern.finditer(folded)}


def asked_kinds(question: str) -> Kinds:
    """Return the kinds of figures that would answer a question; empty if it asks for none.

    多少 without a unit may be answered with a figure of any kind.
    """
    if _REFERENCE.search(question):
        return NONE
    return next((kinds for asks, kinds in _ASKED if asks(question)), NONE)


def may_be_named(question: str) -> bool:
    """Return whether a question may be answered with names or items: 谁, 哪家, 几种, 什么."""
    return any(p.search(question) for p in (_NAMES, _COUNTS_ITEMS, _REFERENCE))


def asks_when(question: str) -> bool:
    """Return whether a question asks for a time that may be an event: 什么时候."""
    return bool(_WHEN.search(question) or _KEY_DATE.fullmatch(question))


_ASKED: tuple[tuple[Callable[[str], object], Kinds], ...] = (
    (_MONEY.search, frozenset({"money"})),
    (_SHARE.search, frozenset({"share", "number"})),
    (_PRICE.search, frozenset({"share", "money"})),
    (_CHANGE.search, frozenset({"share", "money", "number"})),
    (_LENGTH.search, frozenset({"length"})),
    (_KEY_MONEY.fullmatch, frozenset({"money"})),
    (_KEY_LENGTH.fullmatch, frozenset({"length"})),
    (_DATE.search, frozenset({"date", "length"})),
    (_WHEN.search, frozenset({"date", "length"})),
    (_KEY_DATE.fullmatch, frozenset({"date", "length"})),
    (_COUNT.search, frozenset({"number"})),
    (_ANY.search, ANY),
)
