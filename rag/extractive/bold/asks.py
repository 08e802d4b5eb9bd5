"""Find what a question asks for that can be set in bold: each figure or date, with its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.extractive.bold.changes import Role, asked_role, asks_for_pair
from rag.question.units import ANY, DATE, units

Patterns = tuple[re.Pattern[str], ...]

_STRETCH = re.compile(r"[^，,。；;？?、！!]+")
_ASKING = re.compile(
    r"(?:从?哪一?个?[年月日天]|哪几[天日]|几[月号日]|(?<!好)多少|(?<![哪这那近数十好])几(?![乎何])"
    r"|多[久大高长重]|(?:什么|啥)时候|何时|什么(?=比例))(?:几[月日号])*"
)
_SEVERAL = re.compile(r"分别|各[是为有自要占需]?|两[个项者种]|哪[些几]")
_DATE_ASKED = re.compile(r"哪一?个?[年月日天]|哪几[天日]|几[月号日](?!内|之内|以内)|时候|何时|日期")
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
_NARRATES = re.compile(r"怎|如何|什么|吗|是否")  # 生产几个品种，要怎么变更
_AFTER = 3  # characters after 多少 that name what is counted: 名患者
_UNIT = 4  # characters after 多少 that may be its unit: 个工作日
_NOUN = re.compile(r"(?:多少|几)[\u4e00-\u9fff]([\u4e00-\u9fff]{2})")  # 多少个品种
_THING = re.compile(r"(?:多少|几)[名个家件位张项种所条]?([\u4e00-\u9fff]{2})")
_TWO = re.compile(r"(多少|几)([\u4e00-\u9fff]{2,4})[和与及]([\u4e00-\u9fff]{2,4})$")
_SAME_OF = re.compile(r"^(?:那么?)?(.{1,20}?)呢[？?]?$")  # 2019年呢？

_BARE = r"(?<![\d.,])\d[\d.,]*+[余多]?\s?[万亿]++[余多]?(?![元人])"
_THINGS = "[人名家个件例次条种户台张所只项岁度剂]"


def _figures_of(asking: str) -> re.Pattern[str]:
    """Return the pattern of the figures that words ask for; any figure's if they ask for none."""
    found = units(asking)
    return found.asked if found else ANY


_MONEY, _SHARE = _figures_of("多少钱"), _figures_of("比例是多少")
_SIZE = re.compile(rf"{_BARE}|{ANY.pattern}")
_SUM = re.compile(rf"{_MONEY.pattern}|{_BARE}(?!\s?{_THINGS})")
_SUM_OR_SHARE = re.compile(rf"{_MONEY.pattern}|{_SHARE.pattern}")
_NO_SHARE = re.compile(rf"{_BARE}|{_MONEY.pattern}|(?!{_SHARE.pattern})(?:{ANY.pattern})")
# What is paid or priced is a sum, what takes a part a share, a number of people neither.
_PRICED = re.compile(r"价|[费款薪额]|资金|成本|支出|收入|负担|减负|省|节约")
_FINED = re.compile(r"罚|倍数")
_CUT = re.compile(r"(?:降价|涨价|降幅|涨幅|增幅)[^，,]{0,3}多少")
_PART = re.compile(r"占[^，,]{0,8}(?:多少|几)(?![\u4e00-\u9fff])")
_NUMBER = re.compile(r"(?:[数口]|数?量|规模)[是有为达共]{0,2}(?:多少|多大)")


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
    def is_day(self) -> bool:
        """Whether a day is asked for, which no year alone answers."""
        return _DAY in self.patterns

    @property
    def spans(self) -> bool:
        """Whether both ends of a length of time are asked for: 从哪天到哪天, 哪几天."""
        return self.is_date and (asks_for_pair(self.words) or "哪几" in self.words)

    @property
    def role(self) -> Role:
        """Which figure of a change is asked for, '' if none."""
        return asked_role(self.words)

    @property
    def is_pair(self) -> bool:
        """Whether both figures of a change are asked for: 从多少降到多少."""
        return asks_for_pair(self.words) and not self.is_date

    @property
    def thing(self) -> str:
        """The thing that is counted, empty if none: 职工 of 多少职工 and of 多少名职工."""
        found = _THING.search(self.words)
        return found[1] if found else ""

    @property
    def noun(self) -> str:
        """The noun that is counted, empty if none: 品种 of 多少个品种."""
        found = _NOUN.search(self.words)
        return found[1] if found else ""


def asks_in(part: str, before: list[Ask] | None = None) -> list[Ask]:
    """Return the figures that a part of a question asks for, in its order.

    A part such as 2019年呢？ asks for what the part before it does, of `before`.
    """
    found = [ask for stretch in _STRETCH.finditer(part) for ask in _in_stretch(stretch[0])]
    if not found and before and (same := _SAME_OF.match(part)):
        return [Ask(same[1], ask.patterns, ask.several) for ask in before]
    return found or list(_of_key_words(part))


def _in_stretch(stretch: str) -> Iterator[Ask]:
    """Yield what a stretch without commas asks for: 多少个城市 and 多少个社区."""
    if two := _TWO.search(stretch):
        yield from _in_stretch(stretch[: two.end(2)])
        stretch = two[1] + two[3]
    places = list(_ASKING.finditer(stretch))
    several = bool(_SEVERAL.search(stretch))
    if len(places) > 1 and asks_for_pair(stretch):
        if patterns := _patterns(stretch[: places[0].start()] + stretch[places[-1].start() :], ""):
            yield Ask(stretch, patterns, several=True)
        return
    start, ends = 0, [*(place.start() for place in places[1:]), len(stretch)]
    for number, place in enumerate(places):
        last = number == len(places) - 1
        end = len(stretch) if last else min(place.end() + _AFTER, ends[number])
        words = stretch[start:end]
        start = end
        named = stretch[place.start() : place.end() + _UNIT].split()[0]
        if patterns := _patterns(words, named):
            yield Ask(words, patterns, several)
    if not places and (unit := units(stretch)):
        yield Ask(stretch, (unit.asked,), several)


def _of_key_words(part: str) -> Iterator[Ask]:
    """Yield what key words ask for, without a word that asks."""
    if _NO_KEYS.search(part):
        return
    for pattern, asking in _KEYS:
        if pattern.search(part) and (found := _patterns(asking, asking)):
            yield Ask(part, found)


def _patterns(words: str, named: str) -> Patterns:
    """Return the patterns of the figures that words ask for, the most fitting first.

    `named` is the word that asks with what follows it: what it counts is certain.
    """
    if _DATE_ASKED.search(words):
        return (_DAY, DATE) if re.search(r"哪一?[天日]|哪几|几[号日]", words) else (DATE,)
    if "比例" in named:
        return (_SHARE,)
    counted, unit = units(named), units(words)
    if counted and counted.asked is not ANY and (unit or not _NARRATES.search(words)):
        unit = counted
    if asked_role(words) == "difference" and (counted is None or counted.asked is ANY):
        return (_SUM_OR_SHARE,) if _PRICED.search(words) else (_SIZE,)
    if unit is None or unit.asked is ANY:
        return _unnamed(words) if re.search(r"多[大高重]|多少", words) else ()
    days = units(named.replace("天", "日"))
    asked, family = unit.asked, unit.asked if unit.family is ANY else unit.family
    if asked is _MONEY:
        family = _SUM
    if days and days.asked is not asked and "天" in named:
        asked = re.compile(f"{asked.pattern}|{days.asked.pattern}")
    return tuple(dict.fromkeys((asked, family)))


def _unnamed(words: str) -> Patterns:
    """Return the patterns of a figure whose unit is not named, the likeliest first."""
    if _PART.search(words):
        return _SHARE, _SIZE
    if _FINED.search(words):
        return (_SUM_OR_SHARE,)
    if _CUT.search(words):
        return (_SUM_OR_SHARE,)
    if _PRICED.search(words):
        return _SUM, _SIZE
    return (_NO_SHARE, _SIZE) if _NUMBER.search(words) else (_SIZE,)
