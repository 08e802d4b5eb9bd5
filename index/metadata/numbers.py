"""The 文号 of official documents: `江医保发〔2024〕19号`, `卫生部令第53号`, `公告2024年第3号`.

A 文号 counts only where it fills its line, brackets around it aside: inside a sentence it
belongs to another document. Its digits are kept, its brackets and blanks made uniform.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.text.characters import BASIC_HAN, NUMERALS, half_width
from index.text.numerals import ZEROS

_COUNT = r"(?P<count>[\d０-９]{1,5})"
_YEAR = r"(?P<year>(?:[1１][9９]|[2２][0０])[\d０-９]{2})"
_SERIAL = re.compile(
    rf"(?P<office>(?!根据|按照|依据|参照|详见)[{BASIC_HAN}]{{1,15}})\s{{0,8}}[〔\[［【（(﹝〖｛{{<＜〈]\s?{_YEAR}\s?年?\s?"
    rf"[〕\]］】）)﹞〗｝}}>＞〉]\s{{0,8}}第?\s{{0,8}}{_COUNT}\s{{0,8}}号(?:\s*签发人.*)?"
)
_ORDER = re.compile(
    rf"(?P<office>[{BASIC_HAN}、]{{0,30}}(?<![命口指])令)\s{{0,8}}[（(]?\s?第\s{{0,4}}"
    rf"(?P<count>[\d０-９]{{1,5}}|[{NUMERALS}百{ZEROS}]{{1,8}})\s{{0,4}}号\s?[）)]?"
)
_ORDER_LAST = re.compile(
    rf"(?P<office>(?!根据|按照|依据)[{BASIC_HAN}、]{{0,30}})第\s{{0,4}}{_COUNT}\s{{0,4}}号令"
)
_NOTICE = re.compile(
    rf"(?P<office>[{BASIC_HAN}\s、]{{0,60}}(?:公告|通告))\s{{0,8}}[（(〔\[【]?\s?{_YEAR}\s?年?\s?[〕\]】]?"
    rf"\s{{0,8}}第?\s{{0,4}}{_COUNT}\s{{0,4}}号\s?[）)]?"
)
_OF_TITLE = re.compile("关于|的(?:公告|通告)$")
_OF_YEAR = re.compile(rf"[（(]?\s?{_YEAR}\s?年\s{{0,8}}第\s{{0,4}}{_COUNT}\s{{0,4}}号\s?[）)]?")
_HEAD = re.compile(rf"[{BASIC_HAN}\s、]{{2,60}}(?:令|公告|通告)")
_COUNT_LINE = re.compile(rf"[（(]?第\s?[\d{NUMERALS}百{ZEROS}]{{1,8}}\s?号[）)]?")
_AROUND = re.compile(r"[（(【〔\[［]\s*+(?P<inner>.*[^\s）)】〕\]］])\s*+[）)】〕\]］]")
_AT_END = re.compile(r"[（(](?P<inner>[^（）()]{4,40})[）)]$")
_ORDER_WITHIN = re.compile(
    rf"(?:^|(?<=[日\s（(，]))(?!日)[{BASIC_HAN}、]{{1,30}}?"
    r"(?:令第\s?[\d０-９]{1,5}\s?号|第\s?[\d０-９]{1,5}\s?号令)"
)


def doc_number(line: str) -> str:
    """Return the 文号 that fills the line, in its standard form; '' for any other line."""
    text = line.strip()
    if "号" not in text[-80:] or len(text) > 120:
        return ""
    inner = _AROUND.fullmatch(text)
    return _standard(text) or (_standard(inner["inner"]) if inner else "")


def number_among(lines: Sequence[str], title: str = "") -> str:
    """Return the first 文号 among lines of their own, or at the end of the title; or ''.

    `第3号` counts below a line such as `国家药监局公告`, `2024年第3号` also under a title that
    ends with 公告 or 通告.
    """
    above = ""
    for line in lines:
        if found := doc_number(line) or _below(above, line, title):
            return found
        above = line.strip()
    return _in_title(title)


def is_count(line: str) -> bool:
    """Return whether a line is the rest of a 文号 whose office stands above it: 第12号."""
    return bool(_COUNT_LINE.fullmatch(line.strip()) or _of_year(line))


def issuer_of(number: str) -> str:
    """Return the office of an order's number, as 卫生部 of 卫生部令第53号; or ''."""
    match = _ORDER.fullmatch(number)
    return match["office"].removesuffix("令").removeprefix("中华人民共和国") if match else ""


def orders_in(text: str) -> list[str]:
    """Return the numbers of orders that a text names, as 卫生部令第53号, each once."""
    found = [doc_number(match[0]) for match in _ORDER_WITHIN.finditer(text)]
    return list(dict.fromkeys(filter(None, found)))


def _standard(text: str) -> str:
    if match := _SERIAL.fullmatch(text):
        year, count = half_width(match["year"]), int(half_width(match["count"]))
        return f"{match['office']}〔{year}〕{count}号"
    if match := _ORDER.fullmatch(text):
        return f"{match['office']}第{half_width(match['count'])}号"
    if match := _ORDER_LAST.fullmatch(text):
        return f"{match['office']}第{half_width(match['count'])}号令"
    if (match := _NOTICE.fullmatch(text)) and not _OF_TITLE.search(match["office"]):
        office = re.sub(r"\s+", "", match["office"])
        return f"{office}{half_width(match['year'])}年第{half_width(match['count'])}号"
    return ""


def _below(above: str, line: str, title: str) -> str:
    """Return the 文号 of a line that says only 第3号 or 2024年第3号, by the line above it."""
    if _HEAD.fullmatch(above) and (found := doc_number(above + line.strip())):
        return found
    return _of_year(line) if title.endswith(("公告", "通告")) else ""


def _in_title(title: str) -> str:
    match = _AT_END.search(title[-60:])
    if match is None:
        return ""
    of_notice = re.search(r"(?:公告|通告)\s?$", title[: -len(match[0])])
    return doc_number(match["inner"]) or (_of_year(match["inner"]) if of_notice else "")


def _of_year(text: str) -> str:
    match = _OF_YEAR.fullmatch(text.strip())
    return f"{half_width(match['year'])}年第{half_width(match['count'])}号" if match else ""
