"""Render a formatted document as HTML of our own: nothing of the file's but escaped text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup, escape

from index.originals.blocks import Block, Cell, Formatted, Run

MAX_SHOWN = 3_000  # blocks of a longer document, from a little before the quote
BEFORE = 500
_TAGS = {"struck": "s", "underlined": "u", "italic": "i", "bold": "b"}


def shown_blocks(document: Formatted) -> Sequence[Block]:
    """Return the blocks of a document that are shown: all, or of a very long one those around."""
    if len(document.blocks) <= MAX_SHOWN:
        return document.blocks
    start = max(0, min((document.found or 0) - BEFORE, len(document.blocks) - MAX_SHOWN))
    return document.blocks[start : start + MAX_SHOWN]


def html(blocks: Sequence[Block], found: Block | None = None) -> Markup:
    """Render blocks; `found` is where the quote or the article begins."""
    return Markup("\n").join(_block(block, block is found) for block in blocks)


def _block(block: Block, found: bool) -> Markup:
    here = Markup(' id="found"') if found else Markup("")
    if block.kind == "table":
        return _table(block, here)
    text = _text(block)
    if block.kind == "heading":
        level = min(max(block.level, 1) + 1, 6)
        return Markup('<h{0} class="{1}"{2}>{3}</h{0}>').format(
            level, "centred" if block.centred else "heading", here, text
        )
    if block.kind == "listing":
        return Markup('<pre tabindex="0"{}>{}</pre>').format(here, text)
    names = [block.kind, *["centred"] * block.centred]
    if block.kind == "item":
        names.append(f"l{min(block.level, 4)}")
    return Markup('<p class="{}"{}>{}</p>').format(" ".join(names), here, text)


def _text(block: Block) -> Markup:
    number = Markup('<span class="number">{}</span> ').format(block.mark)
    pieces = (
        (marked, Markup("").join(map(_run, runs)))
        for marked, runs in groupby(block.runs, key=lambda run: run.marked)
    )
    text = Markup("").join(
        Markup('<mark class="quote">{}</mark>').format(piece) if marked else piece
        for marked, piece in pieces
    )
    return number + text if block.mark else text


def _run(run: Run) -> Markup:
    text = Markup("<br>").join(escape(line) for line in run.text.split("\n"))
    tags = [tag for name, tag in _TAGS.items() if getattr(run, name)]
    for tag in [*tags, *[run.script] * bool(run.script)]:
        text = Markup("<{0}>{1}</{0}>").format(tag, text)
    return text


def _table(block: Block, here: Markup) -> Markup:
    rows = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(map(_cell, row))) for row in block.rows
    )
    return Markup(
        '<div class="table" tabindex="0" role="region" aria-label="表格"{}><table><tbody>{}'
        "</tbody></table></div>"
    ).format(here, rows)


def _cell(cell: Cell) -> Markup:
    spans = Markup("").join(
        Markup(' {}="{}"').format(name, number)
        for name, number in (("colspan", cell.across), ("rowspan", cell.down))
        if number > 1
    )
    inside = html(cell.blocks) if len(cell.blocks) != 1 else _only(cell.blocks[0])
    return Markup("<{0}{1}>{2}</{0}>").format("th" if cell.header else "td", spans, inside)


def _only(block: Block) -> Markup:
    """Render the only block of a cell, without a paragraph of its own."""
    return _text(block) if block.kind in ("paragraph", "item") else _block(block, found=False)
