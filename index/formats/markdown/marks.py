"""Settle marks within a line of Markdown that would change figures, or that CommonMark has not.

A delimiter between two digits is the author's: `10*20*30cm` is a size and `5~~10天，20~~30天` are
ranges. So is a link to a figure (`国发[2023](12)`) and a tag such as `<y80>`. The powers and indices of
Pandoc (`10^9^`, `CO~2~`) and the marks of footnotes (`[^1]`) are raised and lowered. `~~60%~~调整` is
struck, although CommonMark wants a space or a mark behind it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

_SCRIPTS = re.compile(
    r"\[\^(?P<note>[^\[\]\n]{1,60})\]"
    r"|(?<=[^\s^])\^(?P<sup>[+−-]?\d{1,3}|\\?\[\d{1,2}\\?\]|n)\^(?![\d^])"
    r"|(?<=[A-Za-z)])~(?P<sub>\d{1,2})~(?![\d~])"
)
_ODD_TAG = re.compile(r"</?(?!h[1-6]\b)[A-Za-z]+\d[\w-]*\s*/?>")
_FIGURE_END = re.compile(r"[\d%％‰元角分天日月年岁时人次万亿]$")  # before a range's second figure
_DELIMITERS = ("em", "strong", "s")


def settle_marks(children: Sequence[Token], notes: Container[str]) -> list[Token]:
    """Return the tokens of a line; `notes` holds the labels of the document's footnotes."""
    settled = [part for child in children for part in _split(child)]
    _strike(settled)
    _keep_delimiters(settled)
    _keep_links(settled)
    out: list[Token] = []
    for child in settled:
        odd = child.type == "html_inline" and _ODD_TAG.fullmatch(child.content)
        if odd or child.type == "image":  # an image's content is its alternative text
            child = _token(child, "text", child.content)
        out.extend(_scripts(child, notes) if child.type == "text" else [child])
    return out


def _split(child: Token) -> list[Token]:
    """Split a text at each `~~` that CommonMark has left in it."""
    if child.type != "text" or "~~" not in child.content:
        return [child]
    pieces = re.split(r"(?<!~)(~~)(?!~)", child.content)
    return [_token(child, "text", piece) for piece in pieces if piece]


def _strike(children: list[Token]) -> None:
    """Turn pairs of `~~` into tags, except where both may be the signs of ranges."""
    marks = [at for at, child in enumerate(children) if child.content == "~~"]
    for start, end in zip(marks[::2], marks[1::2], strict=False):
        if children[start].type != "text" or children[end].type != "text":
            continue
        if not (_is_range(children, start) and _is_range(children, end)):
            children[start] = _token(children[start], "html_inline", "<s>")
            children[end] = _token(children[end], "html_inline", "</s>")


def _keep_delimiters(children: list[Token]) -> None:
    """Turn pairs of delimiters into text where the first stands between two digits."""
    open_at: list[tuple[int, bool]] = []  # where a pair opens, and whether it becomes text
    for at, child in enumerate(children):
        kind, _, side = child.type.rpartition("_")
        if kind not in _DELIMITERS:
            continue
        if side == "open":
            open_at.append((at, _between_digits(children, at)))
        elif open_at:
            start, kept = open_at.pop()
            closes = _between_digits(children, at)
            if kind == "s":
                kept = _is_range(children, start) and _is_range(children, at)
            if kept or (kind == "em" and closes):
                for place in (start, at):
                    children[place] = _token(children[place], "text", children[place].markup)


def _between_digits(children: Sequence[Token], at: int) -> bool:
    before, after = _around(children, at)
    return before.isdigit() and after.isdigit()


def _is_range(children: Sequence[Token], at: int) -> bool:
    before, after = _around(children, at)
    return bool(_FIGURE_END.match(before)) and after.isdigit()


def _around(children: Sequence[Token], at: int) -> tuple[str, str]:
    """Return the characters on both sides of a delimiter, '' for none."""
    before = next((c.content for c in reversed(children[max(0, at - 3) : at]) if c.content), "")
    after = next((c.content for c in children[at + 1 : at + 4] if c.content), "")
    return before[-1:], after[:1]


def _keep_links(children: list[Token]) -> None:
    """Turn links to a bare figure back into text."""
    figure = ""
    for at, child in enumerate(children):
        if child.type == "link_open":
            address = str(child.attrGet("href") or "")
            figure = address if re.fullmatch(r"\d{1,6}", address) else ""
            if figure:
                children[at] = _token(child, "text", "[")
        elif child.type == "link_close" and figure:
            children[at] = _token(child, "text", f"]({figure})")
            figure = ""


def _scripts(child: Token, notes: Container[str]) -> list[Token]:
    """Split a text at raised and lowered marks."""
    out, at = [], 0
    for match in _SCRIPTS.finditer(child.content):
        kind = match.lastgroup or ""
        if match["note"] and match["note"] not in notes:
            continue
        tag = "sup" if kind == "note" else kind
        noted = " data-note" if kind == "note" else ""
        mark = escape(match[kind].replace("\\", ""))
        out.append(_token(child, "text", child.content[at : match.start()]))
        out.append(_token(child, "html_inline", f"<{tag}{noted}>{mark}</{tag}>"))
        at = match.end()
    return [*out, _token(child, "text", child.content[at:])]


def _token(like: Token, kind: str, content: str) -> Token:
    return like.copy(type=kind, tag="", nesting=0, content=content, attrs={}, children=None)
