"""Characters of Chinese text: classes for patterns, width folding, pairs."""

from __future__ import annotations

import re
import unicodedata

BASIC_HAN = "\u4e00-\u9fff"
"""Chinese characters of Unicode's basic block, for use inside a character class."""

RARE_HAN = "\u3400-\u4dbf"
"""Chinese characters of extension A: rare names and terms; for use inside a character class."""

HAN = f"{RARE_HAN}{BASIC_HAN}〇"
"""Chinese characters, for use inside a character class."""

NUMERALS = "一二三四五六七八九十"
"""Chinese numerals up to ten, as they number items; for use inside a character class."""


_POWER = re.compile(r"(?<=\d)(?=[⁰¹²³⁴-⁹⁺⁻])(?<![⁰¹²³⁴-⁹])")


def half_width(text: str) -> str:
    """Fold full-width letters, digits and punctuation to half width (Unicode NFKC).

    A power of a figure gets a caret, as 10⁹ would else become 109.
    """
    return unicodedata.normalize("NFKC", _POWER.sub("^", text))


def letters_and_digits(text: str) -> str:
    """Keep only letters, digits and Chinese characters, folded to half width."""
    return re.sub(r"[\W_]+", "", half_width(text))


def character_pairs(text: str) -> list[str]:
    """Return the neighbouring characters of a text, overlapping, in order."""
    return [text[i : i + 2] for i in range(len(text) - 1)]
