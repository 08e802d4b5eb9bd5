"""The days of force that a document's text states of itself: `本办法自2024年9月1日起施行，有效期5年`.

Only sentences about the document itself count: their subject is 本 and a kind of document that
the title names, or the title itself in 《》. The statement is read clause by clause as far as each
clause is understood, so that nothing is guessed; statements that disagree give nothing.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.metadata.fields import Metadata, iso_date
from index.metadata.kinds import KINDS, kind_of
from index.text.characters import BASIC_HAN, NUMERALS
from index.text.numerals import ZEROS, read_below_hundred

STATEMENT = 240  # most characters of a statement
ANY_TITLE = ("文件", "政策", "令", "命令")  # what a document of any title may call itself

_COUNT = rf"(?:[\d０-９]{{1,3}}|[{NUMERALS}两]{{1,3}})"
_DAY = (
    rf"(?:(?:19|20)\d\d|[一二][{NUMERALS}{ZEROS}]{{3}})\s?年\s?[\d０-９{NUMERALS}]{{1,3}}\s?月"
    rf"\s?[\d０-９{NUMERALS}]{{1,3}}\s?日"
)
_SPAN = rf"(?P<count>{_COUNT})\s?(?P<unit>年|个月|日|天)"
_END = rf"(?P<last>{_DAY}|(?:19|20)\d\d\s?年(?:\s?(?:1[0-2]|0?[1-9])\s?月)?底)"
_DOES = "(?:施行|实施|执行|生效|试行)"
_ISSUE = "印发|下发|发文|签发|发布|公布|颁布"

_SUBJECT = re.compile(
    rf"(?:^|(?<=[。；：，、,;:\s）)条\d]))本(?P<kind>[{BASIC_HAN}]{{0,8}}?(?:{KINDS}|文件))(?=[自从由于至有试经执实（(]|\s)"
    r"(?:[（(][^（）()]{1,8}[）)])?\s?"
)
_NAMED = re.compile(
    r"^(?P<before>[^。；“]{0,160}?)《(?P<name>[^《》]{2,80})》[^。；《》“]{0,60}"
    r"(?:公布|印发|发布|颁布)(?:给你们|如下)?[，,]\s?"
)
_FROM = re.compile(
    rf"(?:现)?(?:从|自|于)?\s?(?P<day>{_DAY})\s?(?:零时)?(?:起|开始)?(?:正式|开始)?{_DOES}"
    rf"(?:[至到]{_END}止?|{_SPAN})?"
)
_FROM_ISSUE = re.compile(
    rf"(?:现)?(?:从|自)(?P<issue>{_ISSUE})之?(?:日|时)(?:起)?"
    rf"(?:满?\s?(?P<after>{_COUNT})\s?(?P<after_unit>日|天|个月)(?:后|之?日起)?(?:起)?)?(?:正式|开始)?{_DOES}"
    rf"(?:[至到]{_END}止?|{_SPAN})?"
)
_TERM = re.compile(
    rf"(?:暂定)?(?:有效|试行|施行|执行|实施)(?:期限|期|时间)(?:暂定)?(?:为|是)?[:：]?\s?"
    rf"(?:{_SPAN}|(?:自?(?P<day>{_DAY})\s?起?\s?)?[至到]{_END}止?)"
)
_UNTIL = re.compile(rf"(?:有效期)?(?:截止|截至|至|到)+{_END}止?")
_LAPSE = re.compile(rf"(?:于|自)?(?P<day>{_DAY})起?(?:自行|自动)?(?:失效|废止|停止执行)")
_PASSED_OVER = re.compile(
    r"并?由[^，。；]{1,80}解释|(?:已)?经[^，。；]{1,80}(?:通过|同意|批准|审议)|现予(?:以)?[公发]布|并?请[^，。；]{1,40}"
)
_LABELLED = re.compile(rf"有效期限?至?\s?[:：]\s?至?\s?{_END}止?")
_FOLD = re.compile(r"\W+|中华人民共和国")
_OWN_LAW = re.compile(r"(?<!办)法(?:$|[（(])")


@dataclass(frozen=True, slots=True)
class _Stated:
    """What one statement says; days are ISO, '' where it does not say."""

    kind: str
    effective: str = ""
    expires: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """The days from which 自印发之日 and 自公布之日 count; '' where unknown."""

    issued: str = ""
    published: str = ""

    def on(self, word: str) -> str:
        """Return the day that a verb such as 印发 or 公布 means."""
        return self.published if word in ("公布", "发布", "颁布") else self.issued


def days_in_force(title: str, lines: Sequence[str], issued: Issued) -> Metadata:
    """Return `effective` and `expires` (the first day on which it is no more), if stated."""
    stated = [s for line in lines if len(line) > 5 for s in _statements(line, title, issued)]
    ours = _of_title(title, stated)
    found = {
        "effective": _agreed(s.effective for s in ours),
        "expires": _agreed(s.expires for s in ours),
    }
    if found["expires"] and found["expires"] <= found["effective"]:
        found["expires"] = ""
    return {name: value for name, value in found.items() if value}


def _agreed(days: Iterator[str]) -> str:
    """Return the only day stated; '' for none or several."""
    known = {day for day in days if day}
    return known.pop() if len(known) == 1 else ""


def _of_title(title: str, stated: Sequence[_Stated]) -> list[_Stated]:
    """Keep the statements about the document of this title; of a decision to amend, only its own."""
    if re.search("修改|修订|废止", title) and kind_of(title) in ("决定", "通知", "公告"):
        return [s for s in stated if s.kind in ("", kind_of(title))]
    return [s for s in stated if _names_itself(title, s.kind)]


def _names_itself(title: str, kind: str) -> bool:
    if not kind or kind.endswith(ANY_TITLE) or not re.search(KINDS, title):
        return True
    word = kind_of(kind)
    return bool(_OWN_LAW.search(title)) if word == "法" else word in title


def _statements(line: str, title: str, issued: Issued) -> Iterator[_Stated]:
    if match := _LABELLED.fullmatch(line.strip()):
        yield _Stated("", expires=_day_after(match["last"]))
    for subject in _SUBJECT.finditer(line):
        if line.count("“", 0, subject.start()) == line.count("”", 0, subject.start()):
            yield _read(subject["kind"], line[subject.end() :][:STATEMENT], issued)
    named = _NAMED.match(line)
    if named and _FOLD.sub("", named["name"]) in _FOLD.sub("", title):
        yield _read("", line[named.end() :][:STATEMENT], issued)


def _read(kind: str, statement: str, issued: Issued) -> _Stated:
    """Read the clauses of a statement up to the first that is not understood."""
    effective = expires = ""
    terms: list[tuple[str, str]] = []
    for clause in re.split(r"[，。；,;]", statement):
        text = re.sub(
            rf"^并|^本[{BASIC_HAN}]{{0,8}}?(?:{KINDS}|文件)|[（(][^（）()]*[）)]$",
            "",
            clause.strip(),
        )
        if match := _FROM.fullmatch(text):
            effective = effective or iso_date(match["day"])
        elif match := _FROM_ISSUE.fullmatch(text):
            effective = effective or _later(
                issued.on(match["issue"]), match["after"], match["after_unit"]
            )
        elif match := _LAPSE.fullmatch(text):
            expires = expires or iso_date(match["day"])
            continue
        elif match := _TERM.fullmatch(text):
            effective = effective or iso_date(match["day"] or "")
        elif match := _UNTIL.fullmatch(text):
            expires = expires or _day_after(match["last"])
            continue
        elif text and not _PASSED_OVER.fullmatch(text):
            break
        else:
            continue
        if match["last"]:
            expires = expires or _day_after(match["last"])
        elif match["count"]:
            terms.append((match["count"], match["unit"]))
    if terms and not expires:
        expires = _later(effective, *terms[0])
    return _Stated(kind, effective, expires)


def _later(day: str, count: str | None, unit: str | None) -> str:
    """Return the day some years, months or days after an ISO day; '' for an unknown day."""
    if not day or not count:
        return day
    start, number = date.fromisoformat(day), _number(count)
    if unit in ("日", "天"):
        return (start + timedelta(days=number)).isoformat()
    months = start.year * 12 + start.month - 1 + number * (12 if unit == "年" else 1)
    return _valid(months // 12, months % 12 + 1, start.day)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else read_below_hundred(text.replace("两", "二"))


def _valid(year: int, month: int, day: int) -> str:
    """Return an ISO day, the first of the next month where its month is too short."""
    if day > monthrange(year, month)[1]:
        year, month, day = year + month // 12, month % 12 + 1, 1
    return date(year, month, day).isoformat()


def _day_after(last: str) -> str:
    """Return the day after the last day of force: a day, or the end of a month or year."""
    if day := iso_date(last):
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    year, month = [*re.findall(r"\d+", last), "12"][:2]
    return _valid(int(year) + int(month) // 12, int(month) % 12 + 1, 1)
