"""What is exported, whatever the format: sections of blocks, with their checked sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.model import Article
from rag.blocks import Cell


@dataclass(frozen=True, slots=True)
class Block:
    """A block of text: `level` is a heading's depth, from 1, and `sign` stands before an item.

    The rows of a table are in `rows`, of which the first `header_rows` name the columns.
    """

    kind: Literal["heading", "source", "paragraph", "item", "table"]
    spans: Cell = ()
    level: int = 0
    sign: str = ""
    rows: tuple[tuple[Cell, ...], ...] = ()
    header_rows: int = 0

    @property
    def words(self) -> str:
        """Return the text of the block and its cells."""
        cells = (self.spans, *(cell for row in self.rows for cell in row))
        return "".join(span.text for cell in cells for span in cell)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an article, `article.text[start:end]`, with the address of their place."""

    n: int
    text: str
    page: int | None
    url: str


@dataclass(frozen=True, slots=True)
class Source:
    """An article with the quotes from it."""

    article: Article
    quotes: list[Quote]

    @property
    def pages(self) -> list[int]:
        """Return the pages of the quotes, in order, each once."""
        return sorted({quote.page for quote in self.quotes if quote.page is not None})


@dataclass(frozen=True, slots=True)
class Section:
    """A question with its answer, or an article.

    `notes` are remarks of ours, among them which citations do not hold. Where the blocks are
    the quotes themselves, `quoted`, the list of sources does not repeat them.
    """

    title: str
    blocks: list[Block]
    sources: list[Source]
    notes: list[str]
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """All that goes into one file; in an article, bold text is what was marked in it."""

    title: str
    sections: list[Section]
    is_article: bool = False

    @property
    def size(self) -> int:
        """Return the number of its blocks and cells."""
        blocks = (block for section in self.sections for block in section.blocks)
        return sum(1 + sum(map(len, block.rows)) for block in blocks)
