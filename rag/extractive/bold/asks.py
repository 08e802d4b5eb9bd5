"""Find what a question asks for that can be set in bold: each figure or date, with its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.question.units import ANY, DATE, units

Patterns = tuple[re.Pattern[str], ...]

_STRETCH = re.compile(r"[^，,。；;？?、！!]+")
_ASKING = re.compile(
    r"(?:从?哪一?个?[年月日天]|几[月号日]|(?<!好)多少|(?<![哪这那近数十好])几(?![乎何])"
    r"|多[久大高长重]|(?:什么|啥)时候|何时)(?:几[月日号])*"
)
_PAIR = re.compile(r"从.*[到至]")  # 从多少降到多少
_SEVERAL = re.compile(r"分别|各[是为有自要占需]?|两[个项者种]|哪[些几]")
_DATE_ASKED = re.compile(r"哪一?个?[年月日天]|几[月号日](?!内|之内|以内)|时候|何时|日期")
# Key words alone ask for what the last of them measures: 护士 注册 有效期.
_KEYS = (
    (re.compile(r"(?:期限|时限|有效期|年限|时长)(?:\s\S{1,6})?\s*$"), "多久"),
    (re.compile(r"(?:日期|时间)\s*$"), "哪天"),
    (re.compile(r"倍数\s*$"), "几倍"),
    (re.compile(r"金额\s*$"), "多少钱"),
)
_NO_KEYS = re.compile(r"[吗怎为谁什哪何几么]|多少")
_DAY = re.compile(
    r"(?:\d{4}\s?年)?\d{1,2}\s?月\d{1,2}\s?日|[〇○零一二三四五六七八九]{4}年\w{1,3}月\w{1,3}日"
)
_AFTER = 3  # characters after 多少 that name what is counted: 名患者
_NOUN = re.compile(r"(?:多少|几)[\u4e00-\u9fff]([\u4e00-\u9fff]{2})")  # 多少个品种
_SIZE = re.compile(rf"(?<![\d.,])\d[\d.,]*+\s?[万亿]++(?![元人])|{ANY.pattern}")


@dataclass(frozen=True, slots=True)
class Ask:
    """A figure or date that is asked for.

    `words` are those of the question that say which one. `patterns` find it, those of the
    unit asked for first. `several` if more than one figure is asked for by the same words.
    """

    words: str
    patterns: Patterns
    several: bool = False

    @property
    def is_date(self) -> bool:
        """Whether a date is asked for."""
        return DATE in self.patterns

    @property
    def spans(self) -> bool:
        """Whether both ends of a length of time are asked for: 从哪天到哪天."""
        return self.is_date and bool(_PAIR.search(self.words))

    @property
    def noun(self) -> str:
        """The noun that is counted, empty if none: 品种 of 多少个品种."""
        found = _NOUN.search(self.words)
        return found[1] if found else ""


def asks_in(part: str) -> list[Ask]:
    """Return the figures that a part of a question asks for, in its order."""
    found = [ask for stretch in _STRETCH.finditer(part) for ask in _in_stretch(stretch[0])]
    return found or list(_of_key_words(part))


def _in_stretch(stretch: str) -> Iterator[Ask]:
    """Yield what a stretch without commas asks for: 多少个城市 and 多少个社区."""
    places = list(_ASKING.finditer(stretch))
    several = bool(_SEVERAL.search(stretch))
    if len(places) > 1 and _PAIR.search(stretch):
        places, several = places[-1:], True
    start, ends = 0, [*(place.start() for place in places[1:]), len(stretch)]
    for number, place in enumerate(places):
        last = number == len(places) - 1
        end = len(stretch) if last else min(place.end() + _AFTER, ends[number])
        words = stretch[start:end]
        start = end
        named = stretch[place.start() : place.end() + _AFTER]
        if patterns := _patterns(words) or _patterns(named):
            yield Ask(words, patterns, several)
    if not places and (unit := units(stretch)):
        yield Ask(stretch, (unit.asked,), several)


def _of_key_words(part: str) -> Iterator[Ask]:
    """Yield what key words ask for, without a word that asks."""
    if _NO_KEYS.search(part):
        return
    for pattern, asking in _KEYS:
        if pattern.search(part) and (found := _patterns(asking)):
            yield Ask(part, found)


def _patterns(words: str) -> Patterns:
    """Return the patterns of the figures that words ask for, the most fitting first."""
    unit = units(words)
    if _DATE_ASKED.search(words):
        return (_DAY, DATE) if re.search(r"哪一?[天日]|几[号日]", words) else (DATE,)
    if unit is None:
        return (_SIZE,) if re.search(r"多[大高重]|多少", words) else ()
    if unit.asked is ANY:
        return (_SIZE,)
    days = units(words.replace("天", "日"))
    asked = unit.asked
    if days and days.asked is not asked:
        asked = re.compile(f"{asked.pattern}|{days.asked.pattern}")
    return tuple(dict.fromkeys((asked, unit.family)))
