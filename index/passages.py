"""Split articles into passages: aligned with sentences, never across a heading, without gaps.

A heading belongs to the passage under it, so that every character of the article belongs to
a passage. Short neighbouring paragraphs share a passage; long ones are cut between sentences;
a table is cut between rows, each later piece with the table's caption and header in `lead`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.model import Article, Block, Passage
from index.text.characters import NUMERALS
from index.text.sentences import split_sentences

VERSION = 2  # raise it when passages or their embedded texts come out differently
MAX_CHARS = 350  # of a passage
GOOD_CHARS = 200  # a passage this long is not joined with a paragraph that starts a new point

_CLAUSE = re.compile(r"[^，,、：:\s]*[，,、：:\s]?")
_NEW_POINT = re.compile(
    rf"^([{NUMERALS}]{{1,3}}[、是]|[（(]?[\d{NUMERALS}]{{1,3}}[)）、.．]|第[{NUMERALS}])"
)


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    lead: str = ""

    @property
    def length(self) -> int:
        return self.end - self.start


def split_article(article: Article) -> list[Passage]:
    """Return the passages of an article in order; their ids count from 1."""
    passages: list[Passage] = []
    for headings, blocks in _sections(article):
        path = tuple(article.text[b.start : b.end] for b in headings)
        own = [b for b in headings if blocks and b.start >= blocks[0].start]
        for i, span in enumerate(_pack(article.text, _pieces(article, blocks))):
            inside = {b.start for b in own} if i == 0 else set()
            above = tuple(
                text for b, text in zip(headings, path, strict=True) if b.start not in inside
            )
            passages.append(
                Passage(
                    article.issue,
                    article.n,
                    len(passages) + 1,
                    span.start,
                    span.end,
                    article.text[span.start : span.end],
                    above,
                    span.lead,
                )
            )
    return passages


def unit_text(passage: Passage, article: Article) -> tuple[str, int]:
    """Return the text to embed and tokenise for a passage, and the passage's offset in it.

    Title, heading path and lead come first: a paragraph about a province often does not name
    the province, but its heading does.
    """
    context = [article.title, *passage.headings]
    if passage.lead:
        context.append(passage.lead)
    head = " ".join(context) + "\n"
    return head + passage.text, len(head)


def _sections(article: Article) -> Iterator[tuple[list[Block], list[Block]]]:
    """Yield heading path and blocks of each section; its own headings are in both.

    Headings that follow each other without text between them open one section; two of one
    level stay in the path together, as a heading of two lines.
    """
    path: list[Block] = []
    blocks: list[Block] = []
    for block in article.blocks:
        if block.kind == "heading":
            if any(b.kind != "heading" for b in blocks):
                yield list(path), blocks
                blocks = []
            stacked = bool(blocks) and blocks[-1].level == block.level
            opened = blocks[0].start if stacked else block.start
            path = [b for b in path if b.level < block.level or b.start >= opened]
            path.append(block)
        blocks.append(block)
    if blocks:
        yield list(path), blocks


def _pieces(article: Article, blocks: Sequence[Block]) -> list[_Span]:
    """Cut blocks that are too long for a passage: between sentences or rows."""
    pieces: list[_Span] = []
    caption, above = "", 0  # `above`: length of the headings and captions just before
    for block in blocks:
        length = block.end - block.start
        limit = max(MAX_CHARS - above, GOOD_CHARS)
        if block.kind == "table":
            pieces.extend(_rows(article.text, block, caption, limit))
        elif length > limit:
            pieces.extend(_sentences(article.text, block, limit))
        else:
            pieces.append(_Span(block.start, block.end))
        caption = article.text[block.start : block.end] if block.kind == "caption" else ""
        above = above + length + 1 if block.kind in ("heading", "caption") else 0
    return pieces


def _sentences(text: str, block: Block, limit: int) -> Iterator[_Span]:
    """Cut a paragraph into groups of sentences of about equal length, the first within `limit`."""
    spans = [
        cut
        for left, right in split_sentences(text[block.start : block.end])
        for cut in _cut(text, block.start + left, block.start + right, limit)
    ]
    target = (block.end - block.start) / -(-(block.end - block.start) // MAX_CHARS)
    start, end = spans[0]
    for left, right in spans[1:]:
        if right - start > limit or end - start >= target:
            yield _Span(start, end)
            start, limit = left, MAX_CHARS
        end = right
    yield _Span(start, end)


def _cut(text: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    """Cut a sentence or row that is longer than `limit` between its clauses."""
    while end - start > limit:
        cut = start
        for clause in _CLAUSE.finditer(text, start, min(end, start + limit + 1)):
            if clause.end() - start > limit:
                break
            cut = clause.end()
        cut = cut if cut > start else start + limit
        yield start, cut
        start = cut
    yield start, end


def _rows(text: str, block: Block, caption: str, limit: int) -> Iterator[_Span]:
    """Cut a table between rows; pieces after the first repeat its header in their lead."""
    rows: list[tuple[int, int]] = []
    lines, at = text[block.start : block.end].split("\n"), block.start
    for row in lines:
        rows.extend(_cut(text, at, at + len(row), limit))
        at += len(row) + 1
    header = "\n".join(lines[: block.header_rows])
    start, end = rows[0]
    first = True
    for left, right in rows[1:]:
        if right - start > limit:
            yield _Span(start, end, _lead(caption, "" if first else header))
            start, first, limit = left, False, MAX_CHARS
        end = right
    yield _Span(start, end, _lead(caption, "" if first else header))


def _lead(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _pack(text: str, pieces: Sequence[_Span]) -> list[_Span]:
    """Join neighbouring pieces up to `MAX_CHARS`, so that no heading or caption stands alone."""
    packed: list[_Span] = []
    for piece in pieces:
        last = packed[-1] if packed else None
        if last is not None and _belongs(text, last, piece):
            held = text[last.start : piece.start]
            lead = [line for line in piece.lead.split("\n") if line not in held]
            packed[-1] = _Span(last.start, piece.end, _lead(last.lead, *lead))
        else:
            packed.append(piece)
    return packed


def _belongs(text: str, last: _Span, piece: _Span) -> bool:
    if piece.end - last.start > MAX_CHARS:
        return False
    if last.length >= GOOD_CHARS:
        return piece.length < 40 and not _NEW_POINT.match(text[piece.start : piece.end])
    return True
