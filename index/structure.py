"""From an article's lines to its clean text and its structure (`Block`s).

A heading is known by a Markdown mark, by a numbering (`一、` `（一）` `1、` `01` `■STEP1：`),
by being a bare short line before running text, or by being a speaker's turn. Markdown
levels in extracted text are random, so levels come from the order in which the kinds of
numbering first appear: a kind seen for the first time nests below the current heading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

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
from index.model import Block, BlockKind

_NUMBERING: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(r"第[一二三四五六七八九十百]+[部章节步][分]?")),
    ("han", re.compile(r"[一二三四五六七八九十]{1,3}[、.．]")),
    ("han-bracket", re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]")),
    ("han-is", re.compile(r"[一二三四五六七八九十]{1,3}是")),
    ("decimal", re.compile(r"\d{1,2}[.．]\d{1,2}(?![\d%％])")),
    ("digit", re.compile(r"\d{1,2}\s?[、.．](?!\d)")),
    ("digit-bracket", re.compile(r"[（(]\d{1,2}[)）]")),
    ("digit-half", re.compile(r"\d{1,2}[)）]")),
    ("circle", re.compile(r"[①-⑳]")),
    ("zero", re.compile(r"0\d(?=[\s\u4e00-\u9fff])")),
    ("step", re.compile(r"[■◆●▍]?\s?(STEP|Step|PART|Part)\s?\d+")),
    ("mark", re.compile(r"[■◆▍◎]")),
)
_HASH = re.compile(r"^\s*#{1,6}\s+")
_BOLD = re.compile(r"^\s*\*\*[^*]+\*\*\s*$")
_BULLET = re.compile(r"^\s*[-•*+]\s+")
_CAPTION = re.compile(r"^\s*(图|表|附表|附图)\s?[\d一二三四五六七八九十]+|^(Figure|Table)\s?\d")
_CREDIT = re.compile(
    r"^(数据|资料|图片?|信息)?来?源\s?[:：]|^[^，。]{0,8}来源\s?[:：]|^注\s?\*?\d?\s?[:：]"
    r"|^(发布|更新|发文)(时间|日期)\s?[:：]"
)
_QUESTION = re.compile(r"^(问|Q\d*|提问|记者)\s?[:：]")
_ANSWER = re.compile(r"^(答|A\d*|回答)\s?[:：]")
_TITLE_GAP = re.compile(r"[\u4e00-\u9fff] [\u4e00-\u9fff]|^[^，。：:]{5,20}[：:][^\s：:]")
_CLAUSE = re.compile(r"[，。；、,;]")
_DATE = re.compile(r"^\d{4}\s?年\s?\d{1,2}\s?月(\s?\d{1,2}\s?日)?$")
_NAV = re.compile(r"[|>][^|>]{1,12}[|>]")
_DOC_NUMBER = re.compile(r"[〔\[]\d{4}[〕\]].{0,4}\d+\s?号$")
_VALUE = re.compile(r"[-—–~≤≥<>约+(（]*\d(?!\s?[.、．]\s?[\u4e00-\u9fff])|[-—–]+$")
_QUESTION_END = re.compile(r"[？?]$")

MAX_HEADING = 84  # columns; longer lines are text
MAX_NUMBERED = 100


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


@dataclass(frozen=True, slots=True)
class _Part:
    """A block before its place in the text is known."""

    kind: BlockKind
    text: str
    style: str = ""  # numbering of a heading or item
    marked: bool = False  # Markdown said so
    level: int = 0
    header_rows: int = 0


def structure(raw_lines: Sequence[str], wrap: int | None = None) -> tuple[str, tuple[Block, ...]]:
    """Clean text and blocks of an article given as raw lines.

    `wrap` is the column at which the file is hard-wrapped (`wrap_width`), None if it isn't.
    """
    parts = _captions(_headings(_broken_items(_tables(_merge(_read(raw_lines), wrap)))))
    return _lay_out(_levels(parts))


def numbering(text: str) -> str:
    """Name of the numbering that a line starts with, or an empty string."""
    return next((name for name, pattern in _NUMBERING if pattern.match(text)), "")


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
    if left.cells or line.cells or line.hashed or line.bullet or _is_marked(line.text):
        return False
    if left.hashed or left.bold:
        return _heading_goes_on(left, line)
    if _is_label(left.text) or _NAV.search(left.text):
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
        and bool(_QUESTION_END.search(line.text))
        and not ends_sentence(left.text)
    )


def _is_marked(text: str) -> bool:
    return bool(
        numbering(text) not in ("", "han-is", "part")
        or _CAPTION.match(text)
        or _CREDIT.match(text)
        or _QUESTION.match(text)
        or _ANSWER.match(text)
    )


def _is_label(text: str) -> bool:
    return bool(_CAPTION.match(text) or _CREDIT.match(text))


def _tables(lines: Sequence[_Line]) -> list[_Part]:
    """Runs of lines with tabs become tables; the rest stays lines, as paragraphs."""
    parts: list[_Part] = []
    run: list[str] = []
    for line in [*lines, _Line("")]:
        if line.cells:
            run.append(line.text)
            continue
        parts.extend(_split_tables(run))
        run = []
        if line.text:
            parts.append(_plain(line))
    return parts


def _plain(line: _Line) -> _Part:
    style = numbering(line.text)
    if line.hashed or line.bold:
        return _Part("heading", line.text, style or "plain", marked=True)
    if _is_label(line.text):
        return _Part("caption", line.text)
    return _Part("item" if line.bullet else "paragraph", line.text, style)


def _split_tables(rows: list[str]) -> list[_Part]:
    """One table a part: a title row, or a header after data, starts the next one."""
    groups: list[list[str]] = []
    for row in rows:
        filled = [cell for cell in row.split("\t") if cell]
        title = len(filled) == 1 and not re.search(r"\d", re.sub(r"第[^\t]*[条项]", "", filled[0]))
        title = title and row.split("\t")[0] != ""
        if not groups or (title and len(groups[-1]) > 1):
            groups.append([])
        groups[-1].append(row)
    return [_table(group) for group in groups]


def _table(rows: list[str]) -> _Part:
    return _Part("table", "\n".join(rows), header_rows=_header_rows(rows))


def _header_rows(rows: list[str]) -> int:
    """Rows before the first that holds values, where the table holds values at all."""
    if len(rows) < 2:
        return 0
    if not any(_has_values(row) for row in rows[1:]):
        return 1 if _looks_like_header(rows[0], rows[1:]) else 0
    header = next(i for i, row in enumerate(rows) if i and _has_values(row))
    return 0 if _has_values(rows[0]) and not re.search(r"(19|20)\d\d", rows[0]) else header


def _has_values(row: str) -> bool:
    """Whether a third of the filled cells, the row's name left out, start like figures."""
    cells = [cell for cell in row.split("\t")[1:] if cell]
    return bool(cells) and 3 * sum(bool(_VALUE.match(cell)) for cell in cells) >= len(cells)


def _looks_like_header(first: str, rest: list[str]) -> bool:
    """A header's cells are all filled and shorter than what stands below them."""
    cells = first.split("\t")
    below = [len(cell) for row in rest for cell in row.split("\t")[1:] if cell]
    return bool(
        all(cells) and below and max(len(cell) for cell in cells) * 2 <= sum(below) / len(below) * 3
    )


def _broken_items(parts: list[_Part]) -> list[_Part]:
    """Rejoin `(2)…` cut by a figure: its siblings `(1)…` and `(3)…` are whole paragraphs."""
    out: list[_Part] = []
    for i, part in enumerate(parts):
        if out and _is_cut(parts, i - 1) and part.kind == "paragraph" and not part.style:
            out[-1] = replace(out[-1], text=join(out[-1].text, part.text))
        else:
            out.append(part)
    return out


def _is_cut(parts: list[_Part], i: int) -> bool:
    part = parts[i]
    if part.kind != "paragraph" or not part.style or part.style == "han":
        return False
    if width(part.text) < PRINT_WIDTH // 2 - 2 or ends_sentence(part.text):
        return False
    before = next((p for p in reversed(parts[max(0, i - 4) : i]) if p.style == part.style), None)
    after = next((p for p in parts[i + 2 : i + 6] if p.style == part.style), None)
    siblings = [p for p in (before, after) if p is not None]
    return len(siblings) == 2 and all(width(p.text) > MAX_NUMBERED for p in siblings)


def _headings(parts: list[_Part]) -> list[_Part]:
    """Find the headings that carry no mark of their own."""
    rules: tuple[Callable[[list[_Part], int], bool], ...] = (
        _is_turn,
        _is_numbered_heading,
        _is_bare_heading,
    )
    found = list(parts)
    for i in range(len(parts) - 1, -1, -1):  # backwards: what follows is already known
        part = found[i]
        if part.kind == "heading" and (i + 1 == len(found) or width(part.text) > 2 * MAX_NUMBERED):
            found[i] = replace(part, kind="paragraph")
        elif part.kind == "paragraph" and any(rule(found, i) for rule in rules):
            style = "turn" if _is_turn(found, i) else part.style or "plain"
            found[i] = replace(part, kind="heading", style=style)
    return found


def _follows(parts: list[_Part], i: int) -> _Part | None:
    return parts[i + 1] if i + 1 < len(parts) else None


def _is_turn(parts: list[_Part], i: int) -> bool:
    text, after = parts[i].text, _follows(parts, i)
    if after is None or width(text) > 3 * MAX_NUMBERED or _ANSWER.match(text):
        return False
    answered = bool(_ANSWER.match(after.text)) and bool(_QUESTION_END.search(text))
    return answered or bool(_QUESTION.match(text) and after.kind == "paragraph")


def _is_numbered_heading(parts: list[_Part], i: int) -> bool:
    part, after = parts[i], _follows(parts, i)
    if not part.style or width(part.text) > MAX_NUMBERED or after is None:
        return False
    if _inner_end(part.text) or part.text[-1:] in "；;，,":
        return False
    before = parts[i - 1] if i else None
    if part.style == after.style:
        return after.kind == "heading" and before is not None and before.style != part.style
    if ends_sentence(part.text) and not _QUESTION_END.search(part.text):
        alone = before is None or before.style != part.style or before.kind == "heading"
        of_list = any(p.kind == "heading" and p.style == part.style for p in parts[i + 1 : i + 5])
        return (alone or of_list) and after.kind != "heading" and _is_text(after)
    return after.kind != "caption" or i + 2 < len(parts)


def _is_bare_heading(parts: list[_Part], i: int) -> bool:
    part, after = parts[i], _follows(parts, i)
    text = part.text
    if part.style or after is None or width(text) > MAX_HEADING or _NAV.search(text):
        return False
    if _DATE.match(text) or _signature(parts, i) or _ANSWER.match(text):
        return False
    if _NAV.search(after.text) or _DOC_NUMBER.search(text):
        return False
    quoted = text.endswith("”") and (text.startswith("“") or "“" not in text)
    if re.search(r"[。；;，,、…!]$", text) or quoted or _inner_end(text):
        return False
    listed = after.kind == "item" or (after.kind == "paragraph" and after.style)
    if text.endswith(("：", ":")) and (width(text) > 40 or listed):
        return False
    return after.kind != "caption" or i + 2 < len(parts)


def _signature(parts: list[_Part], i: int) -> bool:
    """An issuer's name above a date, or the salutation of an official letter."""
    for part in parts[i + 1 : i + 4]:
        if _DATE.match(part.text):
            return True
        if width(part.text) > 40:
            return False
    return False


def _inner_end(text: str) -> bool:
    """A sentence that ends inside the line: running text."""
    return bool(re.search(r"。.", text[:-1] + " ") and "。" in text[:-1])


def _is_text(part: _Part) -> bool:
    return part.kind == "table" or width(part.text) > 40


def _captions(parts: list[_Part]) -> list[_Part]:
    """A bare line just above a table names it; one that heads no text named a figure."""
    out: list[_Part] = []
    for i, part in enumerate(parts):
        after = _follows(parts, i)
        bare = part.kind == "heading" and part.style == "plain" and not part.marked
        repeated = bare and any(p.text == part.text for p in out[-2:])
        orphan = (
            bare
            and after is not None
            and after.kind == "heading"
            and after.style not in ("plain", "turn")
            and any(p.kind == "heading" and p.style == after.style for p in out)
        )
        credit = bare and after is not None and after.kind == "caption" and i + 2 < len(parts)
        credit = credit and parts[i + 2].kind in ("heading", "caption")
        if (bare and after is not None and after.kind == "table") or repeated or orphan or credit:
            part = replace(part, kind="caption", style="")
        out.append(part)
    return out


def _levels(parts: list[_Part]) -> list[_Part]:
    """Nest headings by the order in which their numberings first appear."""
    path: list[str] = []
    out = []
    for part in parts:
        if part.kind == "heading":
            if part.style in path:
                del path[path.index(part.style) + 1 :]
            else:
                path.append(part.style)
            part = replace(part, level=len(path))
        out.append(part)
    return out


def _lay_out(parts: Sequence[_Part]) -> tuple[str, tuple[Block, ...]]:
    blocks, at = [], 0
    for part in parts:
        blocks.append(Block(part.kind, at, at + len(part.text), part.level, part.header_rows))
        at += len(part.text) + 1
    return "\n".join(part.text for part in parts), tuple(blocks)
