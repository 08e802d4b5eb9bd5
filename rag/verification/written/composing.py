"""Put a checked answer together: spans with their citations, lines, blocks, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from rag.answer import Citation
from rag.blocks import AnswerBlock, AnswerBlockKind, Span
from rag.checked import CheckedStatement
from rag.verification.answer_text import TABLE
from rag.verification.windows import Window

STRUCK_CELL = "—"

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_KINDS: dict[str, AnswerBlockKind] = {**dict.fromkeys("-*•·", "item"), "#": "heading"}
_COMMAS = "，,、"


@dataclass(slots=True)
class WrittenLine:
    """The cells of a line, one where it is no table's row; `lost` are remarks without a place.

    `stays` marks a line that is kept although it cites nothing.
    """

    prefix: str
    cells: list[list[Span]]
    lost: list[CheckedStatement] = field(default_factory=list)
    stays: bool = False

    @property
    def spans(self) -> list[Span]:
        """The spans of all cells."""
        return [span for cell in self.cells for span in cell]

    @property
    def is_cited(self) -> bool:
        """Whether something in the line is cited."""
        return any(span.cites for span in self.spans)

    @property
    def remarks(self) -> list[CheckedStatement]:
        """All remarks of the line."""
        return [*(one for span in self.spans for one in span.remarks), *self.lost]


class Citations:
    """Numbers citations in the order of their use; the same quote has one number."""

    def __init__(self) -> None:
        self.made: list[Citation] = []
        self._numbers: dict[tuple[str, int, int], int] = {}

    def numbers(self, windows: Iterable[Window]) -> tuple[int, ...]:
        """Return the numbers under which windows are cited."""
        return tuple(self._numbers.get(_key(one)) or self._cite(one) for one in windows)

    def overlap(self, window: Window) -> bool:
        """Return whether a part of a window is cited already."""
        _, start, end = key = _key(window)
        return any(k[0] == key[0] and k[1] < end and start < k[2] for k in self._numbers)

    def _cite(self, window: Window) -> int:
        number = self._numbers[_key(window)] = len(self.made) + 1
        hit, (_, start, end) = window.hit, _key(window)
        quote = hit.article.text[start:end]
        self.made.append(
            Citation(number, hit.passage, hit.article, quote, start, end, hit.standing)
        )
        return number


def _key(window: Window) -> tuple[str, int, int]:
    start = window.hit.passage.start
    return window.hit.passage.id, start + window.start, start + window.end


def emphasis(text: str, *cites: int) -> list[Span]:
    """Turn a statement's `**bold**` into bold spans; the last one carries the citations.

    A comma at the end follows them.
    """
    comma = text[-1:] if cites and text.endswith(tuple(_COMMAS)) else ""
    parts = _BOLD.split(text.removesuffix(comma))  # every second one is bold
    spans = [Span(part.replace("**", ""), bold=i % 2 == 1) for i, part in enumerate(parts) if part]
    if not spans:
        return []
    return [*spans[:-1], replace(spans[-1], cites=cites), *([Span(comma)] if comma else [])]


def joined(
    said: Iterable[tuple[list[Span], CheckedStatement | None]],
) -> tuple[list[Span], list[CheckedStatement]]:
    """Join statements' spans, with the remark on each at its end; return what finds no place."""
    spans: list[Span] = []
    waiting: list[CheckedStatement] = []
    for part, remark in said:
        spans += part
        waiting += [remark] if remark else []
        if spans:
            spans[-1] = with_remarks(spans[-1], waiting)
            waiting = []
    return spans, waiting


def with_remarks(span: Span, remarks: Sequence[CheckedStatement]) -> Span:
    """Return a span with further remarks."""
    return replace(span, remarks=(*span.remarks, *remarks)) if remarks else span


def to_blocks(lines: Sequence[WrittenLine]) -> tuple[AnswerBlock, ...]:
    """Turn lines into blocks: without what is empty, numbered anew, rows joined into tables."""
    kept = _placed(_without_orphans(_with_whole_tables(lines)))
    blocks: list[AnswerBlock] = []
    count = 0
    for is_table, group in groupby(kept, lambda line: line.prefix == TABLE):
        if is_table:
            rows = tuple(tuple(tuple(cell) for cell in line.cells) for line in group)
            blocks.append(AnswerBlock("table", rows=rows))
            continue
        for line in group:
            numbered = line.prefix[:1].isdigit()
            count = count + 1 if numbered else (count if line.prefix else 0)
            kind = _KINDS.get(line.prefix[:1], "item" if numbered else "text")
            blocks.append(AnswerBlock(kind, tuple(line.spans), number=count if numbered else None))
    return tuple(blocks)


def _with_whole_tables(lines: Sequence[WrittenLine]) -> Iterator[WrittenLine]:
    """Drop rows of which nothing is left, and tables without rows; their remarks are kept."""
    for is_table, group in groupby(lines, lambda line: line.prefix == TABLE):
        if not is_table:
            yield from group
            continue
        head, *body = group
        for row in body:
            if not row.is_cited:
                row.lost, row.cells = row.remarks, [[]]
        whole = any(row.is_cited for row in body)
        head.stays = whole
        yield head if whole else WrittenLine("", [[]])
        yield from body


def _without_orphans(lines: Iterable[WrittenLine]) -> list[WrittenLine]:
    """Empty headings and lead-ins under which nothing is left; remarks keep their lines."""
    kept: list[WrittenLine] = []
    for line in reversed(list(lines)):
        near = [line, *[later for later in kept if later.spans][-3:]]
        if not any(one.is_cited or one.stays for one in near):
            line.lost, line.cells = line.remarks, [[]]
        kept.append(line)
    return kept[::-1]


def _placed(lines: Sequence[WrittenLine]) -> list[WrittenLine]:
    """Return the lines that say something; the remarks of others are put at their neighbours'."""
    kept: list[WrittenLine] = []
    waiting: list[CheckedStatement] = []
    for line in lines:
        waiting += line.lost
        kept += [line] if line.spans else []
        if kept and (kept[-1].is_cited or kept[-1].stays):  # not a heading or a lead-in
            _remark_at_end(kept[-1], waiting)
            waiting = []
    return kept


def _remark_at_end(line: WrittenLine, remarks: Sequence[CheckedStatement]) -> None:
    cell = next(cell for cell in reversed(line.cells) if cell)
    cell[-1] = with_remarks(cell[-1], remarks)
