"""Number the entries of an HTML list as a browser does: start, value, reversed, type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from index.formats.web.looks import is_hidden, style_of
from index.text.numbering import numbering_style
from index.text.numerals import han_number, write_roman

_INTEGER = re.compile(r"\s*([+-]?\d{1,9})")
_LIST_STYLE = re.compile(r"list-style(?:-type)?:[^;]{0,60}")
_KINDS = {  # beginning of a counter style → kind of numeral
    "decimal": "1",
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
    "cjk-ideographic": "一",
    "cjk-decimal": "一",
    "simp-chinese": "一",
    "trad-chinese": "一",
    "none": "",
    "disc": "",
    "circle": "",
    "square": "",
}
_EDITOR = {  # classes of a common editor (UEditor): how it numbers lists
    "custom_num": "{1}.",
    "custom_num1": "{1}）",
    "custom_num2": "（{1}）",
    "custom_cn": "{一}、",
    "custom_cn1": "（{一}）",
    "custom_cn2": "（{一}）",
}


def item_marks(element: Any) -> Iterator[str]:
    """Yield the mark of each entry of a list that is shown, such as `3.`; '' for a bullet."""
    items = [child for child in element.iterchildren("li") if not is_hidden(child)]
    pattern = _pattern(element)
    step = -1 if element.get("reversed") is not None else 1
    number = integer(element.get("start"), len(items) if step < 0 else 1)
    for item in items:
        number = integer(item.get("value"), number)
        kind = _KINDS_OF_TYPE.get(item.get("type", ""))
        yield _mark(number, f"{{{kind}}}." if kind and pattern else pattern)
        number += step


def is_numbered_so(text: str, mark: str) -> bool:
    """Return whether the text of an entry itself starts with its number: `1、…` after `1.`."""
    number = mark.strip("（）().、")
    return bool(numbering_style(text)) and re.sub(r"^[（(\s]+", "", text).startswith(number)


def integer(value: str | None, otherwise: int) -> int:
    """Parse a number as HTML does: what follows the digits is ignored."""
    match = _INTEGER.match(value or "")
    return int(match[1]) if match else otherwise


_KINDS_OF_TYPE = {kind: kind for kind in "1aAiI"}


def _pattern(element: Any) -> str:
    """Return how a list is numbered, such as `{A}.`; '' for bullets and lists without marks."""
    for name in element.get("class", "").split():
        if name in _EDITOR:
            return _EDITOR[name]
    kind = "1" if element.tag == "ol" else ""
    kind = _KINDS_OF_TYPE.get(element.get("type", ""), kind)
    if style := _LIST_STYLE.search(style_of(element)):
        words = re.split(r"[:,\s]", style[0])
        found = (kind for word in words for name, kind in _KINDS.items() if word.startswith(name))
        kind = next(found, kind)
    if not kind:
        return ""
    return f"{{{kind}}}、" if kind == "一" else f"{{{kind}}}{element.get('data-delimiter', '.')}"


def _mark(number: int, pattern: str) -> str:
    return re.sub(r"\{(.)\}", lambda match: numeral(number, match[1]), pattern)


def numeral(number: int, kind: str) -> str:
    """Write a number as digits (1), letters (a, A), Roman (i, I) or Chinese (一) numerals."""
    if kind in "aA" and number > 0:
        return _letters(number) if kind == "A" else _letters(number).lower()
    if kind in "iI" and 0 < number < 4000:
        return write_roman(number) if kind == "I" else write_roman(number).lower()
    if kind == "一" and 0 < number < 100:
        return han_number(number)
    return str(number)


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
