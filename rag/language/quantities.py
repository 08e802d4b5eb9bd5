"""Quantities of a Chinese text by value: 48%, 百分之四十八 and 近四成八 are looked at alike.

A quantity is a number with its kind, so that 48% isn't 48 and 10月 isn't 10; 2.4万 is 24000.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["percent", "year", "month", "day", "age", "ordinal", "times", "plain"]

_MAGNITUDES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN = "零〇一二两三四五六七八九十百千万亿"
_MEASURE = "个|项|种|家|人|名|位|次|条|点|类|批|年|月|日|天|元|倍|级|期|所|张|份|件|例|岁|省|市|县|区|部门|方面|大|轮|届|步|周|层|岁|版|款|层面|城|国|地"
_PATTERN = re.compile(
    rf"百分之(?P<hundredth>[{_HAN}]+(?:点[{_HAN}]+)?|\d+(?:\.\d+)?)"
    rf"|(?P<whole>[{_HAN}]+|\d+)分之(?P<part>[{_HAN}]+|\d+)"
    r"|(?<=上)(?P<over>[百千万亿]+)(?=[人个家元名例次单件种])"
    r"|(?P<half>[一过]半|半数)"
    r"|(?P<tenths>[一二两三四五六七八九]|(?<!\d)\d)成(?P<halfway>半)?(?!立|果|为|员|本|功|长|都|效|熟|分|就|绩|品|药|型|人|年|交|份|套|片|批|渝|因|像|败)"
    r"|(?P<ordinal>第)(?!一[个家大位名])(?P<nth>[一二三四五六七八九十百]+|\d+)"
    r"|(?<![A-Za-z\d.])(?P<number>\d+(?:\.\d+)?)(?:余|多)?(?P<magnitude>[十百千万亿]*)(?:余|多)?(?P<unit>%|‰|个百分点|年(?!内|前|后|来|以|间|轻|级)|月|日|号|倍|岁)?(?![A-Z])"
    rf"|(?<![十第“一])(?P<han>[{_HAN}]*[{_HAN}])(?:余|多)?(?P<measure>个百分点|{_MEASURE})"
)
_UNIT = re.compile(
    r"[mk]?[gm](?![a-z])|ml|[千毫]?[克升]|公?[斤里]|吨|[平立]方|[毫厘]?米|元|分钟|小时|秒"
)
_FIVE_YEARS = re.compile("“?十[一二三四五]五”?(?=时期|期间|规划|[”》]|末|以来|[\u4e00-\u9fff])")
_PLAN_NUMBERS = re.compile(r"[“\"'][一二三四五六七八九十\d+＋+N]{2,}[”\"']")


@dataclass(frozen=True, slots=True)
class Quantity:
    """`value` with magnitude and percent applied; `start`, `end` in the folded text."""

    value: float
    kind: Kind
    start: int
    end: int
    written: str
    bare: float  # without its magnitude, for a table whose header holds it
    measured: bool = False  # in metres, yuan or minutes: no count

    @property
    def loose(self) -> bool:
        """Whether it counts things named beside it (三个方面) rather than being a figure."""
        small = self.value <= 20 and self.value == int(self.value)
        return self.kind == "plain" and small and not self.measured


def fold(text: str) -> str:
    """NFKC, without thousands separators and spaces inside numbers."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    return re.sub(r"(?<=\d)[ \u00a0]+(?=[%‰\u4e00-\u9fff])", "", text)


def quantities(folded: str) -> list[Quantity]:
    """Quantities of a text that `fold` has made, in their order.

    Names made of numbers (“十四五”, “4+7”, 5G, 一些) are none.
    """
    masked = _PLAN_NUMBERS.sub(lambda m: "“" * len(m[0]), _FIVE_YEARS.sub(_blank, folded))
    return list(_found(masked))


def same(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities are one: equal in value, and of kinds that can be compared."""
    strict = {"percent", "month", "day", "ordinal"}
    kinds = a.kind == b.kind or not ({a.kind, b.kind} & strict)
    return kinds and abs(a.value - b.value) <= 1e-6 * max(1.0, abs(b.value))


def _blank(match: re.Match[str]) -> str:
    return "“" * len(match[0])


def _found(text: str) -> Iterator[Quantity]:
    for m in _PATTERN.finditer(text):
        read = _read(m)
        if read is not None:
            value, kind, bare = read
            measured = bool(_UNIT.match(text, m.end()))
            yield Quantity(value, kind, m.start(), m.end(), m[0], bare, measured)


def _read(m: re.Match[str]) -> tuple[float, Kind, float] | None:
    if m["hundredth"]:
        return _percent(number(m["hundredth"]))
    if m["whole"]:
        whole = number(m["whole"])
        return _percent(round(100 * number(m["part"]) / whole, 1)) if whole else None
    if m["over"]:
        value = number(m["over"])
        return value, "plain", value
    if m["half"]:
        return _percent(50.0)
    if m["tenths"]:
        return _percent(10 * number(m["tenths"]) + (5 if m["halfway"] else 0))
    if m["nth"]:
        return number(m["nth"]), "ordinal", number(m["nth"])
    if m["number"]:
        return _arabic(m)
    return _chinese(m)


def _percent(value: float) -> tuple[float, Kind, float]:
    return value, "percent", value


def _arabic(m: re.Match[str]) -> tuple[float, Kind, float]:
    bare = float(m["number"])
    value = bare
    for c in m["magnitude"]:
        value *= _MAGNITUDES[c]
    return round(value, 6), _kind(m["unit"] or "", value), bare


def _chinese(m: re.Match[str]) -> tuple[float, Kind, float] | None:
    vague = m["han"] in ("一", "万", "千", "百", "亿", "千万", "万千", "百万", "亿万")
    if vague and not re.search("[余多]", m[0]):
        return None  # 一个, 千家, 万人: seldom a count
    # 统一三项 is no 13: digits alone spell a year, or have the last one meant.
    han = m["han"][-1] if _spelled(m["han"]) and len(m["han"]) == 2 else m["han"]
    value = number(han)
    return value, _kind(m["measure"], value), value


def _kind(unit: str, value: float) -> Kind:
    if unit in ("%", "个百分点"):
        return "percent"
    if unit == "年" and 1900 <= value <= 2100:
        return "year"
    kinds: dict[str, Kind] = {"月": "month", "日": "day", "号": "day", "倍": "times", "岁": "age"}
    return kinds.get(unit, "plain")


def number(text: str) -> float:
    """Value of a number in digits or Chinese numerals: 一百二十, 二〇二一, 三点五, 13.5."""
    if text[0].isdigit():
        return float(text)
    whole, _, fraction = text.partition("点")
    value = float(_positional(whole) if _spelled(whole) else _composed(whole))
    digits = "".join(str(_DIGITS.get(c, 0)) for c in fraction)
    return float(f"{value:.0f}.{digits}") if digits else value


def _spelled(text: str) -> bool:
    return len(text) > 1 and all(c in _DIGITS for c in text)


def _positional(text: str) -> int:
    return int("".join(str(_DIGITS[c]) for c in text))


def _composed(text: str) -> int:
    total = section = digit = 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in "万亿":
            total = (total + section + digit or 1) * _MAGNITUDES[c]
            section = digit = 0
        else:
            section += (digit or 1) * _MAGNITUDES[c]
            digit = 0
    return total + section + digit
