"""Read from a question of which time's rules it asks: of a day, former ones, or all versions."""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from rag.question.understanding import Question

Versions = Literal["in_force", "former", "all"]

LAST_DAY = "9999-12-31"  # what is new is in force on it, although perhaps not today

_WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_YEARS_AGO = {"今年": 0, "去年": 1, "上一年": 1, "前年": 2}

# titles and document numbers, whose years are no time asked for: 《2020年要点》, 〔2018〕6号
_NAMES = re.compile(r"《[^》]{1,100}》|[〔\[［【(（]\s?\d{4}\s?[〕\]］】)）]")
_TIME = re.compile(
    r"(?:(?<!\d)((?:19|20)\d\d)(?:"
    r"\s?年(?!版|修订|修正)(?:\s?(1[0-2]|0?[1-9])\s?月(?:\s?([12]\d|3[01]|0?[1-9])\s?[日号])?)?"
    r"|[-.](1[0-2]|0?[1-9])(?:[-.]([12]\d|3[01]|0?[1-9]))?(?!\d)|(?=[时的]))"
    rf"|({'|'.join(_YEARS_AGO)}))"
    r"\s?[底末初]?\s?(以前|之前|前|以后|之后|起|以来)?"
)
# a limit, not a former time: 30日以前, 年底以前
_LIMIT = r"(?<![\d日月年底末岁天周时])"


@dataclass(frozen=True, slots=True)
class AskedTime:
    """The time of whose rules a question asks.

    `day` is an ISO day, which is `today` where the question names none. `versions` says which
    are asked for: those in force on that day, former ones, or all.
    """

    day: str
    today: str
    versions: Versions = "in_force"


def asked_time(question: Question, today: date) -> AskedTime:
    """Return the time that a question names itself, or else its standalone form, or else today."""
    own = _read(question.asked, today)
    if question.text == question.asked or own != AskedTime(today.isoformat(), today.isoformat()):
        return own
    return _read(question.text, today)


def _read(text: str, today: date) -> AskedTime:
    now = today.isoformat()
    bare = _NAMES.sub(" ", text)
    days = sorted(set(_days(bare, today)))
    undated = _TIME.sub(" ", bare)
    former, current = _says("former", undated), _says("current", undated)
    if _says("history", undated) or (former and (current or days)) or len(days) > 1:
        return AskedTime(days[-1] if days else now, now, "all")
    if former:
        return AskedTime(now, now, "former")
    newest = LAST_DAY if _says("new", undated) and not current else now
    return AskedTime(days[0] if days else newest, now)


def _says(kind: str, text: str) -> bool:
    return bool(_PATTERNS[kind].search(text))


def _alternatives(words: Iterable[str], before: str = "") -> re.Pattern[str]:
    return re.compile(f"{before}(?:{'|'.join(map(re.escape, words))})")


_PATTERNS = {
    kind: _alternatives(words, _LIMIT if kind == "former" else "") for kind, words in _WORDS.items()
}


def _days(text: str, today: date) -> Iterator[str]:
    """Yield the last day of each year, month or day named; for 以前 the one before its first."""
    for match in _TIME.finditer(text):
        year, *parts, ago, bound = match.groups()
        month, day = parts[0] or parts[2], parts[1] or parts[3]
        number = today.year - _YEARS_AGO[ago] if ago else int(year)
        try:
            first = date(number, int(month or 1), int(day or 1))
        except ValueError:
            continue
        if bound in ("以前", "之前", "前"):
            yield (first - timedelta(1)).isoformat()
            continue
        last = first if day else _last_day(number, int(month or 12))
        later = bound in ("以后", "之后", "起", "以来")
        yield (max(last, today) if later else last).isoformat()


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
