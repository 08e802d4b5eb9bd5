"""Parts of an article before their offsets are known, recognised by the mark at their start.

A mark is a numbering (`一、` `（一）` `1、` `01` `■STEP1：`), a label (`表1`, `注：`) or the
`问：` and `答：` of an interview.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.layout.tables import header_rows
from index.model import BlockKind
from index.text.characters import NUMERALS
from index.text.lines import tidy
from index.text.numbering import numbering_style

MAX_HEADING = 84  # most columns of a heading; longer lines are text
_CAPTION = re.compile(rf"^\s*(图|表|附表|附图)\s?[\d{NUMERALS}]+|^(Figure|Table)\s?\d")
_CREDIT = re.compile(
    r"^(数据|资料|图片?|信息)?来?源\s?[:：]|^[^，。]{0,8}来源\s?[:：]|^注\s?\*?\d?\s?[:：]"
    r"|^(发布|更新|发文)(时间|日期)\s?[:：]"
)
QUESTION = re.compile(r"^(问|Q\d*|提问|记者)\s?[:：]")
ANSWER = re.compile(r"^(答|A\d*|回答)\s?[:：]")
QUESTION_END = re.compile(r"[？?]$")
NAV = re.compile(r"[|>][^|>]{1,12}[|>]")  # a web page's path: 首页 > 政策 > 解读


@dataclass(frozen=True, slots=True)
class Part:
    """A block before its offsets in the text are known."""

    kind: BlockKind
    text: str
    style: str = ""  # numbering style of a heading or item
    marked: bool = False  # by its format, not by its looks
    level: int = 0  # of a heading, if its format states it
    header_rows: int = 0
    pages: tuple[tuple[int, int], ...] = ()  # (offset in the text, page that starts there)


def is_label(text: str) -> bool:
    """Return whether the line names a figure or table, or credits its source."""
    return bool(_CAPTION.match(text) or _CREDIT.match(text))


def plain(text: str, bullet: bool = False) -> Part:
    """Return the part for a line that its format does not mark as a heading."""
    if is_label(text):
        return Part("caption", text)
    return Part("item" if bullet else "paragraph", text, numbering_style(text))


def heading(text: str, level: int = 0) -> Part:
    """Return the part for a heading marked by its format; level 0 if the format states none."""
    text = tidy(text)
    return Part("heading", text, numbering_style(text) or "plain", marked=True, level=level)


def table(rows: Sequence[Sequence[str]], header: int | None = None) -> Iterator[Part]:
    """Yield a table of cells, plain lines if it has one column, nothing if all cells are empty.

    `header` is the number of header rows; None to guess it from the cells. The lines of a cell
    are kept apart by a blank, so that the figures of two lines stay two.
    """
    filled = [[_cell(cell) for cell in row] for row in rows]
    above = sum(1 for row in filled[: header or 0] if any(row))
    lines = ["\t".join(row) for row in filled if any(row)]
    if lines and any("\t" in line for line in lines):
        found = header_rows(lines) if header is None else min(above, len(lines))
        yield Part("table", "\n".join(lines), header_rows=found)
    else:  # one column is not a table
        yield from (plain(line) for line in lines)


def _cell(text: str) -> str:
    lines = (tidy(" ".join(line.split())) for line in text.splitlines())
    return " ".join(line for line in lines if line)


def is_marked(text: str) -> bool:
    """Return whether the line starts with a mark, and so begins a part of its own."""
    return bool(
        numbering_style(text) not in ("", "han-is", "part")
        or is_label(text)
        or QUESTION.match(text)
        or ANSWER.match(text)
    )
