"""Find how a run is set: hidden, struck out, raised, or in a symbol font; directly or by style."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.formats.word.names import W, switch, value
from index.formats.word.symbols import is_symbol_font
from index.text.scripts import Script

MAX_STYLES = 10  # a style may be based on another, and by mistake in a circle
RAISED = 6  # half-points by which a raised figure stands above the line, at least
_SCRIPTS: dict[str, Script] = {"superscript": "sup", "subscript": "sub"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a run is set; `font` is the symbol font, or empty."""

    shown: bool = True
    script: Script = ""
    font: str = ""


class Looks:
    """The looks of a document's runs, after its styles (the root of styles.xml, or None)."""

    def __init__(self, styles: Any | None) -> None:
        found = styles.iterchildren(f"{W}style") if styles is not None else ()
        self._styles = {str(style.get(f"{W}styleId")): style for style in found}
        self._known: dict[tuple[str, str], Look] = {}

    def look(self, run: Any, paragraph_style: str) -> Look:
        """Return the look of a `w:r` in a paragraph of this style; '' for none."""
        properties = run.find(f"{W}rPr")
        style = value(properties, "rStyle")
        if properties is None or len(properties) == (1 if style else 0):
            key = (style, paragraph_style)
            if key not in self._known:
                self._known[key] = self._look(None, *key)
            return self._known[key]
        return self._look(properties, style, paragraph_style)

    def _look(self, direct: Any | None, style: str, paragraph_style: str) -> Look:
        levels = [direct, *self._chain(style), *self._chain(paragraph_style)]
        levels = [level for level in levels if level is not None]
        struck = any(_first_switch(levels, name) for name in ("strike", "dstrike", "vanish"))
        return Look(not struck, _script(levels), _symbol_font(levels))

    def _chain(self, style: str) -> Iterator[Any]:
        """Yield the run properties of a style and of those that it is based on."""
        for _ in range(MAX_STYLES):
            element = self._styles.get(style)
            if element is None:
                return
            yield element.find(f"{W}rPr")
            style = value(element, "basedOn")


def _first_switch(levels: list[Any], name: str) -> bool:
    found = (switch(level, name) for level in levels)
    return bool(next((state for state in found if state is not None), False))


def _script(levels: list[Any]) -> Script:
    for level in levels:
        if (align := value(level, "vertAlign")) or level.find(f"{W}position") is not None:
            return _SCRIPTS.get(align) or _moved(value(level, "position"))
    return ""


def _moved(half_points: str) -> Script:
    """Return where a run stands that was moved by hand."""
    digits = half_points.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or int(digits[:6]) < RAISED:
        return ""
    return "sub" if half_points.startswith("-") else "sup"


def _symbol_font(levels: list[Any]) -> str:
    for level in levels:
        fonts = level.find(f"{W}rFonts")
        if fonts is not None and (name := fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi")):
            return str(name) if is_symbol_font(str(name)) else ""
    return ""
