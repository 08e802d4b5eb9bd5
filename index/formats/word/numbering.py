"""Count the automatic numbers of Word paragraphs, as ECMA-376 part 1, 17.9 defines them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from index.formats.word.names import W, switch, value, whole
from index.text.numerals import han_number, write_roman

if TYPE_CHECKING:
    from docx.document import Document

_FIRST = {  # the character of 1, where 20 in a row have one
    "decimalEnclosedCircle": "①",
    "decimalEnclosedCircleChinese": "①",
    "decimalEnclosedParen": "⑴",
    "decimalEnclosedFullstop": "⒈",
}
_CHARACTERS = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "chineseLegalSimplified": "壹贰叁肆伍陆柒捌玖拾",
    "ideographLegalTraditional": "壹貳參肆伍陸柒捌玖拾",
}
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_LEVELS = 9
_DEPTHS = tuple("012345678")
MAX_NUMBER = 999_999  # that a list may start with


class _List:
    """A list: its nine levels, the number each starts with, and the counts it may share."""

    def __init__(self, levels: list[Any | None], starts: list[int], counts: list[int]) -> None:
        self.levels, self.starts, self.counts = levels, starts, counts

    def advance(self, depth: int) -> None:
        """Count one paragraph, and start the deeper levels anew."""
        self.counts[depth] = max(self.counts[depth], self.starts[depth] - 1) + 1
        for deeper in range(depth + 1, _LEVELS):
            if depth < whole(self.levels[deeper], "lvlRestart", _LEVELS, _LEVELS):
                self.counts[deeper] = self.starts[deeper] - 1


class Numbers:
    """Counters of a document's numbered lists, advanced paragraph by paragraph."""

    def __init__(self, document: Document) -> None:
        self._lists: dict[str, _List] = {}  # by numId
        self._styles: dict[str, tuple[str, int] | None] = {}
        try:
            self._read(document.part.numbering_part.element)
        except (KeyError, NotImplementedError):
            return  # the document has no lists

    def next(self, properties: Any, style: Any) -> str | None:
        """Return the number of the next paragraph of a list: '' for a bullet, None outside lists.

        `properties` is the paragraph's `w:pPr` or None, `style` its python-docx style or None.
        """
        place = _place(properties) or self._style_place(style)
        if place is None or place[0] not in self._lists:
            return None
        identity, depth = place
        self._lists[identity].advance(depth)
        return _render(self._lists[identity], depth)

    def _read(self, root: Any) -> None:
        """Read the lists; those of one `abstractNum` count on, unless one of them starts anew."""
        abstract = {
            str(a.get(f"{W}abstractNumId")): a for a in root.iterchildren(f"{W}abstractNum")
        }
        by_style = {value(a, "styleLink"): a for a in abstract.values()}
        shared: dict[str, list[int]] = {}
        for number in root.iterchildren(f"{W}num"):
            name = value(number, "abstractNumId")
            definition = abstract.get(name)
            linked = by_style.get(value(definition, "numStyleLink") or " ")
            levels = _levels(definition if linked is None else linked)
            starts, restarted = _override(number, levels)
            own = [start - 1 for start in starts]
            counts = own if restarted else shared.setdefault(name, own)
            self._lists[str(number.get(f"{W}numId"))] = _List(levels, starts, counts)

    def _style_place(self, style: Any) -> tuple[str, int] | None:
        if style is None:
            return None
        key = style.style_id
        if key not in self._styles:
            place, at = None, style
            for _ in range(10):  # bounded: styles may be based on each other in a circle
                place = _place(at.element.pPr)
                at = at.base_style
                if place or at is None:
                    break
            self._styles[key] = self._linked(place, key)
        return self._styles[key]

    def _linked(self, place: tuple[str, int] | None, style: str) -> tuple[str, int] | None:
        """Return the place in the list at the level that names this style, if one does."""
        if place is None or place[0] not in self._lists:
            return place
        names = [value(level, "pStyle") for level in self._lists[place[0]].levels]
        return (place[0], names.index(style)) if style in names else place


def _place(properties: Any) -> tuple[str, int] | None:
    """Return list and level named by paragraph properties; numId "0" means in no list."""
    numbered = properties.find(f"{W}numPr") if properties is not None else None
    identity, depth = value(numbered, "numId"), value(numbered, "ilvl", "0")
    return (identity, int(depth)) if identity and depth in _DEPTHS else None


def _levels(abstract: Any | None) -> list[Any | None]:
    found = abstract.iterchildren(f"{W}lvl") if abstract is not None else ()
    by_depth = {level.get(f"{W}ilvl"): level for level in found}
    return [by_depth.get(depth) for depth in _DEPTHS]


def _override(number: Any, levels: list[Any | None]) -> tuple[list[int], bool]:
    """Put the levels that a list redefines into `levels`; return its starts, and if it restarts."""
    restarts: dict[int, int] = {}
    for override in number.iterchildren(f"{W}lvlOverride"):
        if (depth := str(override.get(f"{W}ilvl"))) not in _DEPTHS:
            continue
        level = override.find(f"{W}lvl")
        levels[int(depth)] = level if level is not None else levels[int(depth)]
        if override.find(f"{W}startOverride") is not None:
            restarts[int(depth)] = whole(override, "startOverride", 1, MAX_NUMBER)
    starts = [whole(level, "start", 1, MAX_NUMBER) for level in levels]
    return [restarts.get(depth, start) for depth, start in enumerate(starts)], bool(restarts)


def _render(of: _List, depth: int) -> str:
    level = of.levels[depth]
    if value(level, "numFmt", "decimal") in ("bullet", "none"):
        return ""
    legal = switch(level, "isLgl")

    def number(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        form = "decimal" if legal else value(of.levels[at], "numFmt", "decimal")
        return format_number(max(of.counts[at], of.starts[at]), form)

    return re.sub(r"%([1-9])", number, value(level, "lvlText"))


def format_number(number: int, form: str) -> str:
    """Format a number in one of Word's forms; forms not used in Chinese documents give digits."""
    if form in _FIRST and 0 < number <= 20:
        return chr(ord(_FIRST[form]) + number - 1)
    if form in _CHARACTERS and 0 < number <= 10:
        return _CHARACTERS[form][number - 1]
    if re.match("chinese|japaneseCounting|taiwanese", form):
        return han_number(number)
    if form == "decimalFullWidth":
        return str(number).translate(_FULL_WIDTH)
    if form == "decimalZero":
        return f"{number:02d}"
    if form.endswith("Letter") and number > 0:
        letter = chr(97 + (number - 1) % 26) * min((number - 1) // 26 + 1, 3)
        return letter.upper() if form.startswith("upper") else letter
    if form.endswith("Roman") and 0 < number < 40:
        roman = write_roman(number).lower()
        return roman.upper() if form.startswith("upper") else roman
    return str(number)
