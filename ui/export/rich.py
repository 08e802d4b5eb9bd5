"""Exported documents as HTML, to be pasted with its form into Word, WPS or a mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from markupsafe import Markup, escape

from rag.blocks import Cell
from ui.export.document import Block, Document, Quote, Section, Source

Links = Mapping[int, str]  # number: address


def html(document: Document, cite: Callable[[Source], str]) -> str:
    """Write a document as HTML without styles; all text is escaped."""
    title = Markup("<h1>{}</h1>").format(document.title) if document.is_article else Markup("")
    parts = (part for section in document.sections for part in _section(section, cite))
    return title + Markup("").join(parts)


def _section(section: Section, cite: Callable[[Source], str]) -> Iterator[Markup]:
    links = {quote.n: quote.url for source in section.sources for quote in source.quotes}
    if section.title:
        yield Markup("<h2>{}</h2>").format(_lines(section.title))
    for is_item, group in groupby(section.blocks, lambda block: block.kind == "item"):
        blocks = list(group)
        yield _items(blocks, links) if is_item else _all(blocks, links)
    for note in section.notes:
        yield Markup("<p>{}</p>").format(note)
    if section.sources:
        yield Markup("<p><strong>出处</strong></p>")
    for source in section.sources:
        quotes = Markup("").join(_quote(quote, source, section.quoted) for quote in source.quotes)
        yield Markup("<p>{}{}</p>").format(cite(source), quotes)


def _all(blocks: Sequence[Block], links: Links) -> Markup:
    return Markup("").join(_block(block, links) for block in blocks)


def _block(block: Block, links: Links) -> Markup:
    if block.rows:
        return _table(block, links)
    if block.kind == "heading":
        level = min(block.level + 1, 6)
        return Markup("<h{0}>{1}</h{0}>").format(level, _spans(block.spans, links))
    words = _spans(block.spans, links)
    if block.kind == "source":
        words = Markup("<strong>{}</strong>").format(words)
    return Markup("<p>{}</p>").format(words)


def _items(items: Sequence[Block], links: Links) -> Markup:
    """Write items with their signs as text, so that no program numbers them anew."""
    lines = (
        Markup("{}{}").format(item.sign.replace("- ", "• "), _spans(item.spans, links))
        for item in items
    )
    return Markup("<p>{}</p>").format(Markup("<br>").join(lines))


def _table(block: Block, links: Links) -> Markup:
    rows = Markup("").join(
        Markup("<tr>{}</tr>").format(_row("th" if at < block.header_rows else "td", row, links))
        for at, row in enumerate(block.rows)
    )
    return Markup('<table border="1" cellspacing="0" cellpadding="4">{}</table>').format(rows)


def _row(tag: str, row: Sequence[Cell], links: Links) -> Markup:
    cells = (Markup("<{0}>{1}</{0}>").format(tag, _spans(cell, links)) for cell in row)
    return Markup("").join(cells)


def _spans(spans: Cell, links: Links) -> Markup:
    return Markup("").join(
        (Markup("<strong>{}</strong>") if span.bold else Markup("{}")).format(_lines(span.text))
        + Markup("").join(_mark(n, links) for n in span.cites)
        for span in spans
    )


def _mark(n: int, links: Links) -> Markup:
    if n not in links:
        return escape(f"[{n}]")
    return Markup('<sup><a href="{}">[{}]</a></sup>').format(links[n], n)


def _quote(quote: Quote, source: Source, quoted: bool) -> Markup:
    page = f"，第 {quote.page} 页" if len(source.pages) > 1 and quote.page is not None else ""
    form = Markup('<br>[{}] <a href="{}">{}</a>{}')
    return form.format(quote.n, quote.url, "查看原文" if quoted else _lines(quote.text), page)


def _lines(text: str) -> Markup:
    return Markup("<br>").join(text.replace("\t", " ｜ ").split("\n"))
