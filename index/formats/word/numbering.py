"""Count the automatic numbers of Word paragraphs, as ECMA-376 part 1, 17.9 defines them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from index.text.numerals import han_number

if TYPE_CHECKING:
    from docx.document import Document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"  # prefix of every tag

_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LEVELS = 9


class Numbers:
    """Counters of a document's numbered lists, advanced paragraph by paragraph."""

    def __init__(self, document: Document) -> None:
        self._levels: dict[str, list[Any | None]] = {}  # numId → its nine levels
        self._lists: dict[str, str] = {}  # numId → key in `_counts`; lists may share one
        self._counts: dict[str, list[int]] = {}
        self._styles: dict[str, tuple[str, int] | None] = {}
        self._read(document)

    def next(self, properties: Any, style: Any) -> str | None:
        """Return the number of the next paragraph of a list: '' for a bullet, None outside lists.

        `properties` is the paragraph's `w:pPr` or None, `style` its python-docx style or None.
        """
        place = _place(properties) or self._style_place(style)
        if place is None or place[0] not in self._levels:
            return None
        identity, depth = place
        levels, counts = self._levels[identity], self._counts[self._lists[identity]]
        counts[depth] += 1
        counts[depth + 1 :] = [_start(level) - 1 for level in levels[depth + 1 :]]
        return _render(levels, counts, depth)

    def _read(self, document: Document) -> None:
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return  # the document has no lists
        abstract = {
            a.get(_w("abstractNumId")): _levels(a) for a in root.iterchildren(_w("abstractNum"))
        }
        for number in root.iterchildren(_w("num")):
            identity = str(number.get(_w("numId")))
            name = _value(number, "abstractNumId")
            levels = abstract.get(name) or [None] * _LEVELS
            restarted = next(number.iter(_w("startOverride")), None) is not None
            self._levels[identity] = levels
            self._lists[identity] = identity if restarted else f"abstract {name}"
            self._counts[self._lists[identity]] = [_start(level) - 1 for level in levels]

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
            self._styles[key] = place
        return self._styles[key]


def _w(name: str) -> str:
    return f"{W}{name}"


def _place(properties: Any) -> tuple[str, int] | None:
    """Return list and level named by paragraph properties; numId "0" means in no list."""
    if properties is None:
        return None
    numbered = properties.find(_w("numPr"))
    identity, depth = _value(numbered, "numId"), _value(numbered, "ilvl", "0")
    return (identity, int(depth)) if identity and depth in "012345678" else None


def _levels(abstract: Any) -> list[Any | None]:
    by_depth = {level.get(_w("ilvl")): level for level in abstract.iterchildren(_w("lvl"))}
    return [by_depth.get(str(depth)) for depth in range(_LEVELS)]


def _value(element: Any | None, name: str, default: str = "") -> str:
    """Return `w:val` of the child element of this name, or the default."""
    child = element.find(_w(name)) if element is not None else None
    return default if child is None else str(child.get(_w("val"), default))


def _start(level: Any | None) -> int:
    value = _value(level, "start", "1")
    return int(value) if re.fullmatch(r"\d{1,6}", value) else 1


def _render(levels: list[Any | None], counts: list[int], depth: int) -> str:
    level = levels[depth]
    if _value(level, "numFmt", "decimal") in ("bullet", "none"):
        return ""
    legal = level is not None and level.find(_w("isLgl")) is not None

    def number(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        form = "decimal" if legal else _value(levels[at], "numFmt", "decimal")
        return format_number(max(counts[at], _start(levels[at])), form)

    return re.sub(r"%([1-9])", number, _value(level, "lvlText"))


def format_number(number: int, form: str) -> str:
    """Format a number in one of Word's forms; forms not used in Chinese documents give digits."""
    if re.match("chinese|japaneseCounting|ideographTraditional|taiwanese", form):
        return han_number(number)
    if form == "decimalEnclosedCircle" or form == "decimalEnclosedCircleChinese":
        return chr(0x245F + number) if number <= 20 else str(number)
    if form.endswith("Letter") and number <= 26:
        letter = chr(96 + number)
        return letter.upper() if form.startswith("upper") else letter
    if form.endswith("Roman") and number < 40:
        roman = _roman(number)
        return roman.upper() if form.startswith("upper") else roman
    return str(number)


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        while number >= value:
            out, number = out + letters, number - value
    return out
