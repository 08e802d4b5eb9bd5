"""A formatted document as it is shown: blocks of runs, and tables of cells that hold blocks.

A reading process hands them over as JSON, which is checked; what makes them HTML escapes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

from pydantic import BaseModel, Field

from index.originals.matching import Characters, Range, Wanted, merged, within


class Run(BaseModel):
    """A stretch of text of one look; `marked` if it is of the quote that was looked for."""

    text: str
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    struck: bool = False
    script: Literal["", "sup", "sub"] = ""
    marked: bool = False


class Cell(BaseModel):
    """A cell of a table, and the rows and columns that it fills."""

    blocks: list[Block] = Field(default_factory=list)
    across: int = Field(1, ge=1, le=100)
    down: int = Field(1, ge=1, le=1000)
    header: bool = False


class Block(BaseModel):
    """A part of a document.

    `level` is the depth of a heading, from 1, or of an item in a list. `mark` is the number or
    bullet in front. A table has `rows` alone.
    """

    kind: Literal["heading", "paragraph", "item", "caption", "note", "listing", "picture", "table"]
    level: int = Field(0, ge=0, le=9)
    mark: str = ""
    centred: bool = False
    runs: list[Run] = Field(default_factory=list)
    rows: list[list[Cell]] = Field(default_factory=list)

    @property
    def text(self) -> str:
        """The text of the block's own runs."""
        return "".join(run.text for run in self.runs)


class Formatted(BaseModel):
    """A document; `found` is the number of the first block with a piece of the quote."""

    blocks: list[Block]
    found: int | None = None


def mark(blocks: list[Block], wanted: Wanted) -> int | None:
    """Mark a quote in the runs; return the number of the first block that has a piece of it."""
    known = [(n, block) for n, top in enumerate(blocks) for block in _inside(top)]
    texts = [text for _, block in known for text in (block.mark, block.text)]
    ranges = merged(Characters(char for text in texts for char in text).find(wanted))
    first, at = None, 0
    for n, block in known:
        at += len(block.mark)
        found = within(ranges, at, at + len(block.text))
        if found:
            block.runs = [piece for run in _cut(block.runs, at, found) for piece in run]
            first = n if first is None else first
        at += len(block.text)
    return first


def _cut(runs: list[Run], at: int, found: list[Range]) -> Iterator[list[Run]]:
    """Yield the pieces of each run, those within the ranges marked."""
    for run in runs:
        end = at + len(run.text)
        own = within(found, at, end)
        edges = sorted({at, end, *(edge for one in own for edge in one)})
        yield [
            run.model_copy(
                update={
                    "text": run.text[a - at : b - at],
                    "marked": any(start <= a < stop for start, stop in own),
                }
            )
            for a, b in pairwise(edges)
        ]
        at = end


def _inside(block: Block) -> Iterator[Block]:
    """Yield a block, and the blocks in its cells."""
    yield block
    for row in block.rows:
        for cell in row:
            for inner in cell.blocks:
                yield from _inside(inner)
