"""The offices that issue a document: recognise their names, and tell several on a line apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from index.text.characters import BASIC_HAN


def _words(file: str) -> str:
    words = Path(__file__).with_name(file).read_text("utf-8").split()
    return "|".join(sorted(words, key=len, reverse=True))


MAX_LINE = 60  # most characters of a line of offices
_ENDINGS = _words("issuer_endings.txt")
_STARTS = _words("office_starts.txt")
_OFFICES = re.compile(rf"[{BASIC_HAN}（）()\s、]{{0,60}}(?:{_ENDINGS})")
_TITLED = re.compile(
    rf"^(?P<issuer>[{BASIC_HAN}\s、]{{0,60}}?(?:{_ENDINGS}))\s?(?:关于|印发|转发|对|令|公告|通告)"
)
_SEALED = re.compile(r"(?:(?<!\s)\s++)?[（(]\s?(?:盖章|公章|印章|印|章|代章)\s?[）)]")
_BREAK = re.compile(
    rf"(?<=[{BASIC_HAN}])(?={_STARTS}|[省市县区][{BASIC_HAN}]{{1,12}}(?:{_ENDINGS}))"
)
_REGION = re.compile(rf"(?:中共)?(?P<region>[{BASIC_HAN}]{{2,7}}?(?:自治区|省|市|县|区|州|盟|旗))")
_ENDED = re.compile(rf"(?:{_ENDINGS})$")
_VERTICAL = re.compile(
    "(?:国家税务总局|中国人民银行|国家金融监督管理总局|国家外汇管理局|国家统计局|中国证监会)$"
)  # what follows is the place of a branch: 国家税务总局江城市税务局


def is_offices(line: str) -> bool:
    """Return whether the line holds nothing but names of offices, seals aside."""
    line = _SEALED.sub("", line)
    return len(line) <= MAX_LINE and bool(_OFFICES.fullmatch(line.strip()))


def offices_in(lines: Sequence[str]) -> str:
    """Return the offices that lines name, in their order, joined by 、 and each once."""
    names = [name for line in lines for name in _apart(_SEALED.sub("", line))]
    return "、".join(dict.fromkeys(names))


def titled_offices(title: str) -> str:
    """Return the offices that a title such as 江城市财政局关于… starts with; or ''."""
    match = _TITLED.match(title)
    return offices_in([match["issuer"]]) if match else ""


def _apart(line: str) -> Iterable[str]:
    """Yield the offices of a line: blanks part them, unless a name is printed with gaps."""
    held = ""
    for word in re.split(r"[\s、]+", line.strip()):
        held += word
        if _ENDED.search(held):
            yield from _unglued(held)
            held = ""
    if held:
        yield held


def _unglued(name: str) -> list[str]:
    """Split names that reading has glued: each starts as an office does, after the end of one."""
    region = _REGION.match(name)
    starts = {match.start() for match in _BREAK.finditer(name)}
    if region:
        place = region["region"]
        starts |= {match.start() for match in re.finditer(re.escape(place), name)}
    names, begin = [], 0
    for at in sorted(starts - {0}):
        if _ENDED.search(name, begin, at) and not _VERTICAL.search(name, begin, at):
            names.append(name[begin:at])
            begin = at
    return [*names, name[begin:]]
