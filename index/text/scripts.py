"""Write raised and lowered text in plain text, so that no figure changes: 10⁹/L, m², CO₂, 6000元[1].

A raised mark is a power or a charge if it has a sign, if it stands on ten after a multiplication
sign or before a unit (50×10⁹/L, 10⁵CFU), on a unit of length (m², 厘米³), on a symbol (x², χ²),
or in an equation (=体重/身高²). Any other raised figure is the mark of a footnote. It is written in
square brackets, behind the unit of a figure, since `6000[1]元` no longer reads as an amount of money.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from index.text.characters import BASIC_HAN

Script = Literal["", "sup", "sub", "note"]  # plain, raised, lowered, raised and a link to a note

MAX_MARK = 8  # most characters of a raised or lowered text that is a mark; longer ones are text
_PLAIN = "0123456789+-−–－＋=()n"
_RAISED = str.maketrans(_PLAIN, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁻⁺⁼⁽⁾ⁿ")
_LOWERED = str.maketrans(_PLAIN, "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₋₊₌₍₎ₙ")

_SIGN = "+\\-−–－＋"
_SIGNED = re.compile(rf"[{_SIGN}]\d{{0,3}}|\d[{_SIGN}]")  # 10⁻³, Ca²⁺
_TEN = re.compile(r"(?:^|[^\d.,，．])10\s?$")
_TIMES_TEN = re.compile(r"[×xX*·•∙⋅✕＊]\s?10\s?$")
_PER_TEN = re.compile(r"\s?(?:[/／个×*·]|[至～~—–-]\s?(?:\d[\d.]{0,5}[×*·])?10(?!\d))")
_UNIT_OF_TEN = re.compile(r"\s?[A-Za-zµμ]")  # 10⁵CFU; for 10[1]mg the mark is a note's
_LENGTH = re.compile(r"(?:(?:^|[^A-Za-z])(?:[kcdmnµμ]?m|in|ft)|(?<![玉大小稻])米|公里)\s?$")
_SYMBOL = re.compile(rf"(?:^|[^A-Za-z])[a-zα-ω]$|(?:^|[^A-Za-z{BASIC_HAN}])[A-ZΑ-Ω]$|[RITK]$")
_AMOUNT = re.compile(r"\d\s?[gLlhdt]$")  # 5g, 3d: a figure with its unit, no symbol
_EQUATION = re.compile(r"[=＝][^，。；！？=＝]{0,30}[^\s\d，。；！？、：]$")
_OVER = re.compile(r"[/／÷][^\W\d]{1,4}$")  # 体重/身高²(m²)
_BRACKETED = re.compile(r"[\[(（［〔【].{1,10}[\])）］〕】]")
_DEGREE = re.compile(r"\s?[CFc]\b")
_UNIT = re.compile(
    r"\s?(?:[余多几]?[万亿千百]{0,2}(?:平方米|立方米|个?(?:工作)?日|个?月|小时|分钟"
    r"|[元角分人名位天年岁周次倍家项张床条款类种期级时户所例份件克秒米个])|%|％|‰|℃|°C?"
    r"|[A-Za-zµμ]{1,4}(?:/[A-Za-z]{1,4})?)"
)


def write_scripts(runs: Sequence[tuple[str, Script]]) -> str:
    """Join the runs of one line into plain text; each run is a text and how it is set."""
    whole = [
        ("".join(text for text, _ in run), script)
        for script, run in groupby(runs, key=lambda run: run[1])
    ]
    out, held = "", ""  # held: a note's mark that waits for the unit of its figure
    for at, (text, script) in enumerate(whole):
        after = "" if at + 1 == len(whole) else whole[at + 1][0]
        if not script:
            unit = len(_unit_after(out, text)) if held else 0
            out, held = out + text[:unit] + held + text[unit:], ""
        elif mark := text.strip():
            written = _write(mark, script, out, after)
            if written == f"[{mark}]" and _unit_after(out, after) and not whole[at + 1][1]:
                held = written
            else:
                out = _beside(out, written, after)
    return out


def raise_digits(text: str) -> str:
    """Write digits and signs as superscripts; other text stays behind a caret."""
    return text.translate(_RAISED) if set(text) <= set(_PLAIN) else f"^{text}"


def lower_digits(text: str) -> str:
    """Write digits and signs as subscripts; other text stays as it is."""
    return text.translate(_LOWERED) if set(text) <= set(_PLAIN) else text


def _write(mark: str, script: Script, before: str, after: str) -> str:
    """Return the mark in superscripts, subscripts or brackets, or as it is."""
    if script == "note":
        return _note(mark)
    if script == "sub":
        return _lowered(mark, before)
    if mark in "oO0○〇°。˚º" and _DEGREE.match(after):
        return "°"
    if _is_power(mark, before, after):
        return raise_digits(mark)
    return _note(mark) if _may_be_note(mark, before) else mark


def _lowered(mark: str, before: str) -> str:
    if before[-1:].isdigit() and mark.isdigit():
        return _note(mark)
    return lower_digits(mark)


def _is_power(mark: str, before: str, after: str) -> bool:
    if _SIGNED.fullmatch(mark) or (mark == "n" and not _is_han(before[-1:])):
        return True
    if not re.fullmatch(r"\d{1,3}", mark):
        return False
    if _TEN.search(before[-4:]):
        if _TIMES_TEN.search(before[-8:]) or _PER_TEN.match(after):
            return True
        return int(mark) > 2 and bool(_UNIT_OF_TEN.match(after) or not _UNIT.match(after))
    if mark not in ("2", "3"):
        return False
    near = before[-40:].rstrip()
    return (
        bool(_LENGTH.search(near) or _EQUATION.search(near))
        or bool(_SYMBOL.search(near) and not _AMOUNT.search(near))
        or bool(_OVER.search(near) and re.match(r"\s?[(（]", after))
    )


def _may_be_note(mark: str, before: str) -> bool:
    """Return whether a raised text is a mark, rather than text in small type such as 元, th or .50."""
    if len(mark) > MAX_MARK and not _BRACKETED.fullmatch(mark):
        return False
    if re.fullmatch(r"[.．]\d+|st|nd|rd|th|TM|SM|[®™©℠]", mark):
        return False
    return mark.startswith("注") or not any(map(_is_han, mark))


def _note(mark: str) -> str:
    """Return a footnote mark with brackets; symbols such as * need none."""
    bare = bool(_BRACKETED.fullmatch(mark)) or not re.search(r"\w", mark)
    return mark if bare else f"[{mark}]"


def _unit_after(before: str, after: str) -> str:
    """Return the unit that follows a figure, or ''."""
    match = _UNIT.match(after) if before.rstrip()[-1:].isdigit() else None
    return match[0] if match else ""


def _beside(before: str, written: str, after: str) -> str:
    """Return the text with the mark behind it; digits that touch are kept apart."""
    if before[-1:].isspace() and not written[:1].isascii():  # 10 ⁹
        before = before.rstrip()
    apart = before[-1:].isdecimal() and written[:1].isdecimal()
    close = written[-1:].isdecimal() and after[:1].isdecimal()
    return before + " " * apart + written + " " * close


def _is_han(character: str) -> bool:
    return bool(re.match(f"[{BASIC_HAN}]", character))
