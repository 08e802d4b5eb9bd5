"""Numbering marks at the start of a line or sentence: one pattern for each style.

Group 1 of each pattern holds the number. Patterns match at a given place (`pattern.match`).
"""

from __future__ import annotations

import re

from index.text.characters import BASIC_HAN, NUMERALS

HAN = re.compile(rf"([{NUMERALS}]{{1,3}})[、.．]")  # 一、
HAN_BRACKETED = re.compile(rf"[（(]([{NUMERALS}]{{1,3}})[)）]")  # （一）
HAN_IS = re.compile(rf"([{NUMERALS}]{{1,3}})是")  # 一是
PART = re.compile(rf"第([{NUMERALS}百]+)[部章节步][分]?")  # 第一部分
DECIMAL = re.compile(r"(\d{1,2}[.．]\d{1,2})(?!\s?[\d%％万亿元倍])")  # 2.1, but not 2.5%
DIGIT = re.compile(r"(\d{1,2})\s?[、.．](?!\d)")  # 1、
DIGIT_BRACKETED = re.compile(r"[（(](\d{1,2})[)）]")  # （1）
DIGIT_HALF_BRACKETED = re.compile(r"(\d{1,2})[)）]")  # 1）
CIRCLED = re.compile(r"([①-⑳])")
ZERO_LED = re.compile(rf"(0\d)(?=[\s{BASIC_HAN}])")  # 01
STEP = re.compile(r"[■◆●▍]?\s?(?:STEP|Step|PART|Part)\s?(\d+)")  # ■STEP1
SYMBOL = re.compile(r"([■◆▍◎])")  # marks an item without counting it

STYLES = {
    "part": PART,
    "han": HAN,
    "han-bracket": HAN_BRACKETED,
    "han-is": HAN_IS,
    "decimal": DECIMAL,
    "digit": DIGIT,
    "digit-bracket": DIGIT_BRACKETED,
    "digit-half": DIGIT_HALF_BRACKETED,
    "circle": CIRCLED,
    "zero": ZERO_LED,
    "step": STEP,
    "mark": SYMBOL,
}
"""Styles by name, in the order in which they are tried."""

_FIRST = re.compile(rf"[第{NUMERALS}（(\d①-⑳SP■◆●▍◎\s]")  # first characters of all styles


def numbering_style(text: str) -> str:
    """Return the name of the numbering style that a line starts with, or an empty string."""
    if not _FIRST.match(text):  # most lines: spares trying every style
        return ""
    return next((name for name, pattern in STYLES.items() if pattern.match(text)), "")
