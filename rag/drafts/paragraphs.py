"""Cut a draft, plain or in Markdown, into headings, paragraphs, list items and table rows.

Offsets count characters of the draft as it was given, so that what is found can be marked in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from index.text.numbering import STYLES, numbering_style
from rag.language.quantities import fold, quantities

ParagraphKind = Literal["heading", "text", "item", "row"]

MAX_HEADING = 40  # characters of a heading that only its looks tell
_LINE = re.compile(r"[^\n]+")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_FRONT = re.compile(r"---[ \t]*\n(?:(?!---).*\n)*---[ \t]*(?:\n|$)")
_SIGN = re.compile(r"\s*(?:>\s*){0,8}(?:(?P<heading>#{1,6})\s+|(?P<bullet>[-*+•·▪●○]\s+))?")
_RULER = re.compile(r"[\s|:\-]+")
_ENDS = re.compile(r"[。！？!?；;，,：:、]")
_BOLD = re.compile(r"\s*(?:\*\*[^*]+\*\*|__[^_]+__)\s*")
_COUNTED = {"digit", "digit-bracket", "digit-half", "circle", "zero", "mark"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of a draft: its words are `draft[start:end]`, without bullet, number and `#`.

    `level` is a heading's depth, from 1. `header` is the row above that names a row's columns.
    """

    kind: ParagraphKind
    start: int
    end: int
    level: int = 0
    header: tuple[str, ...] = ()


def paragraphs(draft: str) -> list[Paragraph]:
    """Return the lines of a draft that say something; code and front matter are left out."""
    lines = list(_lines(draft))
    found: list[Paragraph] = []
    header: tuple[str, ...] = ()
    last = 0
    for (start, end), after in pairwise([*lines, (0, 0)]):
        line = draft[start:end]
        if start > last + 1 or not is_row(line):
            header = ()
        last = end
        if not is_row(line):
            found.append(_paragraph(line, start, draft[slice(*after)]))
        elif not _RULER.fullmatch(line):
            found.append(Paragraph("row", start, end, header=header))
            header = header or tuple(text for text, _, _ in cells(line))
    return [one for one in found if one.end > one.start]


def is_row(line: str) -> bool:
    """Return whether a line is a row of a table: cells between tabs or bars."""
    return "\t" in line.strip() or (line.lstrip().startswith("|") and line.count("|") > 2)


def cells(row: str) -> list[tuple[str, int, int]]:
    """Return the cells of a row that hold something or stand between others: text, start, end."""
    sign = "\t" if "\t" in row.strip() else "|"
    inner = row.strip() if sign == "\t" else row.strip().strip("|")
    at = row.index(inner) if inner else 0
    found = []
    for piece in inner.split(sign):
        text = piece.strip()
        start = at + piece.index(text) if text else at
        found.append((text, start, start + len(text)))
        at += len(piece) + 1
    return found


def _lines(draft: str) -> Iterator[tuple[int, int]]:
    """Yield the range of each line that is no part of code or front matter, and not blank."""
    fenced, front = False, _FRONT.match(draft)
    for match in _LINE.finditer(draft, front.end() if front else 0):
        if _FENCE.match(match[0]):
            fenced = not fenced
        elif not fenced and match[0].strip():
            yield match.span()


def _paragraph(line: str, start: int, after: str) -> Paragraph:
    sign = _SIGN.match(line)
    assert sign is not None  # every part of the pattern is optional
    numbered = line[sign.end() :]
    style, words = numbering_style(numbered), _without_number(numbered).strip()
    end = start + len(line.rstrip())
    begin = end - len(words)
    if sign["heading"]:
        return Paragraph("heading", begin, end, len(sign["heading"]))
    if _looks_like_heading(words, style, bool(sign["bullet"]), after):
        return Paragraph("heading", begin, end, 2 if style else 1)
    item = bool(sign["bullet"]) or style in _COUNTED
    return Paragraph("item" if item else "text", begin, end)


def _without_number(text: str) -> str:
    """Return a line without the number that it starts with; 一是 is a part of its sentence."""
    style = numbering_style(text)
    match = STYLES[style].match(text) if style not in ("", "han-is") else None
    return text[match.end() :] if match else text


def _looks_like_heading(words: str, style: str, bullet: bool, after: str) -> bool:
    """Return whether a line without a mark is a heading: short, no sentence, and above more.

    A line with a figure states something.
    """
    if len(words) > MAX_HEADING or _ENDS.search(words) or bullet:
        return False
    if _BOLD.fullmatch(words):
        return True
    figures = [q for q in quantities(fold(words)) if q.kind not in ("year", "ordinal")]
    if any(not q.is_small_count for q in figures) or not after.strip():
        return False
    return style not in ("", *_COUNTED) or len(after.strip()) > len(words)


def heading_path(found: Sequence[Paragraph], draft: str) -> Iterator[tuple[Paragraph, list[str]]]:
    """Yield each paragraph that is no heading with the headings above it, outermost first."""
    path: list[tuple[int, str]] = []
    for one in found:
        if one.kind == "heading":
            path = [(level, text) for level, text in path if level < one.level]
            path.append((one.level, draft[one.start : one.end].strip("*_# ")))
        else:
            yield one, [text for _, text in path]
