"""The history under the title of a statute: when it was adopted, published, amended, in force.

It stands in brackets, `（2019年8月26日…通过 根据2021年…修正 自2022年1月1日起施行）`, or on a line for
each event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.metadata.fields import Metadata, iso_date
from index.metadata.numbers import orders_in
from index.text.characters import BASIC_HAN, NUMERALS

WITHIN = 25  # lines at the top among which the history stands
MAX_LINES = 15  # most lines of one pair of brackets
_DAY = rf"(?:\d{{4}}|[{NUMERALS}〇○零]{{4}})年\s?[\d{NUMERALS}]{{1,3}}月\s?[\d{NUMERALS}]{{1,3}}日"
_ACTS = "通过|批准|公布|发布|颁布|修订|修正|修改"
_FORCE = "施行|实施|生效"
_STARTS = re.compile(rf"(?:根据|自|从)?{_DAY}")
_ENDS = re.compile(rf"(?:{_ACTS}|{_FORCE})\s?[。；]?$")
_ACT = re.compile(_ACTS)
_IN_FORCE = re.compile(rf"^\s?(?:起|开始)?\s?(?:正式)?(?:{_FORCE})")
_ON_PUBLICATION = re.compile(rf"自(?:公布|发布|颁布)之日起(?:{_FORCE})")
_NAMED = re.compile(r"《[^《》]{0,80}(?:《[^《》]{0,80}》[^《》]{0,80})*》|〈[^〈〉]{0,80}〉")
_SESSION = re.compile(
    rf"(?P<office>[{BASIC_HAN}\d]{{2,40}}?)第[\d{NUMERALS}百零]{{1,5}}次[{BASIC_HAN}]{{0,8}}会议"
)
_TERM = re.compile(rf"第?[\d{NUMERALS}百]{{1,4}}届")
_ORDER = re.compile(
    rf"(?:中华人民共和国)?(?P<office>[{BASIC_HAN}、]{{2,30}}?)(?:令第|第\s?\d{{1,5}}\s?号令)"
)
_TEXT = re.compile(rf"第[一1]\s?[章条]|[{NUMERALS}]、")


@dataclass(frozen=True, slots=True)
class _Event:
    """What happened to a statute on a day: the last act that is told of it, '' for its force."""

    day: str
    act: str
    words: str


def history(lines: Sequence[str]) -> Metadata:
    """Return what the history says: date, published, effective, number and issuer."""
    text = " ".join(_history_lines(lines))
    events = list(_events(text))
    acts = [event for event in events if event.act]
    found = {
        "date": max((event.day for event in acts), default=""),
        "published": max((e.day for e in acts if e.act in ("公布", "发布", "颁布")), default=""),
        "effective": next((e.day for e in reversed(events) if not e.act), ""),
        "issuer": _issuer(acts),
    }
    if not found["effective"] and _ON_PUBLICATION.search(text):
        found["effective"] = found["published"]
    if len(orders := orders_in(text)) == 1:
        found["number"] = orders[0]
    if found["published"] < found["date"]:
        found["published"] = ""  # of the text as it was before
    return {name: value for name, value in found.items() if value}


def first_published(lines: Sequence[str]) -> str:
    """Return the day on which a text was published that has not been revised since; or ''."""
    acts = [event for event in _events(" ".join(_history_lines(lines))) if event.act]
    days = {event.day for event in acts if event.act in ("公布", "发布", "颁布")}
    return days.pop() if len(days) == 1 and not any(e.act == "修订" for e in acts) else ""


def is_history(line: str) -> bool:
    """Return whether a line tells of the adoption or the force of a statute and nothing else."""
    text = line.strip()
    bare = _NAMED.sub("", text.strip("（()）").strip())
    told = text.startswith(("（", "(")) or "，" not in bare.replace("，自", "")
    return told and bool(_STARTS.match(bare) and _ENDS.search(bare))


def _history_lines(lines: Sequence[str]) -> Iterator[str]:
    held: list[str] = []  # an open bracket's lines
    for line in lines[:WITHIN]:
        text = line.strip()
        if held:
            held.append(text)
        elif _TEXT.match(text):
            return
        elif text.startswith(("（", "(")) and _STARTS.match(text[1:].strip()):
            held = [text]
        elif is_history(text):
            yield text
        if held and text.endswith(("）", ")")):
            if is_history(whole := " ".join(held)):
                yield whole
            held = []
        elif len(held) == MAX_LINES:
            return


def _events(text: str) -> Iterator[_Event]:
    bare = _NAMED.sub("", text)
    marks = list(re.finditer(_DAY, bare))
    for i, mark in enumerate(marks):
        words = bare[mark.end() : marks[i + 1].start() if i + 1 < len(marks) else len(bare)]
        day = iso_date(re.sub(r"\s", "", mark[0]))
        acts = _ACT.findall(words)
        if day and _IN_FORCE.match(words):
            yield _Event(day, "", words)
        elif day and acts:
            yield _Event(day, acts[-1], words)


def _issuer(acts: Sequence[_Event]) -> str:
    """Return the office whose order publishes the statute, or else that which adopts it."""
    for event in acts:
        if order := _ORDER.search(event.words):
            return order["office"]
    for event in acts:
        if event.act in ("通过", "修订") and (match := _SESSION.search(event.words)):
            office = _TERM.sub("", match["office"]).removesuffix("常务")
            return "" if office.startswith(("省", "市", "区", "县")) else office
    return ""
