"""Take a snapshot of an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby

from rag.answer import Answer, Citation
from rag.blocks import AnswerBlock, Span
from rag.checked import changes, summary
from rag.filters import Filters
from ui.snapshots.model import Line, Part, Snapshot, Source, Words


def snapshot_of(
    answer: Answer,
    version: str,
    again: str,
    filters: Filters,
    follows: str = "",
    within: Sequence[str] = (),
) -> Snapshot:
    """Return an answer as it is now, found in a version of the index.

    `again` is the address that asks its question again; `follows` the question before, where
    this one cannot be understood without it; `within` are the titles of the articles that were
    chosen to be asked.
    """
    return Snapshot(
        question=answer.question,
        standalone=answer.standalone_question,
        parts=tuple(_parts(answer.blocks)),
        sources=tuple(_source(citation) for citation in answer.citations),
        at=datetime.now(UTC).replace(microsecond=0),
        version=version,
        again=again,
        follows=follows,
        limits=filters.describe(within),
        note=answer.note,
        written=answer.engine == "llm",
        checked=tuple(filter(None, (summary(answer.checked), *changes(answer.checked)))),
    )


def _parts(blocks: Sequence[AnswerBlock]) -> Iterator[Part]:
    """Yield the parts of an answer; neighbouring items of a kind are one list."""
    groups = groupby(blocks, lambda b: (b.kind == "item", b.number is not None, b.has_own_mark))
    for (is_item, *_), group in groups:
        if is_item:
            yield _list(list(group))
        else:
            yield from map(_part, group)


def _list(items: Sequence[AnswerBlock]) -> Part:
    lines = tuple(_line(item.spans) for item in items)
    own_marks = items[0].number is None and items[0].has_own_mark
    return Part(kind="list", lines=lines, first=items[0].number, own_marks=own_marks)


def _part(block: AnswerBlock) -> Part:
    if block.article:
        name = (Words(text=block.words.removesuffix("：")),)
        return Part(kind="source", lines=(name,), article=block.article.id)
    if block.rows:
        return Part(kind="table", rows=tuple(tuple(map(_line, row)) for row in block.rows))
    kind = "heading" if block.kind == "heading" else "paragraph"
    return Part(kind=kind, lines=(_line(block.spans),))


def _line(spans: Sequence[Span]) -> Line:
    return tuple(Words(text=span.text, cites=span.cites, bold=span.bold) for span in spans)


def _source(citation: Citation) -> Source:
    article, standing = citation.article, citation.standing
    return Source(
        n=citation.n,
        article=article.id,
        title=article.title,
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
        publisher=article.issuer or article.source,
        author=article.author,
        date=article.known_date,
        page=article.page_at(citation.start),
        standing=standing.label if standing else article.status,
    )
