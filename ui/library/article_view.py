"""Render an article as HTML, with its passages and one quote marked in the text.

A passage is a range of `Article.text`, which may begin inside one block and end inside
another. Each block is therefore cut into pieces where a passage or the quote begins or ends.
A piece carries the class `p<k>` of every passage k that it belongs to, and the first piece of
passage k also has the id `p<k>`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markupsafe import Markup, escape

from index.model import Article, Block, Passage

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the table of contents; `anchor` is the id of the heading on the page."""

    anchor: str
    level: int
    text: str


@dataclass
class Marker:
    """Escape text and wrap its marked pieces; every passage gets its id once."""

    text: str
    passages: Sequence[Passage]
    quote: Range | None = None
    _ids_given: set[int] = field(default_factory=set)

    def html(self, start: int, end: int) -> Markup:
        """Render `text[start:end]`, cut into pieces at the ends of passages and quote."""
        cuts = sorted({start, end, *(c for c in self._edges() if start < c < end)})
        return Markup("").join(self._piece(a, b) for a, b in pairwise(cuts))

    def _edges(self) -> Iterator[int]:
        for passage in self.passages:
            yield passage.start
            yield passage.end
        yield from self.quote or ()

    def _piece(self, start: int, end: int) -> Markup:
        """Render a piece that no passage or quote begins or ends within."""
        html = Markup("<br>").join(escape(line) for line in self.text[start:end].split("\n"))
        if self.quote and self.quote[0] <= start and end <= self.quote[1]:
            html = Markup('<mark class="quote">{}</mark>').format(html)
        owners = [p.k for p in self.passages if p.start <= start and end <= p.end]
        if not owners or not self.text[start:end].strip():
            return html
        return Markup('<span class="{}"{}>{}</span>').format(
            " ".join(f"p{k}" for k in owners), self._id(owners), html
        )

    def _id(self, owners: Iterable[int]) -> Markup:
        """Return the id attribute of the first passage that has no id yet."""
        new = next((k for k in owners if k not in self._ids_given), None)
        if new is None:
            return Markup("")
        self._ids_given.add(new)
        return Markup(' id="p{}"').format(new)


def article_html(article: Article, passages: Sequence[Passage], quote: Range | None) -> Markup:
    """Render the body of an article page."""
    marker = Marker(article.text, passages, quote)
    return Markup("\n").join(_block(block, marker) for block in all_blocks(article))


def table_of_contents(article: Article) -> list[Heading]:
    """Return the article's headings in order."""
    return [
        Heading(f"h{b.start}", b.level, article.text[b.start : b.end])
        for b in article.blocks
        if b.kind == "heading"
    ]


def all_blocks(article: Article) -> Iterator[Block]:
    """Yield the blocks, and the lines that no block covers as paragraphs."""
    position = 0
    for block in article.blocks:
        yield from _lines(article.text, position, block.start)
        yield block
        position = block.end
    yield from _lines(article.text, position, len(article.text))


def _lines(text: str, start: int, end: int) -> Iterator[Block]:
    for line in text[start:end].splitlines(keepends=True):
        if line.strip():
            yield Block("paragraph", start, start + len(line.rstrip()))
        start += len(line)


def _block(block: Block, marker: Marker) -> Markup:
    if block.kind == "table":
        return _table(block, marker)
    html = marker.html(block.start, block.end)
    if block.kind == "heading":
        level = min(block.level + 1, 6)
        return Markup('<h{0} id="h{1}">{2}</h{0}>').format(level, block.start, html)
    return Markup('<p class="{}">{}</p>').format(block.kind, html)


def _table(block: Block, marker: Marker) -> Markup:
    rows = list(table_rows(block, marker.text))
    width = max(len(cells) for cells in rows)
    head = Markup("").join(_row("th", c, width, marker) for c in rows[: block.header_rows])
    body = Markup("").join(_row("td", c, width, marker) for c in rows[block.header_rows :])
    if head:
        head = Markup("<thead>{}</thead>").format(head)
    return Markup(
        '<div class="table" tabindex="0" role="region" aria-label="表格">'
        "<table>{}<tbody>{}</tbody></table></div>"
    ).format(head, body)


def table_rows(block: Block, text: str) -> Iterator[list[Range]]:
    """Yield the ranges of a table's cells, row by row."""
    start = block.start
    for line in text[block.start : block.end].split("\n"):
        cells, cell_start = [], start
        for content in line.split("\t"):
            cells.append((cell_start, cell_start + len(content)))
            cell_start += len(content) + 1
        yield cells
        start += len(line) + 1


def _row(tag: str, cells: Sequence[Range], width: int, marker: Marker) -> Markup:
    attribute = Markup(' scope="col"') if tag == "th" else Markup("")
    html = Markup("").join(
        Markup("<{0}{1}>{2}</{0}>").format(tag, attribute, marker.html(*cell)) for cell in cells
    )
    padding = Markup("<{0}></{0}>").format(tag) * (width - len(cells))
    return Markup("<tr>{}{}</tr>").format(html, padding)
