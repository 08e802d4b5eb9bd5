"""Lines of extracted text: clean them, and decide whether a line continues in the next one.

Text extracted from PDFs breaks a sentence wherever the page or the printed line ended. A line
that fills the print width and does not end a sentence is continued by the next plain line.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from index.text.characters import BASIC_HAN
from index.text.scripts import Script, lower_digits, raise_digits, write_scripts

PRINT_WIDTH = 54  # least columns of a full printed line: 27 Chinese characters
PRINT_MAX = 66  # most columns of a printed line
MIN_WRAP = 30  # least columns of hard-wrapped text; narrower lines are the words of a list
TAIL = 40  # characters searched for the end mark and closing quotes of a sentence
WRAP_LIMIT = 76  # most columns of a line in a hard-wrapped file

_CJK = r"\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—·"
_TWO_FIGURES = r"(?!(?<=[0-9０-９.．])[ \u3000]+[0-9０-９])"  # these stay two, whatever their width
_GAP = re.compile(rf"{_TWO_FIGURES}(?:(?<=[{_CJK}])[ \u3000]+(?=\S)|(?<=\S)[ \u3000]+(?=[{_CJK}]))")
_TAG = re.compile(rf"""</?[a-zA-Z](?:"[^"<>]*"|'[^'<>]*'|[^<>"'{BASIC_HAN}])*>""")
_LINK = re.compile(r"\[([^\[\]]*)\]\(#?[^()\s]*\)")
_BLANKS = re.compile(r"[ \u00a0\u3000]+")
_MARKUP = re.compile(r"[<&\[*_$\\]")
_EMPHASIS = re.compile(r"(?<!\d)(?:\*\*|__)|(?:\*\*|__)(?!\d)")  # 2**10 is none
_ESCAPE = re.compile(r"\\([*_#\[\]().!>~`|-])")
_FORMULA = re.compile(r"\$([^$\n]+)\$")
_RAISED = re.compile(r"\^(?:\{([+−-]?\d{1,3}[+−-]?)\}|([+−-]?\d))")  # 10^{-3}, m^2
_LOWERED = re.compile(r"_(?:\{(\d{1,2})\}|(\d))")  # CO_2
_SCRIPT_TAG = re.compile(r"<(su[bp])\b[^<>]{0,80}>([^<>]{1,12})</\1>", re.I)
_BREAK_TAG = re.compile(r"</?(?:br|p|div|li|td|th|tr)\b[^<>]{0,200}>", re.I)
_WORDS = re.compile(rf"^\d|[{_CJK}]")
_FOOTER = re.compile(r"^\s*(\d{1,4}\s*/\s*\d{1,4}|[-—–]\s*\d{1,4}\s*[-—–]|第\s*\d+\s*页)\s*$")
_SENTENCE_END = re.compile(r"[。！？；…：!?;:][”’」』）)】》]*$")


def tidy(line: str) -> str:
    """Clean one line with `strip_markup` and `close_gaps`."""
    return close_gaps(strip_markup(line))


def close_gaps(line: str) -> str:
    """Remove spaces beside Chinese characters, though not between two figures; keep tabs."""
    return "\t".join(_GAP.sub("", cell) for cell in line.split("\t"))


def tidy_text(line: str) -> str:
    """Clean one line that a parser has already freed of its markup: `<y80>` in it is text."""
    if "$" in line:
        line = _FORMULA.sub(_formula, line)
    return close_gaps(strip_invisible(_EMPHASIS.sub("", line)))


def strip_markup(line: str) -> str:
    """Remove markup and invisible characters, make formulas readable and spaces single.

    Tabs stay, as they separate table cells; so does every other character of the author's.
    """
    if _MARKUP.search(line):
        line = _with_scripts(html.unescape(line))
        line = _TAG.sub("", _BREAK_TAG.sub(" ", line))
        line = _EMPHASIS.sub("", _LINK.sub(r"\1", line))
        line = _FORMULA.sub(_formula, line)
        line = _ESCAPE.sub(r"\1", line)
    return strip_invisible(line)


def strip_invisible(line: str) -> str:
    """Remove control and private-use characters, and make spaces single; keep tabs."""
    if not line.isprintable():
        line = "".join(
            c for c in line if c == "\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co")
        )
    return "\t".join(_BLANKS.sub(" ", cell).strip() for cell in line.split("\t"))


def _with_scripts(line: str) -> str:
    """Write raised and lowered tags within a line as plain text."""
    pieces = _SCRIPT_TAG.split(line)  # text, tag, mark, text, tag, …
    runs: list[tuple[str, Script]] = [(pieces[0], "")]
    for tag, mark, text in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        runs += [(mark, "sup" if tag.lower() == "sup" else "sub"), (text, "")]
    return write_scripts(runs)


def _formula(match: re.Match[str]) -> str:
    """Rewrite the formula between two dollar signs, unless they mark prices as in `$5涨到$12`."""
    money = not re.search(r"[\\^]", match[1]) and _WORDS.search(match[1])
    return match[0] if money else _readable(match[1])


def _readable(formula: str) -> str:
    """Convert LaTeX to plain text: fractions become quotients, symbols single characters."""
    text = formula
    for _ in range(4):  # innermost braces first
        text = re.sub(r"\\(?:text|mathrm|mathbf|operatorname)\s*\{([^{}]*)\}", r"\1", text)
        text = re.sub(r"\\d?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", _quotient, text)
    for name, symbol in _SYMBOLS.items():
        text = re.sub(rf"\\{name}(?![a-zA-Z])", symbol, text)
    text = _RAISED.sub(lambda match: raise_digits(match[1] or match[2]), text)
    text = _LOWERED.sub(lambda match: lower_digits(match[1] or match[2]), text)
    return re.sub(r"\\([%$#&_{}])", r"\1", text).replace("\\", "").strip()


def _quotient(match: re.Match[str]) -> str:
    over, under = (
        f"({part})" if re.search(r"[+\-*/×÷]|\\times", part) else part
        for part in (match[1].strip(), match[2].strip())
    )
    return f"{over}÷{under}"


_SYMBOLS = {
    "times": "×",
    "div": "÷",
    "cdot": "·",
    "Sigma": "Σ",
    "sum": "Σ",
    "pm": "±",
    "leq?": "≤",
    "geq?": "≥",
    "neq?": "≠",
    "approx": "≈",
    "alpha": "α",
    "beta": "β",
    "chi": "χ",
    "rightarrow": "→",
    "left": "",
    "right": "",
}


def is_footer(line: str) -> bool:
    """Return whether the line is nothing but a page number."""
    return bool(_FOOTER.match(line))


@lru_cache(maxsize=4096)
def width(text: str) -> int:
    """Count display columns: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def ends_sentence(text: str) -> bool:
    """Return whether the text ends with a mark after which a new sentence starts."""
    return bool(_SENTENCE_END.search(text.rstrip()[-TAIL:]))


def fills_print(columns: int) -> bool:
    """Return whether text this wide ends where a printed line ends, as before a page break."""
    lines = max(1, round(columns / ((PRINT_WIDTH + PRINT_MAX) / 2)))
    return lines * PRINT_WIDTH <= columns <= lines * PRINT_MAX


def wrap_width(lines: Iterable[str]) -> int | None:
    """Return the columns at which the text is hard-wrapped; None if lines hold whole paragraphs."""
    widths = sorted(width(line.strip()) for line in lines if line.strip() and "\t" not in line)
    if len(widths) < 40 or widths[int(len(widths) * 0.99)] > WRAP_LIMIT:
        return None
    wrap = widths[int(len(widths) * 0.75)]
    return wrap if wrap >= MIN_WRAP else None


def join(left: str, right: str) -> str:
    """Join two lines of a broken sentence; words in Latin script keep a space between them."""
    if re.match(r"[A-Za-z,]", left[-1:]) and re.match(r"[A-Za-z]", right):
        return f"{left} {right}"
    return left + right
