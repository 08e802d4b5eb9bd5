"""Turn characters of symbol fonts (Wingdings, Symbol) into the Unicode characters they show."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_FIRST = 0x21  # code of the first character in the table


@cache
def _fonts() -> dict[str, str]:
    """Return the characters of each font from `_FIRST` on."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def is_symbol_font(name: str) -> bool:
    """Return whether a font shows symbols in place of letters."""
    return name.lower() in _fonts()


def symbol(font: str, code: int) -> str:
    """Return the character that a code shows in a font.

    Symbol fonts stand in the private area from U+F000 on. In other fonts, a code is Unicode's.
    """
    known = _fonts().get(font.lower())
    if known is None:
        return chr(code) if 0x20 <= code < 0x110000 else ""
    at = (code & 0xFF) - _FIRST
    return known[at] if 0 <= at < len(known) else " "


def from_symbol_font(font: str, text: str) -> str:
    """Return what a text shows that is set in a symbol font; other scripts stay."""
    return "".join(
        symbol(font, ord(c)) if " " < c <= "\xff" or "\uf020" <= c <= "\uf0ff" else c for c in text
    )
