"""The structure of an answer: blocks of text with citation numbers.

Every form of an answer (plain text, HTML, terminal, Markdown, footnotes) is rendered from
its blocks; nothing is parsed back out of a text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from index.model import Article
from rag.checked import CheckedStatement
from rag.validity import ArticleStanding

AnswerBlockKind = Literal["source", "heading", "quote", "row", "item", "table", "text"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an answer's text, and the numbers of the citations that support it.

    `bold` marks what was asked for, or what a language model emphasised. `remarks` are the
    model's statements here or right after it that do not simply stand: struck, replaced, cited
    from elsewhere. No form of the text shows them unless it says so.
    """

    text: str
    cites: tuple[int, ...] = ()
    bold: bool = False
    remarks: tuple[CheckedStatement, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the span as `wence ask --json` shows it."""
        remarks = {"remarks": [one.to_json() for one in self.remarks]} if self.remarks else {}
        return {"text": self.text, "cites": list(self.cites), "bold": self.bold, **remarks}


_OWN_MARK = re.compile(
    r"\s*(?:[（(][\d一二三四五六七八九十百]{1,4}[)）]|[一二三四五六七八九十]{1,3}[是、]|\d{1,2}(?:[、．]|[.](?!\d))"
    r"|[①-⑳]|第[一二三四五六七八九十]{1,3}[，,：:])"
)

Cell = tuple[Span, ...]
"""One cell of a table in an answer."""


@dataclass(frozen=True, slots=True)
class AnswerBlock:
    """One block of an answer.

    Kinds: `source` names the article whose quotes follow (no spans), with its `standing` and
    the `mark` that tells it where it is not simply in force; `heading` is a
    heading that a language model wrote; `quote` and `row` are quoted text and a table's
    row; `item` is a list item, with its `number` where the list is ordered (a text that begins
    with its own, （一）, is shown without a sign); `table` has
    `rows` of cells in place of spans, the first of which names the columns; `text` is
    anything else. `secondary` ones support those before and are shown less prominently.
    """

    kind: AnswerBlockKind
    spans: tuple[Span, ...] = ()
    article: Article | None = None
    number: int | None = None
    standing: ArticleStanding | None = None
    mark: str = ""
    rows: tuple[tuple[Cell, ...], ...] = ()
    secondary: bool = False

    @classmethod
    def paragraph(cls, text: str, *cites: int) -> AnswerBlock:
        """Make a text block of one span."""
        return cls("text", (Span(text, cites),))

    @property
    def stretches(self) -> tuple[Cell, ...]:
        """Return what is read by itself: the cells of a table, or all spans as one."""
        return tuple(cell for row in self.rows for cell in row) or (self.spans,)

    @property
    def cites(self) -> tuple[int, ...]:
        """Return the citation numbers of all spans, in order."""
        return tuple(n for spans in self.stretches for span in spans for n in span.cites)

    @property
    def words(self) -> str:
        """Return the text without list signs and citation marks."""
        if self.article:
            before, after = self.around_title
            return f"{before}《{self.article.title}》{after}："
        if self.rows:
            cells = [["".join(span.text for span in cell) for cell in row] for row in self.rows]
            return "\n".join("；".join(row) for row in cells)
        return "".join(span.text for span in self.spans)

    @property
    def around_title(self) -> tuple[str, str]:
        """Return what stands before and after the article's title in the words of a source."""
        if self.article is None:
            return "", ""
        if self.standing is None:
            date = self.article.known_date
            return "", f"（{date}）" if date else ""
        number = f"（{self.article.number}）" if self.article.number else ""
        return f"{self.mark}：", number + self.standing.reason

    @property
    def has_own_mark(self) -> bool:
        """Whether the text begins with a number of its own, as items of a document do: （一）, 一是."""
        return bool(_OWN_MARK.match(self.words))

    @property
    def sign(self) -> str:
        """Return the Markdown sign at the start of the line, or an empty string."""
        if self.kind == "item" and self.number is not None:
            return f"{self.number}. "
        if self.kind == "item":
            return "" if self.has_own_mark else "- "
        return "## " if self.kind == "heading" else ""

    def to_json(self, base_url: str = "") -> dict[str, Any]:
        """Return the block as `wence ask --json` shows it."""
        spans = [span.to_json() for span in self.spans]
        about: dict[str, Any] = {"article": self.article.id} if self.article else {}
        if self.number is not None:
            about["number"] = self.number
        if self.secondary:
            about["secondary"] = True
        if self.standing:
            about["standing"] = self.standing.to_json(base_url)
        if self.rows:
            about["rows"] = [[[s.to_json() for s in cell] for cell in row] for row in self.rows]
        return {"kind": self.kind, "text": self.words, **about, "spans": spans}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer's plain text: words, a sign, or the mark of citation `n`.

    `secondary` ones are of a block that is.
    """

    text: str
    bold: bool = False
    n: int | None = None
    secondary: bool = False


def pieces(blocks: Sequence[AnswerBlock]) -> Iterator[Piece]:
    """Render blocks as pieces of light Markdown; their texts joined are the plain text."""
    for place, block in enumerate(blocks):
        if place:
            joined = block.kind == "item" and _leads(blocks[place - 1])
            yield Piece("\n" if joined else "\n\n")
        yield from (replace(piece, secondary=block.secondary) for piece in _pieces(block))


def _pieces(block: AnswerBlock) -> Iterator[Piece]:
    if block.sign:
        yield Piece(block.sign)
    if block.article:
        yield Piece(block.words)
    yield from _table(block.rows) if block.rows else _cited(block.spans)


def _leads(block: AnswerBlock) -> bool:
    """Return whether a list goes on from a block: an item, a sentence of ours, a lead-in."""
    return block.kind in ("item", "text") or (block.kind == "quote" and block.words.endswith("："))


def _cited(spans: Sequence[Span]) -> Iterator[Piece]:
    for span in spans:
        yield Piece(span.text, span.bold)
        yield from (Piece(f"[{n}]", n=n) for n in span.cites)


def _table(rows: Sequence[Sequence[Cell]]) -> Iterator[Piece]:
    """Render a table in Markdown; a bar within a cell must not end it."""
    for place, row in enumerate(rows):
        yield Piece("\n| " if place else "| ")
        for column, cell in enumerate(row):
            if column:
                yield Piece(" | ")
            for at, span in enumerate(cell):
                if at and cell[at - 1].cites:
                    yield Piece(" ")
                for piece in _cited([span]):
                    yield replace(piece, text=piece.text.replace("|", "｜"))
        yield Piece(" |")
        if not place:
            yield Piece("\n|" + " --- |" * len(row))


def plain_text(blocks: Sequence[AnswerBlock]) -> str:
    """Render blocks as text: paragraphs, `- ` and `1. ` lists, `[n]` marks."""
    return "".join(piece.text for piece in pieces(blocks))


def emphasised_text(blocks: Sequence[AnswerBlock]) -> str:
    """Render blocks as text with `**bold**`."""
    return "".join(f"**{p.text}**" if p.bold else p.text for p in pieces(blocks))


def bold_ranges(blocks: Sequence[AnswerBlock]) -> Iterator[tuple[int, int]]:
    """Return the ranges of the plain text that are bold."""
    return ((start, start + len(p.text)) for start, p in placed(blocks) if p.bold)


def placed(blocks: Sequence[AnswerBlock]) -> Iterator[tuple[int, Piece]]:
    """Yield each piece with its offset in the plain text."""
    start = 0
    for piece in pieces(blocks):
        yield start, piece
        start += len(piece.text)


def cited_chunks(blocks: Sequence[AnswerBlock]) -> Iterator[str]:
    """Cut the plain text after each run of citation marks and at each block's end."""
    chunk, marked = "", False
    for piece in pieces(blocks):
        if marked and piece.n is None and not piece.text.isspace():
            yield chunk
            chunk, marked = "", False
        chunk += piece.text
        marked = marked or piece.n is not None or piece.text.isspace()
    if chunk:
        yield chunk


def embolden(
    blocks: Sequence[AnswerBlock], keys: Iterable[tuple[str, tuple[int, int]]]
) -> tuple[AnswerBlock, ...]:
    """Return the blocks with parts of their text in bold.

    `keys` are texts, each with the range of it that becomes bold. A text must occur word for
    word in a span; the first such span is changed, and a text that occurs in none is ignored.
    """
    ranges: defaultdict[Span, list[tuple[int, int]]] = defaultdict(list)
    spans = [span for block in blocks for spans in block.stretches for span in spans]
    for text, (start, end) in keys:
        for span in spans:
            if (at := span.text.find(text)) >= 0:
                ranges[span].append((at + start, at + end))
                break

    def cut(spans: Cell) -> Cell:
        return tuple(one for span in spans for one in _cut(span, ranges[span]))

    return tuple(
        replace(
            block,
            spans=cut(block.spans),
            rows=tuple(tuple(cut(cell) for cell in row) for row in block.rows),
        )
        for block in blocks
    )


def _cut(span: Span, ranges: Iterable[tuple[int, int]]) -> list[Span]:
    """Cut a span around its bold ranges; its citations stay with the last piece."""
    parts, done = [], 0
    for start, end in sorted(ranges, key=lambda one: (one[0], -one[1])):
        if start < done:
            continue
        parts += [Span(span.text[done:start]), Span(span.text[start:end], bold=True)]
        done = end
    rest = Span(span.text[done:], bold=span.bold)
    kept = [part for part in (*parts, rest) if part.text]
    return [*kept[:-1], replace(kept[-1], cites=span.cites)] if kept else [span]
