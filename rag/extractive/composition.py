"""Turn chosen statements into quotes, and quotes into the blocks of a cited answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.model import Article
from index.text.characters import half_width
from rag.answer import Citation
from rag.blocks import AnswerBlock, AnswerBlockKind, Span
from rag.evidence.statements import Statement
from rag.extractive.subject_headings import named_heading

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Quote:
    """Chosen neighbouring statements of one passage."""

    statements: tuple[Statement, ...]

    @property
    def article(self) -> Article:
        """The article quoted."""
        return self.statements[0].article

    @property
    def start(self) -> int:
        """Offset in the article's text."""
        return self.statements[0].start

    @property
    def end(self) -> int:
        """Offset in the article's text."""
        return self.statements[-1].end


def quotes(chosen: Sequence[Statement], leading: Sequence[str] = ()) -> list[Quote]:
    """Join statements that follow each other; articles in order of rank, text in its order.

    The articles whose ids are `leading` come first, in that order.
    """
    ranks: dict[str, int] = {}
    for statement in chosen:
        article = statement.article.id
        ranks[article] = min(statement.rank, ranks.get(article, statement.rank))
    ranks |= {id_: place - len(leading) for place, id_ in enumerate(leading)}
    headed = _without_bare_headings(chosen)
    ordered = sorted(headed, key=lambda s: (ranks[s.article.id], s.start))
    groups: list[list[Statement]] = []
    for statement in ordered:
        if groups and _touch(groups[-1][-1], statement):
            groups[-1].append(statement)
        else:
            groups.append([statement])
    return [Quote(tuple(group)) for group in groups]


def _without_bare_headings(chosen: Sequence[Statement]) -> list[Statement]:
    """Leave out headings that no chosen text follows, where anything else was chosen."""
    starts = {s.start for s in chosen}
    kept = [
        s
        for s in chosen
        if s.kind != "heading" or s.listed or any(s.end < start <= s.end + 2 for start in starts)
    ]
    return kept or list(chosen)


def _touch(last: Statement, statement: Statement) -> bool:
    if last.candidate is not statement.candidate or "table" in (last.kind, statement.kind):
        return False
    passage = last.candidate.passage
    return not passage.text[last.end - passage.start : statement.start - passage.start].strip()


def compose(
    found: Sequence[Quote], question: str = "", *, read_out: bool = True
) -> tuple[AnswerBlock, ...]:
    """Write the answer: cited quotes, under their articles where there are several.

    A quote that doesn't name its subject is led by the heading that does. With `read_out` a
    table's row is told with its column names, else as it stands.
    """
    blocks: list[AnswerBlock] = []
    several = len({quote.article.id for quote in found}) > 1
    shown = led = ""
    for n, quote in enumerate(found, 1):
        if several and quote.article.id != shown:
            blocks.append(AnswerBlock("source", article=quote.article))
            led = ""
        shown = quote.article.id
        subject = named_heading(quote.statements[0], question)
        lead = (Span(f"{subject}："),) if subject and subject != led else ()
        led = subject
        kind: AnswerBlockKind = "row" if quote.statements[0].kind == "table" else "quote"
        blocks.append(AnswerBlock(kind, (*lead, Span(_spoken(quote, read_out), (n,)))))
    return tuple(blocks)


def cite(chosen: Sequence[Quote]) -> tuple[Citation, ...]:
    """Make the citations of quotes, numbered from 1 in their order."""
    return tuple(
        Citation(
            n,
            quote.statements[0].candidate.passage,
            quote.article,
            quote.article.text[quote.start : quote.end],
            quote.start,
            quote.end,
        )
        for n, quote in enumerate(chosen, 1)
    )


def figures(text: str) -> set[str]:
    """Numbers of a text: half-width, without thousands separators and trailing zeros."""
    return {_plain(number) for number in _FIGURE.findall(half_width(text))}


def figures_supported(blocks: Sequence[AnswerBlock], citations: Sequence[Citation]) -> bool:
    """Whether every figure of an answer stands in a quote that its statement cites.

    A statement is what stands before citation marks, in one block. The titles that name
    the sources need no support.
    """
    quoted = {citation.n: figures(citation.quote) for citation in citations}
    return all(
        figures(text) <= set().union(*(quoted.get(n, set()) for n in cites))
        for block in blocks
        for text, cites in _statements(block)
    )


def _statements(block: AnswerBlock) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Give each statement of a block with the citations that follow it."""
    text = ""
    for span in block.spans:
        text += span.text
        if span.cites:
            yield text, span.cites
            text = ""
    yield text, ()


def _plain(number: str) -> str:
    number = number.replace(",", "")
    return number.rstrip("0").rstrip(".") if "." in number else number


def _spoken(quote: Quote, read_out: bool) -> str:
    text = quote.article.text[quote.start : quote.end]
    if quote.statements[0].kind == "table":
        return _row(text, _header(quote) if read_out else [])
    return re.sub(r"\s*\n\s*", " ", text).strip()


def _row(text: str, header: Sequence[str]) -> str:
    """Read a table row out with its column names, where the header names every column."""
    cells = [cell.strip() for cell in text.split("\t")]
    if len(cells) > 2 and cells[0].isdigit():  # the row's number says nothing
        cells, header = cells[1:], header[1:]
    if len(header) != len(cells):
        return "；".join(cell for cell in cells if cell)
    named = [
        f"{name}：{cell}" if name else cell
        for name, cell in zip(header[1:], cells[1:], strict=True)
        if cell
    ]
    return f"{cells[0]}（{'；'.join(named)}）" if named else cells[0]


def _header(quote: Quote) -> list[str]:
    """Name of each column: the lowest header row that has one for it."""
    article = quote.article
    for block in article.blocks:
        if block.kind == "table" and block.start <= quote.start < block.end:
            rows = article.text[block.start : block.end].split("\n")[: block.header_rows]
            named = [row.split("\t") for row in rows]
            width = max((len(row) for row in named), default=0)
            return [
                next(
                    (row[c].strip() for row in reversed(named) if c < len(row) and row[c].strip()),
                    "",
                )
                for c in range(width)
            ]
    return []
