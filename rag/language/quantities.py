"""Read the quantities of a Chinese text: 48% and 百分之四十八 have one value.

A quantity has a kind, so 48% differs from 48, and 10月 from 10; 2.4万 is 24000.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.deadline import check
from index.text.characters import NUMERALS, half_width

QuantityKind = Literal["percent", "year", "month", "day", "age", "ordinal", "times", "plain"]

_MAGNITUDES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN = f"零〇两{NUMERALS}百千万亿"  # for use inside a character class
_MEASURE = "个|项|种|家|人|名|位|次|条|点|类|批|年|月|日|天|元|倍|级|期|所|张|份|件|例|岁|省|市|县|区|部门|方面|大|轮|届|步|周|层|岁|版|款|层面|城|国|地"
_PATTERN = re.compile(
    rf"百分之(?P<hundredth>[{_HAN}]+(?:点[{_HAN}]+)?|\d+(?:\.\d+)?)"
    rf"|(?P<whole>[{_HAN}]{{1,20}}|(?<!\d)\d++)分之(?P<part>[{_HAN}]+|\d+)"
    r"|(?<=上)(?P<over>[百千万亿]+)(?=[人个家元名例次单件种])"
    r"|(?P<half>[一过]半|半数)"
    r"|(?P<tenths>[一二两三四五六七八九]|(?<!\d)\d)成(?P<halfway>半)?(?!立|果|为|员|本|功|长|都|效|熟|分|就|绩|品|药|型|人|年|交|份|套|片|批|渝|因|像|败)"
    rf"|(?P<ordinal>第)(?!一[个家大位名])(?P<nth>[{NUMERALS}百]+|\d+)"
    r"|(?<![A-Za-z\d.])(?P<number>\d+(?:\.\d+)?)(?:余|多)?(?P<magnitude>[十百千万亿]*)(?:余|多)?(?P<unit>%|‰|个百分点|年(?!内|前|后|来|以|间|轻|级)|月|日|号|倍|岁)?(?![A-Z])"
    rf"|(?<![十第“一])(?P<han>[{_HAN}]{{1,20}})(?:余|多)?(?P<measure>个百分点|{_MEASURE})"
)
_UNIT = re.compile(
    r"[mk]?[gm](?![a-z])|ml|[千毫]?[克升]|公?[斤里]|吨|[平立]方|[毫厘]?米|元|分钟|小时|秒"
)
_FIVE_YEARS = re.compile("“?十[一二三四五]五”?(?=时期|期间|规划|[”》]|末|以来|[\u4e00-\u9fff])")
_PLAN_NUMBERS = re.compile(rf"[“\"'][{NUMERALS}\d+＋+N]{{2,}}[”\"']")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its kind, at `start` to `end` of the folded text.

    `value` includes the magnitude (24000 for 2.4万); a percentage is its number (48 for 48%).
    """

    value: float
    kind: QuantityKind
    start: int
    end: int
    written: str
    unscaled: float  # 2.4 for 2.4万: a table may have the magnitude in its header
    measured: bool = False  # in metres, yuan or minutes, so not a count

    @property
    def is_small_count(self) -> bool:
        """Whether it only counts what the text names beside it, as in 三个方面."""
        small = self.value <= 20 and self.value == int(self.value)
        return self.kind == "plain" and small and not self.measured


def fold(text: str) -> str:
    """Fold to half width; drop thousands separators and blanks inside numbers."""
    text = half_width(text)
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    return re.sub(r"(?<=\d)[ \u00a0]+(?=[%‰\u4e00-\u9fff])", "", text)


def quantities(folded: str) -> list[Quantity]:
    """Read the quantities of a text that went through `fold`, in order.

    Words that only contain numerals (“十四五”, “4+7”, 5G, 一些) are left out.
    """
    masked = _PLAN_NUMBERS.sub(_blank, _FIVE_YEARS.sub(_blank, folded))
    return list(_found(masked))


def same_quantity(a: Quantity, b: Quantity) -> bool:
    """Return whether two quantities have the same value and comparable kinds."""
    strict = {"percent", "month", "day", "ordinal"}
    kinds = a.kind == b.kind or not ({a.kind, b.kind} & strict)
    return kinds and abs(a.value - b.value) <= 1e-6 * max(1.0, abs(b.value))


def _blank(match: re.Match[str]) -> str:
    """Replace a match by as many quotation marks, which keeps all offsets."""
    return "“" * len(match[0])


def _found(text: str) -> Iterator[Quantity]:
    check()
    for m in _PATTERN.finditer(text):
        read = _read(m)
        if read is not None:
            value, kind, unscaled = read
            measured = bool(_UNIT.match(text, m.end()))
            yield Quantity(value, kind, m.start(), m.end(), m[0], unscaled, measured)


def _read(m: re.Match[str]) -> tuple[float, QuantityKind, float] | None:
    """Return value, kind and unscaled value; None for words like 一个, which count nothing."""
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


def _percent(value: float) -> tuple[float, QuantityKind, float]:
    return value, "percent", value


def _arabic(m: re.Match[str]) -> tuple[float, QuantityKind, float]:
    unscaled = float(m["number"])
    value = unscaled
    for c in m["magnitude"]:
        value *= _MAGNITUDES[c]
    return round(value, 6), _kind(m["unit"] or "", value), unscaled


def _chinese(m: re.Match[str]) -> tuple[float, QuantityKind, float] | None:
    vague = m["han"] in ("一", "万", "千", "百", "亿", "千万", "万千", "百万", "亿万")
    if vague and not re.search("[余多]", m[0]):
        return None  # 一个, 千家, 万人 are seldom counts
    value = number(m["han"])
    return value, _kind(m["measure"], value), value


def _kind(unit: str, value: float) -> QuantityKind:
    if unit in ("%", "个百分点"):
        return "percent"
    if unit == "年" and 1900 <= value <= 2100:
        return "year"
    kinds: dict[str, QuantityKind] = {
        "月": "month",
        "日": "day",
        "号": "day",
        "倍": "times",
        "岁": "age",
    }
    return kinds.get(unit, "plain")


def number(text: str) -> float:
    """Return the value of a number in digits or Chinese numerals: 一百二十, 二〇二一, 三点五, 13.5.

    Two digits that are not zero are no number of two digits: 统一三项 means three, and 三四项
    at most four, so the last one counts.
    """
    if text[0].isdigit():
        return float(text)
    whole, _, fraction = text.partition("点")
    if _spelled(whole) and len(whole) == 2 and all(_DIGITS[c] for c in whole):
        whole = whole[-1]
    value = float(_positional(whole) if _spelled(whole) else _composed(whole))
    digits = "".join(str(_DIGITS.get(c, 0)) for c in fraction)
    return float(f"{value:.0f}.{digits}") if digits else value


def _spelled(text: str) -> bool:
    """Return whether a number is written digit by digit, as 二〇二一 is."""
    return len(text) > 1 and all(c in _DIGITS for c in text)


def _positional(text: str) -> int:
    return int("".join(str(_DIGITS[c]) for c in text))


def _composed(text: str) -> int:
    """Return the value of a number with magnitudes, such as 两万三千."""
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
