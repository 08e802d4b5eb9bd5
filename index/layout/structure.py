"""Turn an article's lines or parts into its clean text and its structure (`Block`s)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from index.layout.headings import MAX_NUMBERED, find_headings, without_contents
from index.layout.parts import NAV, QUESTION_END, Part, is_label, is_marked, plain
from index.layout.tables import header_rows, split_tables
from index.model import Block
from index.text.characters import BASIC_HAN
from index.text.lines import (
    PRINT_WIDTH,
    close_gaps,
    ends_sentence,
    fills_print,
    is_footer,
    join,
    strip_markup,
    tidy,
    width,
)
from index.text.numbering import numbering_style

MAX_PARAGRAPH = 3_000  # characters, beyond which no line is joined
MAX_ROW = 20  # most headings directly below each other; more are a list
_HASH = re.compile(r"^\s*#{1,6}\s+")
_BOLD = re.compile(r"^\s*\*\*[^*]+\*\*\s*$")
_BULLET = re.compile(r"^\s*[-•*+]\s+")
_TITLE_GAP = re.compile(rf"[{BASIC_HAN}] [{BASIC_HAN}]|^[^，。：:]{{5,20}}[：:][^\s：:]")
_CLAUSE = re.compile(r"[，。；、,;]")


@dataclass(frozen=True, slots=True)
class _Line:
    """A cleaned line and the properties of its raw form."""

    text: str
    columns: int = 0  # printed width, before gaps were closed
    hashed: bool = False
    bold: bool = False
    bullet: bool = False
    titled: bool = False  # looks like a title: a gap or an inner colon, but no clause mark

    @property
    def cells(self) -> bool:
        return "\t" in self.text


def structure(raw_lines: Sequence[str], wrap: int | None = None) -> tuple[str, tuple[Block, ...]]:
    """Return clean text and blocks of an article given as raw lines.

    `wrap` is the column at which the file is hard-wrapped (`wrap_width`), None if it is not.
    """
    parts = _broken_items(_tables(_merge(_read(raw_lines), wrap)))
    return _lay_out(find_headings(parts))


def clean_line(raw: str) -> str:
    """Return a raw line as it stands in an article, without heading mark and bullet."""
    bare = _HASH.sub("", raw)
    bullet = _BULLET.match(bare) and not _BOLD.match(bare)
    return tidy(_BULLET.sub("", bare, count=1) if bullet else bare)


def structure_parts(parts: Sequence[Part]) -> tuple[str, tuple[Block, ...]]:
    """Return clean text and blocks of an article given as parts of its file format.

    If the format marks no heading, headings are found as in plain text.
    """
    parts = without_contents(list(parts))
    depths = sorted({part.level for part in parts if part.kind == "heading" and part.level})
    if not depths:
        return _lay_out(find_headings(list(parts)))
    level = {depth: at for at, depth in enumerate(depths, 1)}
    deepest = len(depths) + 1  # level of headings marked by bold type alone
    return _lay_out(
        [
            replace(part, level=level.get(part.level, deepest)) if part.kind == "heading" else part
            for part in parts
        ]
    )


def _read(raw_lines: Sequence[str]) -> list[_Line]:
    lines = []
    for raw in raw_lines:
        if is_footer(raw):
            continue
        hashed, bold = bool(_HASH.match(raw)), bool(_BOLD.match(_HASH.sub("", raw)))
        bare = _HASH.sub("", raw)
        bullet = bool(_BULLET.match(bare)) and not bold
        printed = strip_markup(bare)
        text = tidy(_BULLET.sub("", bare, count=1)) if bullet else close_gaps(printed)
        if text.replace("\t", ""):
            titled = bool(_TITLE_GAP.search(printed)) and not _CLAUSE.search(printed)
            lines.append(_Line(text, width(printed), hashed, bold, bullet, titled))
    return lines


def _merge(lines: Sequence[_Line], wrap: int | None) -> list[_Line]:
    """Rejoin lines that were broken by the page or the print width."""
    merged: list[_Line] = []
    for line in lines:
        if merged and _continues(merged[-1], line, wrap):
            # `columns` are those of the last printed line: it decides about the next one
            text = join(merged[-1].text, line.text)
            merged[-1] = replace(merged[-1], text=text, columns=line.columns)
        else:
            merged.append(line)
    return merged


def _continues(left: _Line, line: _Line, wrap: int | None) -> bool:
    if len(left.text) > MAX_PARAGRAPH:
        return False
    if left.cells or line.cells or line.hashed or line.bullet or is_marked(line.text):
        return False
    if left.hashed or left.bold:
        return _heading_goes_on(left, line)
    if is_label(left.text) or NAV.search(left.text):
        return False
    if wrap is None:
        return fills_print(left.columns) and not left.titled and not ends_sentence(left.text)
    if not ends_sentence(left.text):
        return left.columns >= min(PRINT_WIDTH, wrap - 8)
    if left.columns < wrap - 4:
        return False
    return line.columns >= wrap - 8 or ends_sentence(line.text)


def _heading_goes_on(left: _Line, line: _Line) -> bool:
    """Return whether a bold line is cut by the page: `**…取得了什么**` and then `样的成效？`."""
    return (
        left.bold
        and not line.bold
        and left.columns >= PRINT_WIDTH - 6
        and width(line.text) < PRINT_WIDTH // 2
        and bool(QUESTION_END.search(line.text))
        and not ends_sentence(left.text)
    )


def _tables(lines: Sequence[_Line]) -> list[Part]:
    """Turn runs of lines with tabs into tables, and every other line into a part."""
    parts: list[Part] = []
    run: list[str] = []
    for line in [*lines, _Line("")]:
        if line.cells:
            run.append(line.text)
            continue
        parts.extend(_table(rows) for rows in split_tables(run))
        run = []
        if line.text:
            parts.append(_plain(line))
    return parts


def _plain(line: _Line) -> Part:
    if line.hashed or line.bold:
        return Part("heading", line.text, numbering_style(line.text) or "plain", marked=True)
    return plain(line.text, line.bullet)


def _broken_items(parts: list[Part]) -> list[Part]:
    """Rejoin an item `(2)…` that a figure cut: `(1)…` and `(3)…` beside it are whole."""
    out: list[Part] = []
    for i, part in enumerate(parts):
        if out and _is_cut(parts, i - 1) and part.kind == "paragraph" and not part.style:
            out[-1] = replace(out[-1], text=join(out[-1].text, part.text))
        else:
            out.append(part)
    return out


def _is_cut(parts: list[Part], i: int) -> bool:
    part = parts[i]
    if part.kind != "paragraph" or not part.style or part.style == "han":
        return False
    if width(part.text) < PRINT_WIDTH // 2 - 2 or ends_sentence(part.text):
        return False
    before = next((p for p in reversed(parts[max(0, i - 4) : i]) if p.style == part.style), None)
    after = next((p for p in parts[i + 2 : i + 6] if p.style == part.style), None)
    siblings = [p for p in (before, after) if p is not None]
    return len(siblings) == 2 and all(width(p.text) > MAX_NUMBERED for p in siblings)


def _table(rows: list[str]) -> Part:
    return Part("table", "\n".join(rows), header_rows=header_rows(rows))


def _without_lists(parts: Sequence[Part]) -> list[Part]:
    """Turn long rows of headings of one level, without text between them, into list items."""
    out: list[Part] = []
    for (kind, _), run in groupby(parts, key=lambda part: (part.kind, part.level)):
        row = list(run)
        if kind == "heading" and len(row) > MAX_ROW:
            row = [replace(part, kind="item", level=0) for part in row]
        out.extend(row)
    return out


def _lay_out(parts: Sequence[Part]) -> tuple[str, tuple[Block, ...]]:
    blocks, at = [], 0
    for part in _without_lists(parts):
        blocks.append(Block(part.kind, at, at + len(part.text), part.level, part.header_rows))
        at += len(part.text) + 1
    return "\n".join(part.text for part in parts), tuple(blocks)
