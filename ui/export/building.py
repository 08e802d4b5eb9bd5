"""Make the document of a conversation, or of an article with its marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from index.model import Article
from index.model import Block as ArticleBlock
from rag.blocks import AnswerBlock, Cell, Span
from rag.checked import CheckedStatement, changes, summary
from ui.export.checking import Places
from ui.export.document import Block, Document, Quote, Section, Source
from ui.export.request import BlockGiven, SpanGiven, TurnGiven
from ui.library.article_view import Range, all_blocks, table_rows

TITLE_CHARS = 60


def conversation(turns: Sequence[TurnGiven], places: Places) -> Document:
    """Make the document of a conversation; its first question is its title."""
    title = " ".join(turns[0].question.split())[:TITLE_CHARS]
    return Document(title, [_turn(turn, places) for turn in turns])


def _turn(turn: TurnGiven, places: Places) -> Section:
    sources, lost = places.sources(turn.citations)
    notes = ["以上答案由大模型撰写，逐句核对过出处。"] if turn.engine == "llm" else []
    notes += _checked(turn)
    if lost:
        numbers = "".join(f"[{n}]" for n in lost)
        notes.append(f"{numbers} 与现在收录的原文对不上，没有列出出处。")
    return Section(turn.question, [_block(block) for block in turn.blocks], sources, notes)


def _checked(turn: TurnGiven) -> list[str]:
    """Say what the check of a language model's statements found, and of which it changed what."""
    found = [
        CheckedStatement(one.text, one.outcome, "", one.reason, tuple(one.cites))
        for one in turn.checked.statements
    ]
    return [summary(found), *changes(found)] if found else []


def _block(given: BlockGiven) -> Block:
    spans = _cell(given.spans) or (Span(given.text),)
    if given.rows:
        rows = tuple(tuple(_cell(cell) for cell in row) for row in given.rows)
        return Block("table", rows=rows, header_rows=1)
    if given.kind == "heading":
        return Block("heading", spans, level=2)
    if given.kind == "source":
        return Block("source", spans)
    if given.kind == "item":
        return Block("item", spans, sign=AnswerBlock("item", spans, number=given.number).sign)
    return Block("paragraph", spans)


def _cell(spans: Iterable[SpanGiven]) -> Cell:
    return tuple(Span(s.text, tuple(s.cites), s.bold) for s in spans if s.text or s.cites)


def marked_article(article: Article, marks: Iterable[Range], places: Places) -> Document:
    """Make the document of an article, in which the marks are bold and cited."""
    inside = ((start, start + len(article.text[start:end].rstrip())) for start, end in marks)
    ranges = _apart(sorted((start, end) for start, end in inside if start < end))
    quotes = [places.quote(article, n, *place) for n, place in enumerate(ranges, 1)]
    marker = _Marker(article.text, list(zip(ranges, quotes, strict=True)))
    blocks = [_article_block(block, marker) for block in all_blocks(article)]
    return Document(
        article.title, [Section("", blocks, [Source(article, quotes)], [])], is_article=True
    )


def _apart(ranges: Sequence[Range]) -> list[Range]:
    """Join sorted ranges that overlap."""
    joined: list[Range] = []
    for start, end in ranges:
        if joined and start < joined[-1][1]:
            start, end = joined[-1][0], max(end, joined.pop()[1])
        joined.append((start, end))
    return joined


class _Marker:
    """Cut stretches of an article's text into spans at its marks."""

    def __init__(self, text: str, marks: list[tuple[Range, Quote]]) -> None:
        self.text, self._marks = text, marks
        self._edges = sorted({edge for place, _ in marks for edge in place})

    def spans(self, start: int, end: int) -> Cell:
        """Return `text[start:end]` as spans; a mark is cited where it ends."""
        cuts = [start, *(edge for edge in self._edges if start < edge < end), end]
        return tuple(self._span(a, b) for a, b in pairwise(cuts) if a < b)

    def _span(self, start: int, end: int) -> Span:
        owner = next((q for (a, b), q in self._marks if a <= start and end <= b), None)
        ends = any(b == end for (a, b), q in self._marks if q is owner)
        return Span(self.text[start:end], (owner.n,) if owner and ends else (), bool(owner))


def _article_block(block: ArticleBlock, marker: _Marker) -> Block:
    if block.kind == "table":
        rows = tuple(
            tuple(marker.spans(*cell) for cell in row) for row in table_rows(block, marker.text)
        )
        return Block("table", rows=rows, header_rows=block.header_rows)
    spans = marker.spans(block.start, block.end)
    if block.kind == "heading":
        return Block("heading", spans, level=block.level)
    return Block("paragraph", spans)
