"""From an article's lines to its clean text and its structure (`Block`s)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.headings import MAX_NUMBERED, find_headings
from index.lines import (
    PRINT_WIDTH,
    ends_sentence,
    fills_print,
    is_footer,
    join,
    strip_markup,
    tidy,
    width,
)
from index.model import Block
from index.parts import NAV, QUESTION_END, Part, is_label, is_marked, numbering
from index.tables import header_rows, split_tables

_HASH = re.compile(r"^\s*#{1,6}\s+")
_BOLD = re.compile(r"^\s*\*\*[^*]+\*\*\s*$")
_BULLET = re.compile(r"^\s*[-•*+]\s+")
_TITLE_GAP = re.compile(r"[\u4e00-\u9fff] [\u4e00-\u9fff]|^[^，。：:]{5,20}[：:][^\s：:]")
_CLAUSE = re.compile(r"[，。；、,;]")


@dataclass(frozen=True, slots=True)
class _Line:
    """A cleaned line with what its raw form told."""

    text: str
    columns: int = 0  # printed width, before gaps were closed
    hashed: bool = False
    bold: bool = False
    bullet: bool = False
    titled: bool = False  # no clause mark, but a gap or an inner colon: set like a title

    @property
    def cells(self) -> bool:
        return "\t" in self.text


def structure(raw_lines: Sequence[str], wrap: int | None = None) -> tuple[str, tuple[Block, ...]]:
    """Clean text and blocks of an article given as raw lines.

    `wrap` is the column at which the file is hard-wrapped (`wrap_width`), None if it isn't.
    """
    parts = _broken_items(_tables(_merge(_read(raw_lines), wrap)))
    return _lay_out(find_headings(parts))


def _read(raw_lines: Sequence[str]) -> list[_Line]:
    lines = []
    for raw in raw_lines:
        if is_footer(raw):
            continue
        hashed, bold = bool(_HASH.match(raw)), bool(_BOLD.match(_HASH.sub("", raw)))
        bare = _HASH.sub("", raw)
        bullet = bool(_BULLET.match(bare)) and not bold
        text = tidy(_BULLET.sub("", bare, count=1) if bullet else bare)
        if text.replace("\t", ""):
            printed = strip_markup(bare)
            titled = bool(_TITLE_GAP.search(printed)) and not _CLAUSE.search(printed)
            lines.append(_Line(text, width(printed), hashed, bold, bullet, titled))
    return lines


def _merge(lines: Sequence[_Line], wrap: int | None) -> list[_Line]:
    """Rejoin lines that the page or the print width broke."""
    merged: list[_Line] = []
    for line in lines:
        if merged and _continues(merged[-1], line, wrap):
            # the printed line last joined decides whether the next one continues it
            text = join(merged[-1].text, line.text)
            merged[-1] = replace(merged[-1], text=text, columns=line.columns)
        else:
            merged.append(line)
    return merged


def _continues(left: _Line, line: _Line, wrap: int | None) -> bool:
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
    """A bold line cut by the page: `**…取得了什么**` and, on the next page, `样的成效？`."""
    return (
        left.bold
        and not line.bold
        and left.columns >= PRINT_WIDTH - 6
        and width(line.text) < PRINT_WIDTH // 2
        and bool(QUESTION_END.search(line.text))
        and not ends_sentence(left.text)
    )


def _tables(lines: Sequence[_Line]) -> list[Part]:
    """Runs of lines with tabs become tables; the rest stays lines, as paragraphs."""
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
    style = numbering(line.text)
    if line.hashed or line.bold:
        return Part("heading", line.text, style or "plain", marked=True)
    if is_label(line.text):
        return Part("caption", line.text)
    return Part("item" if line.bullet else "paragraph", line.text, style)


def _broken_items(parts: list[Part]) -> list[Part]:
    """Rejoin `(2)…` cut by a figure: its siblings `(1)…` and `(3)…` are whole paragraphs."""
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


def _lay_out(parts: Sequence[Part]) -> tuple[str, tuple[Block, ...]]:
    blocks, at = [], 0
    for part in parts:
        blocks.append(Block(part.kind, at, at + len(part.text), part.level, part.header_rows))
        at += len(part.text) + 1
    return "\n".join(part.text for part in parts), tuple(blocks)
