"""What tells one official document from another: title, 文号, place, issuer, day."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.metadata.fields import iso_date
from index.model import Article
from index.text.characters import BASIC_HAN
from index.validity.clauses import effective_day
from index.validity.names import Number, numbers_in
from index.validity.titles import Title, place_of

OPENING = 900  # characters that may hold the days on which a law was adopted and amended

_HISTORY = re.compile("通过|修订|修正|修改|公布|发布")
_DAY = re.compile(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日")
_BODY = re.compile(r"^(?:第一[章条]|目\s*录|一、)", re.M)
_FIELDS = re.compile(
    "卫生|药品|医疗保障|医保|社会保障|教育|民政|财政|物价|发展和?改革|市场监督|环境|住房|公安|税务|残联"
)
_GOVERNMENT = re.compile("政府|国务院|人民代表大会|人大|常务委员会")
_HOUSE = re.compile("医院|大学|学院|公司|中心|协会|学会")
_REVISED = re.compile("修订|修正|修改")


@dataclass(frozen=True, slots=True)
class Head:
    """An article as other documents name it.

    `day` is the ISO day of this text of it, or a mere year, or ''; `history` holds where the
    lines with the days of adoption and amendment stand in the text.
    """

    id: str
    title: Title
    number: Number | None
    place: str
    issuer: str
    day: str
    effective: str
    history: tuple[int, int]

    @classmethod
    def of(cls, article: Article) -> Head:
        """Read the head of an article."""
        number = next(iter(numbers_in(article.number)), None)
        history, day = _history(article.text)
        day = day or article.date or article.published
        if number and number.year and abs(int(day[:4] or 0) - number.year) > 1:
            day = str(number.year)  # the day is one of publication, or unknown
        return cls(
            article.id,
            Title.of(article.title),
            number,
            place_of(article.issuer, article.title, article.region),
            article.issuer,
            day,
            effective_day(article),
            history,
        )

    @property
    def year(self) -> int:
        """The year of the text, 0 where unknown."""
        return int(self.day[:4] or 0)

    @property
    def whole_day(self) -> str:
        """The day, '' where only the year is known."""
        return self.day if len(self.day) == 10 else ""

    @property
    def is_signed(self) -> bool:
        """Whether a 文号, an issuer or an adoption tells that this is the document itself."""
        return bool(self.number or self.issuer or self.history[1])

    def is_before(self, other: Head) -> bool:
        """Return whether both days are known and this is the earlier one."""
        length = min(len(self.day), len(other.day))
        return bool(length) and self.day[:length] < other.day[:length]


def same_issuer(one: Head, other: Head) -> bool:
    """Return whether two documents come from the same office, or from one that took it over."""
    if not one.issuer or not other.issuer:
        return bool(one.history[1] and other.history[1]) or one.issuer == other.issuer
    if not {*one.issuer.split("、")}.isdisjoint(other.issuer.split("、")):
        return True
    if _HOUSE.search(one.issuer) or _HOUSE.search(other.issuer):
        return False
    fields = {*_FIELDS.findall(one.issuer)}, {*_FIELDS.findall(other.issuer)}
    if fields[0] & fields[1]:
        return True
    return bool(_GOVERNMENT.search(one.issuer) and _GOVERNMENT.search(other.issuer))


def _history(text: str) -> tuple[tuple[int, int], str]:
    """Return where the lines of adoption and amendment stand above the text, and the last day."""
    body = _BODY.search(text, 0, OPENING)
    above = text[: body.start() if body else 0]
    span, last, at = (0, 0), "", 0
    for line in above.split("\n"):
        start, at = at, at + len(line) + 1
        if _is_history(line):
            days = [iso_date(day) for day in _DAY.findall(line)]
            last = max([last, *days])
            span = (span[0] if span[1] else start, start + len(line))
    return span, last


def _is_history(line: str) -> bool:
    starts = re.match(rf"[（(]?(?:根据)?(?:19|20)\d\d年|[（(][{BASIC_HAN}]", line)
    return bool(starts and _HISTORY.search(line) and _DAY.search(line))
