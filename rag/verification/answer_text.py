"""Split a written answer into lines of statements, each with the passage numbers that it cites.

「诊所增加[9]」 becomes the statement 「诊所增加」 with the mark 9. If there is no passage 9, the
verifier corrects the mark, or strikes the statement if no other passage supports it. Each cell
of a table is a statement. What the answer says of itself or of what the sources lack is told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from rag.verification.written.asides import is_courtesy, tells_lack, without_lead
from rag.verification.written.marks import plain_marks
from rag.verification.written.tables import Cell, is_row, read_rows

TABLE = "|"
"""The prefix of the lines of a table."""

_PREFIX = re.compile(r"^\s*(?:[-*•·]\s+|\d{1,2}(?:\.(?!\d)|[、)）])\s*|#{1,6}\s+|>\s*)?")
_PIECE = re.compile(
    r"(?P<body>.+?)(?:(?P<marks>(?:\[\d{1,3}\])+)(?P<after>[。！？；，、,.;!?]?)"
    r"|(?P<end>[。！？!?；;]+[”’」』）)]*)(?P<later>(?:\[\d{1,3}\])*)|$)",
    re.S,
)
_SOURCES = re.compile(
    r"^\W*(?:参考(?:资料|文献|来源)|资料来源|引用(?:来源|资料)?|来源|出处)\W*$|^\W*(?:\[\d{1,3}\])+[\s:：.]*(?:《|$)"
)
_LEAD_IN = 20  # characters of a lead-in or heading; a longer one states something itself


@dataclass(frozen=True, slots=True)
class AnswerStatement:
    """A piece of an answer, with the numbers of the passages that it cites (`marks`).

    If it has no marks of its own (`marked` is false), `marks` are the next ones in its line.
    `claims` is false for headings and short lead-ins, which state nothing by themselves, and
    where the text says what the sources lack (`lacks`). `cell` is the table's cell that the
    text stands in.
    """

    text: str
    marks: tuple[int, ...] = ()
    claims: bool = True
    marked: bool = False
    lacks: bool = False
    cell: Cell | None = None

    @property
    def plain(self) -> str:
        """What is stated: without emphasis and 根据资料, of a cell with the names of its row and column."""
        stated = self.cell.stated if self.cell else self.text
        return without_lead(re.sub(r"\*\*|__|`", "", stated).strip())


@dataclass(frozen=True, slots=True)
class Line:
    """The statements of one line, after its bullet, number or heading sign (`prefix`).

    A table's row has the prefix `|` and a statement for each cell, which may be empty; the
    first row names the columns.
    """

    prefix: str
    statements: tuple[AnswerStatement, ...]


def parse(answer: str) -> list[Line]:
    """Return the lines of an answer, without links, images, tags and a closing list of sources."""
    raw = [line for line in plain_marks(_harmless(answer)).splitlines() if not _SOURCES.match(line)]
    lines: list[Line] = []
    for in_table, group in groupby(raw, is_row):
        rows = list(group)
        lines += _table(rows) if in_table else map(_line, rows)
    return lines


def _table(rows: list[str]) -> Iterator[Line]:
    for place, row in enumerate(read_rows(rows)):
        yield Line(TABLE, tuple(_cell(cell, states=bool(place)) for cell in row))


def _cell(cell: Cell, *, states: bool) -> AnswerStatement:
    claims = states and bool(cell.column)
    return AnswerStatement(
        cell.text, cell.marks, claims, bool(cell.marks), cell=cell if claims else None
    )


def _line(raw: str) -> Line:
    prefix = _PREFIX.match(raw)
    assert prefix is not None  # every part of the pattern is optional
    body = raw[prefix.end() :].strip()
    return Line(prefix[0].lstrip(), tuple(_statements(body, prefix[0])))


def _harmless(text: str) -> str:
    """Remove images, links (their text stays) and HTML tags."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]*)\]\((?:[^)]*)\)", r"\1", text)
    return re.sub(r"</?[A-Za-z!][^>]*>", "", text)


def _statements(body: str, prefix: str) -> list[AnswerStatement]:
    """Split the body of a line at its marks and sentence ends."""
    pieces = [
        (m["body"] + (m["after"] or "") + (m["end"] or ""), (m["marks"] or "") + (m["later"] or ""))
        for m in _PIECE.finditer(body)
        if re.search(r"\w", m["body"])
    ]
    found: list[AnswerStatement] = []
    inherited: tuple[int, ...] = ()
    for text, listed in reversed(pieces):
        text = text.strip()
        if is_courtesy(text):
            continue
        own = tuple(dict.fromkeys(int(n) for n in re.findall(r"\d+", listed)))
        inherited = own or inherited
        lacks = tells_lack(text)
        claims = not lacks and _claims(text, prefix)
        found.append(AnswerStatement(text, inherited, claims, bool(own), lacks))
    return found[::-1]


def _claims(text: str, prefix: str) -> bool:
    """Return whether a piece states something: it is no heading, lead-in or fragment."""
    bare = text.strip("*_ ")
    heading = "#" in prefix or re.fullmatch(r"\*\*[^*]+\*\*", text) is not None
    lead_in = bare.endswith(("：", ":")) and len(bare) <= _LEAD_IN
    return not ((heading and len(bare) <= _LEAD_IN) or lead_in or len(bare) < 4)
