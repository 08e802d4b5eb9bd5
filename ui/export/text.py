"""Exported documents as plain text and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.blocks import Cell
from ui.export.document import Block, Document, Quote, Section, Source

Cite = Callable[[Source], str]

_SIGNS = re.compile(r"([\\`*_\[\]<>~])")
_LINE_START = re.compile(r"^([ \t]*\d{0,9})([.)#+=-])(?=[#+=\s-]|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Markup:
    """How a format writes the parts of a document."""

    escape: Callable[[str], str]
    heading: Callable[[str, int], str]
    bold: Callable[[str], str]
    cell_ends: tuple[str, str, str]  # of a table's row: before, between and after the cells
    item: str  # before an item that has no sign
    quote: str  # of number, text, address and page
    place: str  # the same without the text


def plain(document: Document, cite: Cite) -> str:
    """Write a document as plain text; `cite` gives the reference to a source."""
    return _written(document, cite, _PLAIN)


def markdown(document: Document, cite: Cite) -> str:
    """Write a document as Markdown; signs that Markdown would read in its texts are escaped."""
    return _written(document, cite, _MARKDOWN)


def _written(document: Document, cite: Cite, form: _Markup) -> str:
    title = form.heading(form.escape(document.title), 1) if document.is_article else ""
    sections = (part for section in document.sections for part in _section(section, cite, form))
    return "\n\n".join(filter(None, (title, *sections))) + "\n"


def _section(section: Section, cite: Cite, form: _Markup) -> Iterator[str]:
    if section.title:
        yield form.heading(form.escape(_one_line(section.title)), 2)
    yield _blocks(section.blocks, form)
    yield from section.notes
    if section.sources:
        yield form.bold("出处")
    for source in section.sources:
        quotes = (_quote(quote, source, form, section.quoted) for quote in source.quotes)
        yield "\n".join((form.escape(cite(source)), *quotes))


def _blocks(blocks: Sequence[Block], form: _Markup) -> str:
    parts: list[str] = []
    for place, block in enumerate(blocks):
        if place:
            follows = block.kind == "item" and blocks[place - 1].kind in ("item", "paragraph")
            parts.append("\n" if follows else "\n\n")
        parts.append(_block(block, form))
    return "".join(parts)


def _block(block: Block, form: _Markup) -> str:
    if block.rows:
        return _table(block, form)
    if block.kind == "heading":
        return form.heading(_spans(block.spans, form), block.level + 1)
    if block.kind == "source":
        return form.bold(_spans(block.spans, form))
    sign = block.sign or (form.item if block.kind == "item" else "")
    return sign + _spans(block.spans, form)


def _spans(spans: Cell, form: _Markup) -> str:
    return "".join(
        (form.bold(form.escape(s.text)) if s.bold and s.text.strip() else form.escape(s.text))
        + "".join(f"[{n}]" for n in s.cites)
        for s in spans
    )


def _table(block: Block, form: _Markup) -> str:
    before, between, after = form.cell_ends
    width = max(map(len, block.rows))
    lines = []
    for row in block.rows:
        cells = [_one_line(_spans(cell, form)).replace("|", "｜") for cell in row]
        cells += [""] * (width - len(cells))
        lines.append(before + between.join(cells) + after)
    if before:
        lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)


def _one_line(text: str) -> str:
    """Join lines, and show the tabs between a table's cells as bars."""
    return " ".join(text.replace("\t", " ｜ ").split())


def _escaped(text: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _SIGNS.sub(r"\\\1", text))


def _quote(quote: Quote, source: Source, form: _Markup, quoted: bool) -> str:
    """Write a quote with its page, where the reference above names several; `quoted` ones are above."""
    page = f"，第 {quote.page} 页" if len(source.pages) > 1 and quote.page is not None else ""
    text = form.escape(_one_line(quote.text))
    return (form.place if quoted else form.quote).format(
        n=quote.n, text=text, url=quote.url, page=page
    )


_PLAIN = _Markup(
    escape=str,
    heading=lambda text, level: text,
    bold=str,
    cell_ends=("", "\t", ""),  # a spreadsheet takes it as cells
    item="",
    quote="[{n}] 「{text}」{page}\n{url}",
    place="[{n}] {url}{page}",
)
_MARKDOWN = _Markup(
    escape=_escaped,
    heading=lambda text, level: "#" * min(level, 6) + " " + _one_line(text),
    bold=lambda text: f"**{text}**",
    cell_ends=("| ", " | ", " |"),
    item="- ",  # lines without a sign would run together
    quote="- [{n}] [{text}]({url}){page}",
    place="- [{n}] [查看原文]({url}){page}",
)
