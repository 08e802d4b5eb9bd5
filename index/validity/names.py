"""Find the documents that a text names: 《title》, the 文号 behind or before it, a 文号 alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.text.characters import BASIC_HAN, NUMERALS, half_width
from index.text.numerals import read_below_hundred

LONGEST = 160  # characters of a title, and of the brackets behind it

_SERIES = (
    rf"(?P<office>[{BASIC_HAN}]{{1,24}})\s?[〔\[［【（(]\s?(?P<year>(?:19|20)\d\d)年?\s?[〕\]］】）)]"
    r"\s?第?\s?(?P<count>\d{1,5})\s?号"
)
_ORDER = rf"(?P<orderer>[{BASIC_HAN}]{{1,24}})令\s?[（(]?\s?第\s?(?P<nth>\d{{1,4}}|[{NUMERALS}百]{{1,6}})\s?号"
_NUMBER = re.compile(f"{_SERIES}|{_ORDER}")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
_NOT_OFFICE = re.compile("(?:中华人民共和国|主席(?=令)|原|[和与及]|公布|发布)")
_EDITION = re.compile(r"[（(][^（）()]{1,12}[版订正行][）)]")


@dataclass(frozen=True, slots=True)
class Number:
    """A 文号 as a text has it: `office` may begin with words that do not belong to it.

    `year` is 0 for the number of an order (国务院令第707号), which is counted through the years.
    """

    office: str
    year: int
    count: int

    def names(self, known: Number) -> bool:
        """Return whether this is a document's own number, words before the office aside."""
        if (self.year, self.count) != (known.year, known.count):
            return False
        if not self.office.endswith(known.office):
            return False
        before = self.office.removesuffix(known.office)
        return not before or before[-1] in "原的起对将和与及按即由以经省市局厅部委会府院办"


@dataclass(frozen=True, slots=True)
class Named:
    """A document as a text names it, at `text[start:end]`; `year` is 0 where it is not told."""

    title: str
    numbers: tuple[Number, ...]
    start: int
    end: int
    year: int = 0


def numbers_in(text: str) -> tuple[Number, ...]:
    """Return the 文号 in a text, in order."""
    return tuple(map(_number, _NUMBER.finditer(half_width(text))))


def named_in(text: str) -> list[Named]:
    """Return the documents that a sentence names, in order."""
    found: list[Named] = []
    for start, end in _titles(text):
        alone = _alone(text, found[-1].end if found else 0, start)
        if alone and alone[-1].end == start:  # 清卫发〔2018〕6号《关于…的通知》
            found += alone[:-1]
            found.append(_with_bracket(text, start, end, alone[-1].start, alone[-1].numbers))
        else:
            found += alone
            found.append(_with_bracket(text, start, end, start, ()))
    found += _alone(text, found[-1].end if found else 0, len(text))
    return [_dated(text, name, found[i - 1].end if i else 0) for i, name in enumerate(found)]


def _titles(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each title with its marks 《》 is; marks inside of marks belong to it."""
    at = 0
    while (start := text.find("《", at)) >= 0:
        at = start + 1
        if end := _closed(text, start, "《", "》"):
            yield start, end
            at = end


def _closed(text: str, start: int, opening: str, closing: str) -> int:
    """Return the end of the brackets that open at `start`, 0 where they do not close soon."""
    depth = 0
    for at in range(start, min(len(text), start + LONGEST)):
        depth += (text[at] in opening) - (text[at] in closing)
        if not depth:
            return at + 1
    return text.find(closing[0], start, start + LONGEST) + 1


def _with_bracket(
    text: str, start: int, end: int, first: int, numbers: tuple[Number, ...]
) -> Named:
    """Return the document of a title, with what the brackets behind it tell."""
    title = text[start + 1 : end - 1]
    if edition := _EDITION.match(text, end):
        title, end = title + edition[0], edition.end()
    year = 0
    if text[end : end + 1] in ("（", "(") and (close := _closed(text, end, "（(", "）)")):
        bracket = text[end + 1 : close - 1]
        if numbers_in(bracket) or _YEAR.search(bracket) or "简称" in bracket:
            numbers, end = numbers + numbers_in(bracket), close
            year = _year(bracket)
    return Named(title, numbers, first, end, year)


def _alone(text: str, start: int, end: int) -> list[Named]:
    """Return the 文号 between two places of a text that stand without a title."""
    return [
        Named("", (_number(match),), match.start(), match.end())
        for match in _NUMBER.finditer(text, start, end)
    ]


def _dated(text: str, name: Named, after: int) -> Named:
    """Add the year of a document: that of its 文号, or of 2010年9月2日印发的 before it."""
    year = max((number.year for number in name.numbers), default=0) or name.year
    if not year and (before := re.search(r"[^，。；：]{0,60}$", text[after : name.start])):
        issued = re.search(r"(?:印发|发布|公布|颁布|批准|制定|实施|下发|出台)", before[0])
        year = _year(before[0]) if issued else 0
    return replace(name, year=year)


def _year(text: str) -> int:
    match = _YEAR.search(text)
    return int(match[1]) if match else 0


def _number(match: re.Match[str]) -> Number:
    if match["year"]:
        return Number(match["office"], int(match["year"]), int(match["count"]))
    office = _NOT_OFFICE.sub("", match["orderer"]).replace("国务院", "国")
    nth = match["nth"]
    return Number(f"{office}令", 0, int(nth) if nth.isdecimal() else _count(nth))


def _count(numeral: str) -> int:
    """Return the value of a Chinese numeral below a thousand."""
    hundreds, hundred, rest = numeral.rpartition("百")
    return read_below_hundred(hundreds) * 100 * bool(hundred) + read_below_hundred(rest)
