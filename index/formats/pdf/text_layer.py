"""Judge the text layer of a PDF page: is it missing, almost empty, or garbled?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

MISSING, THIN, GARBLED = "missing", "thin", "garbled"

MAX_THIN = 50  # most characters beside a picture that fills the page, as a scanner adds
_FILLS = 0.6  # least part of a page that its picture fills
_GLYPH = re.compile(r"\(cid:\d{1,6}\)")  # a glyph without a character, as some programs write it
_MOST = 0.2  # most characters that are none
_STRANGE = 0.3  # most characters of scripts and codes that Chinese documents do not use
_RARE = 0.5  # most Chinese characters that no common code table has
_END = {"gb2312": b"\xd8", "big5": b"\xc9"}  # behind the common characters of the table
_FEW = 8  # least Chinese characters to judge
_SCRIPTS = (
    (0x0020, 0x007E),  # ASCII
    (0x0391, 0x03C9),  # Greek
    (0x2010, 0x2E7F),  # punctuation, units, numbers, arrows, boxes
    (0x2E80, 0x9FFF),  # Chinese and Japanese
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),  # full width
    (0x20000, 0x3FFFF),
)
_MARKS = "·×÷±°²³¹µ§©®«»¥£¢½¼¾\u00a0"


def fault(text: str, picture: float) -> str:
    """Return what is wrong with a page's text; '' if nothing is.

    `picture` is the part of the page that its largest picture fills.
    """
    inked = "".join(text.split())
    if not inked:
        return MISSING
    if _is_garbled(inked):
        return GARBLED
    return THIN if len(inked) <= MAX_THIN and picture >= _FILLS else ""


def _is_garbled(text: str) -> bool:
    bare = _GLYPH.sub("\ufffd", text)
    if sum(map(_is_none, bare)) > len(bare) * _MOST:
        return True
    strange = sum(not _is_usual(char) for char in bare)
    if strange > len(bare) * _STRANGE and strange >= _FEW:
        return not _is_foreign(bare)
    han = [char for char in bare if "\u3400" <= char <= "\u9fff"]
    return len(han) >= _FEW and all(_rare(han, code) > _RARE for code in ("gb2312", "big5"))


def _is_none(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn", "Cc", "Cs")


def _is_usual(char: str) -> bool:
    return char in _MARKS or any(low <= ord(char) <= high for low, high in _SCRIPTS)


def _is_foreign(text: str) -> bool:
    """Return whether the text is of another script, all its letters from one: 한국어, русский."""
    letters = [char for char in text if char.isalpha() and not char.isascii()]
    scripts = {unicodedata.name(char, "?").split()[0] for char in letters}
    return len(letters) > len(text) / 2 and len(scripts) == 1 and "LATIN" not in scripts


def _rare(han: Sequence[str], code: str) -> float:
    """Return the share of characters that a table of common simplified or traditional ones lacks.

    What comes of UTF-8 read as GBK lies outside of both: `鍖荤枟淇濋櫓` for `医疗保险`.
    """
    common = sum(b"" < char.encode(code, "ignore") < _END[code] for char in han)
    return 1 - common / len(han)
