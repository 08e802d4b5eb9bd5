"""Show what Word computes from a field's instruction: circled numbers, fractions, check boxes."""

from __future__ import annotations

import re
from typing import Any

from index.formats.word.names import W, switch, whole
from index.text.scripts import lower_digits, raise_digits

MAX_INSTRUCTION = 500  # characters; longer ones are no formulas
_INNERMOST = re.compile(r"\\([a-z]{1,3})((?:\\[a-z]{2}\d{0,3})*)\(([^()]*)\)", re.I)
_CIRCLES = "○〇◯"


def field_text(instruction: str) -> str:
    r"""Return what an `EQ` field shows, such as ① for `EQ \o\ac(○,1)`; '' for other fields."""
    text = instruction.strip()[:MAX_INSTRUCTION]
    if text[:3].upper() != "EQ ":
        return ""
    text, changed = re.sub(r"(?:(?<!\s)\s++)?([,()\\])\s*", r"\1", text[3:].strip()), 1
    while changed:
        text, changed = _INNERMOST.subn(_equation, text)
    return text.replace("\ue000", "(").replace("\ue001", ")")


def _equation(match: re.Match[str]) -> str:
    """Return a formula without inner ones; brackets of its own are hidden from the next search."""
    name, options = match[1].lower(), match[2].lower()
    arguments = [a.strip() for a in re.split("[,;]", match[3])]
    if name == "o" and len(arguments) == 2 and arguments[0] in _CIRCLES:
        return _circled(arguments[1])
    if name == "f" and len(arguments) == 2:
        return "/".join(_group(a) for a in arguments)
    if name == "s":
        above, below = raise_digits(arguments[0]), "".join(map(lower_digits, arguments[1:]))
        return lower_digits(arguments[0]) if "\\do" in options else above + below
    if name == "r":
        return f"√\ue000{arguments[-1]}\ue001"
    if name == "b":
        return f"\ue000{match[3]}\ue001"
    return "".join(arguments)


def _group(text: str) -> str:
    return text if re.fullmatch(r"[\w.%]*", text) else f"\ue000{text}\ue001"


def _circled(text: str) -> str:
    number = int(text) if re.fullmatch(r"\d{1,2}", text) else 0
    return chr(0x245F + number) if 0 < number <= 20 else f"\ue000{text}\ue001"


def form_text(begin: Any) -> str:
    """Return what a form field of old shows that keeps its state in the field's beginning."""
    data = begin.find(f"{W}ffData")
    box = data.find(f"{W}checkBox") if data is not None else None
    if box is not None:
        checked = switch(box, "checked")
        return "☑" if (switch(box, "default") if checked is None else checked) else "☐"
    choices = data.find(f"{W}ddList") if data is not None else None
    if choices is None:
        return ""
    entries = [str(e.get(f"{W}val", "")) for e in choices.iterchildren(f"{W}listEntry")]
    at = whole(choices, "result", whole(choices, "default", 0, len(entries)), len(entries))
    return entries[at] if at < len(entries) else ""
