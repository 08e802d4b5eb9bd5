"""Tell several official documents of one file apart: each has its own head and signature.

Only where at least two are whole is a file parted. Annexes stay with their document, and so
does a document that the one before it names: it is forwarded or printed with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.layout.draft import MAX_TITLE_LINES, fold_title
from index.layout.title import is_above_title, may_be_title, title_from
from index.metadata.kinds import kind_of
from index.metadata.numbers import doc_number
from index.metadata.offices import is_offices
from index.metadata.recognition import is_letterhead
from index.metadata.signature import signature
from index.text.numbering import numbering_style

_HOLDS_OTHERS = re.compile(
    r"^附\s?[件录表]?\s?[\d一二三四五六七八九十]{0,3}\s?[:：]?$|转发|印发|批转"
)
_ADDRESSEE = re.compile(r"[^。；]{2,120}[：:]")


@dataclass(frozen=True, slots=True)
class _Head:
    """Where a document starts, where its title starts, and what it is called."""

    start: int
    title_at: int
    title: str
    number: str


def document_starts(lines: Sequence[str]) -> list[int]:
    """Return the first lines of the documents of a file; only the first line if it holds one."""
    heads = list(_heads(lines))
    starts: list[int] = []
    for at, head in enumerate(heads):
        end = heads[at + 1].start if at + 1 < len(heads) else len(lines)
        signed = bool(signature(lines[head.title_at : end]))
        before = lines[starts[-1] : head.start] if starts else ()
        if not starts:
            if signed:
                starts.append(0)
        elif signed and signature(before) and _is_apart(head, before):
            starts.append(head.start)
    return starts if len(starts) > 1 else [0]


def _is_apart(head: _Head, before: Sequence[str]) -> bool:
    """Return whether the lines before a head neither name its document nor hold it as an annex."""
    text = fold_title("".join(before))
    if fold_title(head.title) in text or (head.number and fold_title(head.number) in text):
        return False
    return bool(head.number) or not any(map(_HOLDS_OTHERS.search, before))


def _heads(lines: Sequence[str]) -> Iterator[_Head]:
    """Yield the heads: a title of a document's kind with a 文号 above or below it, or an addressee."""
    at = 0
    while at < len(lines):
        title, span = _title_at(lines, at)
        if not title:
            at += 1
            continue
        below = lines[span.stop : span.stop + 2]
        above = lines[max(0, at - 4) : at][::-1]
        number = next(filter(None, map(doc_number, below[:1])), "") or _number_above(above)
        if number or (below and _ADDRESSEE.fullmatch(below[0])):
            yield _Head(at - _letterhead(above), at, title, number)
            at = span.stop
        else:
            at += 1


def _title_at(lines: Sequence[str], at: int) -> tuple[str, range]:
    """Return the title in the form of official ones that starts on a line, and its lines."""
    line = lines[at]
    if "关于" not in "".join(lines[at : at + MAX_TITLE_LINES]) or not may_be_title(line):
        return "", range(0)
    if is_above_title(line) or numbering_style(line) or re.search(r"[。；！？]", line):
        return "", range(0)
    title, span = title_from(lines, at)
    return (title, span) if "关于" in title and kind_of(title) else ("", range(0))


def _number_above(above: Sequence[str]) -> str:
    for line in above:
        if number := doc_number(line):
            return number
        if not (is_letterhead(line) or is_offices(line) or is_above_title(line)):
            return ""
    return ""


def _letterhead(above: Sequence[str]) -> int:
    """Return how many of the lines above a title, the nearest first, belong to its letterhead."""
    count = 0
    for i, line in enumerate(above, 1):
        if doc_number(line) or is_letterhead(line):
            count = i
        elif not is_offices(line):
            break
    return count
