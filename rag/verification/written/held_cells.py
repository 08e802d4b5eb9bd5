"""Find a written table's cell in a table of the sources: the same row, column and text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.verification.coverage import squeeze
from rag.verification.windows import Evidence, Window
from rag.verification.written.tables import Cell


def held(cell: Cell, evidence: Evidence, numbers: Sequence[int]) -> Window | None:
    """Return the row of a source's table that has the cell in the column of this name, or None."""
    for number in numbers:
        hit, head = evidence.hits[number], list[str]()
        for start, row in _rows(hit.passage.text):
            texts = [squeeze(text) for text in row.split("\t")]
            head = head or texts
            if squeeze(cell.row) == texts[0] and _column(cell, head, texts):
                return Window(number, hit, start, start + len(row), evidence.question)
    return None


def _rows(text: str) -> Iterator[tuple[int, str]]:
    """Yield the rows of a passage's tables, each with its offset."""
    start = 0
    for line in text.split("\n"):
        if "\t" in line:
            yield start, line
        start += len(line) + 1


def _column(cell: Cell, head: Sequence[str], texts: Sequence[str]) -> bool:
    wanted = (squeeze(cell.column), squeeze(cell.text))
    return wanted in zip(head, texts, strict=False)
