"""Recognise metadata in the text of an official document: 文号, issuer, date, validity.

Only values in their usual places count: behind a label, on a line of their own above or below
the text, or in the title. A 文号 or date inside a sentence belongs to another document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

from index.metadata.fields import FIELDS, REPEALED, Metadata, clean, iso_date
from index.metadata.regions import region_of
from index.model import Article
from index.text.characters import BASIC_HAN, NUMERALS
from index.text.numerals import ZEROS

HEAD, TAIL = 12, 8  # lines at the top and the bottom that may hold metadata
SHORT = 60  # most characters of such a line without a label
LABELLED = 160  # and with one
SIGNERS = 10  # most lines of issuers above a date

_CHINESE = {alias: name for name in FIELDS for alias in FIELDS[name] if not alias.isascii()}
_BARE = re.compile(
    "状态|效力|时间|日期|地区|地域|省份|题目|摘要|提要|分类|类别"
)  # everyday words, which label too much
_LABELS = "|".join(r"[\s\u3000]*".join(label) for label in _CHINESE if not _BARE.fullmatch(label))
_LABEL = re.compile(rf"(?:^|(?<=[\s|｜（(\]】\d日]))(?P<label>{_LABELS})\s*[\]】]?\s*[:：]\s*")
_VALUE_END = re.compile(r"[\t|｜]|\s{2,}|[）)]$")

_NUMBER = re.compile(
    rf"(?P<office>(?!根据|按照|依据|参照|详见)[{BASIC_HAN}]{{1,15}})\s?[〔\[［【（(]\s?(?P<year>(?:19|20)\d\d)\s?[〕\]］】）)]"
    r"\s?第?\s?(?P<count>\d{1,5})\s?号(?:\s*签发人.*)?"
)
_ENDINGS = "|".join(Path(__file__).with_name("issuer_endings.txt").read_text("utf-8").split())
_ISSUER = re.compile(rf"[{BASIC_HAN}（）()\s、]{{0,60}}(?:{_ENDINGS})$")
_TITLED = re.compile(rf"^(?P<issuer>[{BASIC_HAN}\s、]{{0,60}}?(?:{_ENDINGS}))\s?(?:关于|印发)")
_LETTERHEAD = re.compile(r".*文件$")
_DATE = re.compile(rf"[\d{ZEROS}{NUMERALS}年月日/.\s-]+")
_REPEALED_MARK = re.compile(
    r"[（(【\[［〔]\s?(?:本文件|此件|本文)?(?:已|全文)?(?:废止|失效)\s?[）)】\]］〕]"
)
_REPEALED_LINE = re.compile(r"(?:本文件|此件|本文|该文件)?(?:已|全文)(?:废止|失效)[。！!]?")


def recognise(title: str, lines: Sequence[str]) -> Metadata:
    """Return the fields that the title and the first and last lines state with certainty."""
    head = [line.strip() for line in lines[:HEAD]]
    tail = [line.strip() for line in lines[HEAD:][-TAIL:]]
    found = labelled([*head, *tail])
    signed = _signature([line.strip() for line in lines])
    guesses = {
        "number": next(filter(None, map(doc_number, [*head[:8], *tail])), ""),
        "issuer": _titled(title) or signed.get("issuer", ""),
        "date": signed.get("date") or next(filter(None, map(_date_line, head[:5])), ""),
        "status": REPEALED if _is_repealed(title, head) else "",
    }
    found = {**{name: value for name, value in guesses.items() if value}, **found}
    if region := region_of(title) or region_of(found.get("issuer", "")):
        found["region"] = region
    return found


def labelled(lines: Iterable[str]) -> Metadata:
    """Return the fields that stand behind a label, as in `发文字号：清政办发〔2021〕18号`."""
    given: dict[str, str] = {}
    for line in lines:
        for label, value in _labels(line):
            given.setdefault(label, value)
    found: Metadata = {}
    for name, aliases in FIELDS.items():
        values = (clean(name, given[alias]) for alias in aliases if alias in given)
        if name != "title" and (value := next(filter(None, values), "")):
            found[name] = (doc_number(value) or value) if name == "number" else value
    return found


def doc_number(line: str) -> str:
    """Return the 文号 that fills the line, in its standard form; '' for any other line."""
    match = _NUMBER.fullmatch(line.strip())
    return f"{match['office']}〔{match['year']}〕{int(match['count'])}号" if match else ""


def is_letterhead(line: str) -> bool:
    """Return whether the line is a letterhead such as 某某委员会文件, printed above the title."""
    return bool(_LETTERHEAD.fullmatch(line))


def _labels(line: str) -> Iterator[tuple[str, str]]:
    if len(line) > LABELLED:
        return
    marks = list(_LABEL.finditer(line))
    for i, mark in enumerate(marks):
        end = marks[i + 1].start() if i + 1 < len(marks) else len(line)
        value = _VALUE_END.split(line[mark.end() : end].strip(" \t\u3000|｜"), maxsplit=1)[0]
        if value:
            yield re.sub(r"\s+", "", mark["label"]), value.strip()


def _is_repealed(title: str, head: Sequence[str]) -> bool:
    lines = any(p.fullmatch(line) for p in (_REPEALED_MARK, _REPEALED_LINE) for line in head)
    return lines or bool(_REPEALED_MARK.search(title))


def _titled(title: str) -> str:
    match = _TITLED.match(title)
    return _offices([match["issuer"]]) if match else ""


def _signature(lines: Sequence[str]) -> Metadata:
    """Return date and issuers of the first signature: a date alone on its line below issuers.

    Later ones belong to annexes.
    """
    for at, line in enumerate(lines):
        if day := _date_line(line):
            above = list(takewhile(_is_office, reversed(lines[max(0, at - SIGNERS) : at])))
            if above:
                return {"date": day, "issuer": _offices(above[::-1])}
    return {}


def _is_office(line: str) -> bool:
    return len(line) <= SHORT and bool(_ISSUER.fullmatch(line))


def _offices(lines: Sequence[str]) -> str:
    names = [name for line in lines for name in re.split(r"[\s、]+", line.strip()) if name]
    return "、".join(names)


def _date_line(line: str) -> str:
    """Return the date that fills the line, brackets and time of day aside, or ''."""
    if len(line) > 30:
        return ""
    bare = re.sub(r"^[（(]|[）)]$|\d{1,2}:\d\d(:\d\d)?$", "", line.strip()).strip()
    return iso_date(bare) if _DATE.fullmatch(bare) else ""


def describe(article: Article, lines: Sequence[str], metadata: Metadata) -> Article:
    """Add metadata to an article: the given fields first, then those recognised in its text."""
    title = metadata.get("title") or article.title
    known: dict[str, Any] = {**recognise(title, lines), **metadata, "title": title}
    return replace(article, **known)
