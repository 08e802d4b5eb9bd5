"""Find the names of a kind that a question asks for: 哪两个部门, 哪四家, 哪些城市, 谁.

A list is certain where it has as many members as are asked for, or where their number and measure
word follow it, and where its members are of the kind; one name where it is the only one of its
kind in a place where such a name stands. What is not certain is left alone.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rag.extractive.bold.figures import Range
from rag.language.entities import names
from rag.language.modality import alternatives
from rag.language.word_lists import word_list

MAX_MEMBER = 16  # characters of a member of a list

_words = partial(word_list, file=Path(__file__).with_name("asked_names.toml"))

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_NUMBER = "[一二两三四五六七八九十]|[1-9]\\d?|十[一二三四五六七八九]"
_MEASURE = "[个家位座种类项名所条大]"
_ASKED = re.compile(
    rf"(?:哪|(?<!为)什么)(?P<number>{_NUMBER}|几|些)?(?P<measure>{_MEASURE}?)(?P<noun>[\u4e00-\u9fff]{{0,10}})"
)
_PERSON = re.compile(r"(?<!给)谁|哪位|哪一?个人|叫什么名字")
_ECHO = re.compile(
    rf"(?:等|这|共|共计)?(?P<number>{_NUMBER})(?P<measure>{_MEASURE}|(?=部门|部委|省|市|国|方面))"
)
_CLAUSE = re.compile(r"[^，,：:；;。！？!?\n（）()“”《》]+")
_JOINTS = [re.compile(joint) for joint in ("、", "、|以及|[和与及]", "、|以及|[和与及]|或者?")]
_OPENER = re.compile(
    r".*(?:包括|包含|选择|选取|选定|确定|涉及|涵盖|即|分别|覆盖|来自|作为|围绕|[为是有由在向对把将从到于了的])"
)
_ENDING = rf"(?:{alternatives(*_words('endings'))}|[部署](?![分署队位级长])|集团)"
_BODY = re.compile(rf"[^，,、和与及]{{1,15}}?{_ENDING}")
_STANDS = re.compile(
    rf"(?<=[在于由向到至归])(?P<name>(?:(?!{_ENDING}(?:和|、))[^，,；;。：:、由向在到和]){{1,20}}?{_ENDING})"
)
_PLACES = re.compile("城市|省|地区|地方|市|县|国家")
_PLACE_ENDS = ("省", "市", "县", "区", "州")
_OF_NO_NAME = re.compile(rf"(?:哪|什么)[^，,？?由向]{{0,10}}?{_ENDING}")
_ROLES = ("人", "者", "员")
_ANY = re.compile(
    "指定|相应|有关|其他|其它|该|本|所在|原|上级|下级"
)  # which one it is, is not said
_TAIL = 4  # last characters of a name that tell that the question says it


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of names asked for; `number` is 0 where it is open how many, 1 for one."""

    number: int
    measure: str
    noun: str

    @property
    def places(self) -> bool:
        """Whether places are asked for."""
        return bool(_PLACES.match(self.noun))

    @property
    def endings(self) -> tuple[str, ...]:
        """What the names of the kind end with, if the noun says: 部, 委, 局 for 部门."""
        return next((ends for noun, ends in _ENDS.items() if self.noun.startswith(noun)), ())


_OFFICE = ("部", "委", "局", "厅", "署", "部门", "机关", "委员会", "办公室", "院")
_ENDS: dict[str, tuple[str, ...]] = {
    "部门": _OFFICE,
    "部委": _OFFICE,
    "机关": _OFFICE,
    "单位": tuple(_words("endings")),
    "机构": tuple(_words("endings")),
    "医院": ("医院", "中心"),
    "公司": ("公司", "集团"),
    "企业": ("公司", "集团"),
    "银行": ("银行",),
    "大学": ("大学", "学院"),
}


def named_of_kind(text: str, asked: str) -> list[Range]:
    """Return the range of the names of a text that a part of a question asks for, [] if uncertain."""
    kind = _kind(asked)
    if kind is None:
        return _person(text, asked) if _PERSON.search(asked) else []
    if kind.number == 1:
        return _one(text, asked, kind)
    found = [one for one in _lists(text, kind) if text[slice(*one)] not in asked]
    return found if len(found) == 1 else []


def said(name: str, asked: str) -> bool:
    """Return whether a question says a name itself, or what it ends with: 急救机构."""
    return name[-_TAIL:] in _OF_NO_NAME.sub("", asked)


def _kind(asked: str) -> _Kind | None:
    """Return which names are asked for, None if none are."""
    found = _ASKED.search(asked)
    if found is None:
        return None
    number = found["number"]
    if number is None:
        return _Kind(1, found["measure"], found["noun"])
    known = 0 if number in "几些" else _value(number)
    return _Kind(known, found["measure"], found["noun"])


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    return sum(_DIGITS[character] for character in number)


def _lists(text: str, kind: _Kind) -> Iterator[Range]:
    """Yield the lists of a text that have as many members of the kind as are asked for."""
    for clause in _CLAUSE.finditer(text):
        for joint in _JOINTS:
            joints = [m.span() for m in joint.finditer(clause[0])]
            if joints and (found := _list(clause[0], joints, kind)):
                yield clause.start() + found[0], clause.start() + found[1]
                break


def _list(clause: str, joints: Sequence[Range], kind: _Kind) -> Range | None:
    """Return the range of the list that a clause has, without what leads in and follows it."""
    first, last = joints[0][0], joints[-1][1]
    opener = _OPENER.match(clause[:first])
    start = opener.end() if opener else 0
    echo = _ECHO.search(clause, last)
    end = _end(clause, last, echo, kind)
    inner = [clause[a:b] for (_, a), (b, _) in itertools.pairwise(joints)]
    members = [clause[start:first], *inner, clause[last:end]]
    if not all(2 <= len(member) <= MAX_MEMBER for member in members):
        return None
    if kind.number and len(members) != kind.number:
        return None
    echoed = echo is not None and echo.start() == end and _echoes(echo, members, clause, kind)
    return (start, end) if echoed or all(_is_of_kind(one, kind) for one in members) else None


def _echoes(echo: re.Match[str], members: Sequence[str], clause: str, kind: _Kind) -> bool:
    """Return whether the number and measure word, or the noun, after a list are those asked for."""
    counted = bool(kind.measure) and kind.measure == echo["measure"] and kind.measure not in "个种"
    named = len(kind.noun) > 1 and any(
        kind.noun[at : at + 2] in clause[echo.start() :] for at in range(len(kind.noun) - 1)
    )
    return _value(echo["number"]) == len(members) and (named or (counted and not kind.places))


def _end(clause: str, last: int, echo: re.Match[str] | None, kind: _Kind) -> int:
    """Return where the last member of a list ends: before 四家, before 等, with its own ending."""
    if echo is not None and echo.start() - last <= MAX_MEMBER:
        return echo.start()
    if (more := clause.find("等", last)) > 0:
        return more
    if kind.places:
        return last + _place_at(clause[last:])
    body = _BODY.match(clause, last) if kind.endings else None
    return body.end() if body else len(clause)


def _place_at(text: str) -> int:
    """Return how long the name of a place is that a text begins with, 0 if it is none."""
    found = [n.text for n in names(text) if n.kind == "place" and text.startswith(n.text)]
    length = max(map(len, found), default=0)
    return length + (length > 0 and text[length : length + 1] in _PLACE_ENDS)


def _is_of_kind(member: str, kind: _Kind) -> bool:
    if kind.places:
        return 0 < _place_at(member) == len(member)
    return member.endswith(kind.endings) if kind.endings else False


def _one(text: str, asked: str, kind: _Kind) -> list[Range]:
    """Return the only name of the kind that stands where one does: 设在民政局."""
    if kind.places:
        found = {n.text for n in names(text) if n.kind == "place" and n.text not in asked}
    else:
        led = (m["name"] for m in _STANDS.finditer(text))
        found = {
            name
            for name in led
            if name.endswith(kind.endings or "\n")
            and not _ANY.match(name)
            and not said(name, asked)
        }
    return _only(text, found)


def _person(text: str, asked: str) -> list[Range]:
    people = {
        n.text
        for n in names(text)
        if n.kind == "person" and n.sure and n.text not in asked and not n.text.endswith(_ROLES)
    }
    return _only(text, people)


def _only(text: str, found: set[str]) -> list[Range]:
    if len(found) != 1:
        return []
    name = found.pop()
    at = text.find(name)
    return [(at, at + len(name))] if at >= 0 else []
