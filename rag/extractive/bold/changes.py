"""Tell what a figure is to a change: what it was before, what it became, by how much it changed.

降到多少 asks for what a figure became and 降了多少 for the difference; 从4.8万元降至2.4万元，降幅50%
has all three. All patterns take time linear in the text.
"""

from __future__ import annotations

import re
from typing import Literal

Role = Literal["before", "after", "difference", ""]

FITS = 8.0  # of a figure that is to the change what is asked for; as much against another

_CHANGE = (
    "(?:[降升增涨减跌缩]|提高|扩大|下调|上调|下滑|回落|翻了?|节[省约]|省)"
    "(?:[价幅长加低少多降升高涨短小负额本钱税费]|掉|下|出|轻?负担?){0,2}"
)
_ABOUT = "(?:[了约近达超为是在至出]|大概|大约|将近|接近|高达|最[多高大]|不到|不足|超过|同比|平均)"
_MANY = "(?:多少|几(?!乎))"
_PAIR_ASKED = re.compile(rf"[从由][^从由]*[到至为][^从由]{{0,4}}?{_MANY}")
_AFTER_ASKED = re.compile(
    rf"(?:(?:[到至达过]|突破|接近|将近){_ABOUT}{{0,2}}|{_CHANGE}[成为]){_MANY}"
)
_DIFFERENCE_ASKED = re.compile(
    rf"{_CHANGE}(?:了|大[约概]|[约近])?{_MANY}|幅度?{_ABOUT}{{0,2}}(?:{_MANY}|多[大高])"
)
_BEFORE_ASKED = re.compile(r"原[来先本价]|[降涨减改]价?革?[之以]?前")

_WHEN = r"(?:(?:19|20)\d\d\s?年?(?:[度初底末]|\d{1,2}\s?月)?的?|[首去今上当]年的?|目前的?|现在的?|原来的?|一?年|平均)"
_EXTENT = re.compile(rf"幅度?{_ABOUT}{{0,2}}(?:{_MANY}|$)")
_DIFFERENCE = re.compile(
    rf"(?:{_CHANGE}(?:了|[约近超]|大[约概]|同比|超过){{0,2}}|[降增涨跌升]幅度?{_ABOUT}{{0,2}}"
    r"|(?:节省|节约|减轻|减少|增加)[^，,到至]{1,6})$"
)
_BEFORE = re.compile(rf"(?:[从由]{_WHEN}{{0,3}}|原(?![则因研料件])[^，,]{{1,8}})$")
_AFTER = re.compile(
    rf"(?:[到至达破为]|突破|接近|将近|{_CHANGE}[成为])(?:[了约近]|大[约概]|将近|接近|不足|不到|{_WHEN}){{0,3}}$"
)
_TAIL = 16  # characters before a figure in which its role is said


def asks_for_pair(words: str) -> bool:
    """Return whether both ends of a change are asked for: 从多少降到多少."""
    return bool(_PAIR_ASKED.search(words))


def asked_role(words: str) -> Role:
    """Return which figure of a change is asked for, '' if none is."""
    if not _EXTENT.search(words) and _AFTER_ASKED.search(words):
        return "after"
    if _DIFFERENCE_ASKED.search(words):
        return "difference"
    return "before" if _BEFORE_ASKED.search(words) else ""


def role(before: str) -> Role:
    """Return what a figure is to a change, from the words that stand before it."""
    tail = before.rstrip()[-_TAIL:]
    if _BEFORE.search(tail):
        return "before"
    if not _EXTENT.search(tail) and _AFTER.search(tail):
        return "after"
    return "difference" if _DIFFERENCE.search(tail) else ""


def fit(asked: Role, said: Role) -> float:
    """Return how a figure of a role fits what is asked for, 0 where either says nothing of it."""
    if not asked or not said:
        return 0.0
    return FITS if asked == said else -FITS
