"""Read the figures of a clause, and set those of two clauses side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np

from index.text.characters import NUMERALS, half_width
from rag.comparing.alignment import chain
from rag.comparing.wording import days_apart, points
from rag.language.modality import alternatives
from rag.language.ngrams import bigrams
from rag.language.quantities import Quantity, quantities
from rag.language.word_lists import word_list

WORDS = Path(__file__).with_name("words.toml")
CONTEXT = 14  # characters on each side of a figure that tell what it is of
MOST_FIGURES = 60  # of a clause that are compared: a row of a table may have any number
PHRASE = 40  # characters on each side that are shown
SAME_SUBJECT = 0.25  # likeness of the words around two figures of one subject
SAME_CLAUSE = 0.55  # likeness of two clauses in which figures in the same order are of one subject
LARGEST_LISTING = 12

FigureKind = Literal["percent", "date", "times", "age", "plain"]
Verdict = Literal["same", "changed", "added", "removed"]

_UNIT = re.compile(f"(?:余|多)?({alternatives(*word_list('units', WORDS))})")
_RANGE = re.compile(
    rf"(?:\d{{1,9}}(?:\.\d{{1,9}})?|[{NUMERALS}百千万]{{1,9}})(?:%|万|亿|元|年|日|月|倍|个|岁|人|米)?\s?[-—–―~～－至到]{{1,2}}$"
)
_TO = re.compile(r"[\s\-—–―~～－至到]{1,3}")
_PARTS = ("year", "month", "day")
_REFERENCE = re.compile(
    r"[〔\[(（【]\s?\d{4}\s?[〕\])）】]\s?(?:第\s?)?\d{1,5}\s?号|第\s?\d{1,5}\s?号"
)
_STOPS = re.compile(r"[，。；：、,;:!?！？\n\t（）()“”]")
_DROPPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))|(?<=\d)[ \u00a0]+(?=[%‰\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at `text[start:end]` of an article, with its unit.

    `around` are the words beside it. A date is `whole` where year, month and day are told;
    a range (三到五倍) has the value of its end.
    """

    start: int
    end: int
    written: str
    value: float
    kind: FigureKind
    unit: str
    around: str
    phrase: tuple[int, int]
    is_range: bool = False
    day: date | None = None


@dataclass(frozen=True, slots=True)
class FigurePair:
    """Figures of one subject in two clauses; one is None where the other side has none."""

    a: Figure | None
    b: Figure | None

    @property
    def verdict(self) -> Verdict:
        """What became of the figure from the first text to the second."""
        if self.a is None or self.b is None:
            return "removed" if self.a else "added"
        return "same" if _same(self.a, self.b) else "changed"

    @property
    def in_words(self) -> bool:
        """Whether the difference is in our words, without a unit of the texts."""
        return self.a is not None and self.a.kind in ("percent", "date")

    @property
    def difference(self) -> str:
        """The second figure less the first: +5 个百分点, 晚 31 天, −3年; empty if it has none."""
        if self.a is None or self.b is None or self.a.is_range or self.b.is_range:
            return ""
        if self.verdict == "same":
            return ""
        if self.a.day and self.b.day:
            return days_apart((self.b.day - self.a.day).days)
        if "date" in (self.a.kind, self.b.kind):
            return ""
        return _less(self.b, self.a)


def figures(text: str, start: int, end: int) -> list[Figure]:
    """Return the figures of `text[start:end]`, without references and numbers of lists."""
    folded, places = _folded(text[start:end])
    masked = _REFERENCE.sub(lambda match: "“" * len(match[0]), folded)
    groups = _grouped(quantities(masked), masked)
    found = [_figure(text, start, places, masked, parts) for parts in groups]
    return [one for one in found if one is not None][:MOST_FIGURES]


def side_by_side(a: Sequence[Figure], b: Sequence[Figure], likeness: float) -> list[FigurePair]:
    """Pair the figures of two clauses by unit, by the words around them, and by order."""
    scores = np.zeros((len(a), len(b)), np.float32)
    for i, first in enumerate(a):
        for j, second in enumerate(b):
            scores[i, j] = _score(first, second, likeness)
    pairs = chain(scores) if a and b else []
    taken_a, taken_b = {i for i, _ in pairs}, {j for _, j in pairs}
    found = [FigurePair(a[i], b[j]) for i, j in pairs]
    found += [FigurePair(one, None) for i, one in enumerate(a) if i not in taken_a]
    return found + [FigurePair(None, one) for j, one in enumerate(b) if j not in taken_b]


def _score(a: Figure, b: Figure, likeness: float) -> float:
    if a.kind != b.kind or _measure(a) != _measure(b):
        return 0
    first, second = bigrams(a.around), bigrams(b.around)
    alike = 2 * len(first & second) / max(1, len(first) + len(second))
    if alike < SAME_SUBJECT and likeness < SAME_CLAUSE:
        return 0
    return 0.2 + alike + 0.3 * _same(a, b)


def _measure(figure: Figure) -> str:
    """Return the unit without what does not change its meaning: 亿元 and 元 are one."""
    return figure.unit.removeprefix("个").removeprefix("亿").removeprefix("万").removesuffix("内")


def _same(a: Figure, b: Figure) -> bool:
    first, second = _bare(a.written), _bare(b.written)
    if a.kind == "date":  # 1月10日 is that of 2022年1月10日
        return (
            first.endswith(second)
            or second.endswith(first)
            or (a.day is not None and a.day == b.day)
        )
    if a.is_range or b.is_range:
        return first == second
    return abs(a.value - b.value) <= 1e-6 * max(1.0, abs(a.value))


def _bare(written: str) -> str:
    return re.sub(r"\s", "", half_width(written))


def _less(later: Figure, earlier: Figure) -> str:
    change = later.value - earlier.value
    sign = "+" if change > 0 else "−"
    if later.kind == "percent":
        return points(f"{sign}{_number(abs(change))}")
    share = f"（{sign}{_number(abs(change) / earlier.value * 100, 1)}%）" if earlier.value else ""
    return f"{sign}{_number(abs(change))}{_measure(later)}{share}"


def _number(value: float, digits: int = 4) -> str:
    """Write a number: large ones in 万 or 亿, without idle zeros."""
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if value >= size:
            return f"{_plain(value / size, digits)}{name}"
    return _plain(value, digits)


def _plain(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"


def _folded(text: str) -> tuple[str, list[int]]:
    """Fold a text as `rag.language.quantities.fold` does; return each character's place in it."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for one in half_width(character):
            characters.append(one)
            places.append(place)
    folded = "".join(characters)
    dropped = {n for match in _DROPPED.finditer(folded) for n in range(*match.span())}
    kept = [n for n in range(len(folded)) if n not in dropped]
    return "".join(folded[n] for n in kept), [places[n] for n in kept]


def _grouped(found: Sequence[Quantity], folded: str) -> Iterator[list[Quantity]]:
    """Group the quantities that are one figure: the parts of a date, the ends of a range."""
    group: list[Quantity] = []
    for one in found:
        if group and not _continues(group[-1], one, folded):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _continues(last: Quantity, one: Quantity, folded: str) -> bool:
    between = folded[last.end : one.start]
    dates = last.kind in _PARTS and one.kind in _PARTS
    if between in ("", "一月"):  # the latter is no quantity of its own
        return dates and _PARTS.index(one.kind) > _PARTS.index(last.kind)
    alike = dates or one.kind in (last.kind, "plain") or last.kind == "plain"
    return alike and bool(_TO.fullmatch(between))


def _figure(
    text: str, offset: int, places: list[int], folded: str, parts: list[Quantity]
) -> Figure | None:
    first, last = parts[0], parts[-1]
    if first.kind == "ordinal":
        return None
    start, end = first.start, last.end
    unit, end = _unit(folded, last, end)
    before = _RANGE.search(folded, max(0, start - 12), start)
    is_range = before is not None or any(_TO.fullmatch(words) for words in _between(parts, folded))
    if before:
        start = before.start()
    if _numbers_a_list(last, unit, folded[end : end + 2]):
        return None
    kind: FigureKind = "plain"
    if first.kind in _PARTS:
        kind = "date"
    elif first.kind in ("percent", "times", "age"):
        kind = first.kind
    a, b = offset + places[start], offset + places[end - 1] + 1
    around = _around(folded, start, end)
    phrase = _phrase(text, a, b, offset)
    figure = Figure(a, b, text[a:b], last.value, kind, unit, around, phrase, is_range)
    return replace(figure, day=_day(parts, folded)) if kind == "date" and not is_range else figure


def _between(parts: Sequence[Quantity], folded: str) -> list[str]:
    return [folded[one.end : following.start] for one, following in pairwise(parts)]


def _unit(folded: str, last: Quantity, end: int) -> tuple[str, int]:
    """Return a figure's unit and where it ends; some are read with the figure already."""
    own = re.search(r"[^\d.零〇两一二三四五六七八九十百千万亿点余多]+$", last.written)
    if own and folded.startswith("岁", end):
        return own[0] + "岁", end + 1
    if own:
        return own[0], end
    if match := _UNIT.match(folded, end):
        return match[1], match.end()
    return "", end


def _numbers_a_list(quantity: Quantity, unit: str, after: str) -> bool:
    """Return whether a small count only numbers what stands beside it: 三个方面, 两项制度."""
    small = quantity.kind == "plain" and quantity.value <= LARGEST_LISTING
    words = word_list("listing", WORDS)
    return small and (unit in words or (unit in ("个", "") and after.startswith(words)))


def _around(folded: str, start: int, end: int) -> str:
    """Return the words before and after a figure, up to the next comma, without figures."""
    before = _STOPS.split(folded[max(0, start - CONTEXT) : start])[-1]
    after = _STOPS.split(folded[end : end + CONTEXT])[0]
    if len(before) < 3:  # 其中，5% …: the words before the comma tell more
        before = folded[max(0, start - CONTEXT) : start]
    return re.sub(r"[\d%.]+", "", before + " " + after)


def _phrase(text: str, start: int, end: int, first: int) -> tuple[int, int]:
    """Return the range of the words up to the nearest stops around a figure, from `first` on."""
    first = max(first, start - PHRASE)
    before = list(_STOPS.finditer(text, first, start))
    after = _STOPS.search(text, end, end + PHRASE)
    last = after.start() if after else min(len(text), end + PHRASE)
    return before[-1].end() if before else first, last


def _day(parts: Sequence[Quantity], folded: str) -> date | None:
    """Return the day of a whole date."""
    known = {part.kind: int(part.value) for part in parts}
    if "一月" in _between(parts, folded):
        known["month"] = 1
    try:
        return date(known["year"], known["month"], known["day"])
    except (KeyError, ValueError):
        return None
