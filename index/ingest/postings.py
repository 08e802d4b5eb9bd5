"""Which terms stand in which documents and how often, by term: written on disk in bounded memory.

Documents are counted a batch at a time; each batch is a file of its own. Batches, and the
postings of an index that is to be continued, are merged a block of terms at a time.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 1 << 20  # postings merged at a time
MOST = 255  # a count above it is stored as it: the score hardly rises any more
_PARTS = ("starts", "rows", "counts")


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of some documents: term t has those from `starts[t]` to `starts[t + 1]`.

    `rows` int32 are documents, `counts` uint8 how often the term stands there.
    """

    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.uint8]

    @classmethod
    def count(cls, documents: Sequence[array[int]], rows: NDArray[np.int64]) -> Postings:
        """Count the terms of documents, given by their numbers; `rows` (documents,) ascend."""
        terms = np.concatenate([np.frombuffer(d, np.int32) for d in documents]).astype(np.int64)
        owners = np.repeat(np.arange(len(documents)), [len(d) for d in documents])
        pairs, counts = np.unique(terms * len(documents) + owners, return_counts=True)
        terms, owners = np.divmod(pairs, len(documents))
        return cls(
            np.concatenate([[0], np.cumsum(np.bincount(terms))]),
            rows[owners].astype(np.int32),
            np.minimum(counts, MOST).astype(np.uint8),
        )

    def save(self, folder: Path) -> None:
        """Write the postings to a new folder."""
        folder.mkdir()
        for name in _PARTS:
            np.save(folder / f"{name}.npy", getattr(self, name))

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Map saved postings into memory."""
        return cls(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in _PARTS))

    def moved(self, low: int, high: int, rows: NDArray[np.int32] | None) -> Block:
        """Return the postings of terms from `low` to before `high`.

        `rows` holds the new row of each, -1 where the document is gone; None leaves them.
        """
        inside = np.clip(np.arange(low, high + 1), 0, len(self.starts) - 1)
        starts = self.starts[inside]
        part = slice(int(starts[0]), int(starts[-1]))
        block = Block(
            np.repeat(np.arange(low, high), np.diff(starts)), self.rows[part], self.counts[part]
        )
        return block if rows is None else block.placed(rows)


@dataclass(frozen=True, slots=True)
class Block:
    """Some postings, all arrays of one length."""

    terms: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.uint8]

    def placed(self, rows: NDArray[np.int32]) -> Block:
        """Return the block with other rows, without the documents that are gone."""
        moved = rows[self.rows]
        kept = moved >= 0
        return Block(self.terms[kept], moved[kept], self.counts[kept])

    @classmethod
    def merged(cls, blocks: Sequence[Block]) -> Block:
        """Return the postings of all blocks in the order of their terms."""
        terms = np.concatenate([block.terms for block in blocks])
        order = np.argsort(terms, kind="stable")  # fast, since the blocks are sorted
        return cls(
            terms[order],
            np.concatenate([block.rows for block in blocks])[order],
            np.concatenate([block.counts for block in blocks])[order],
        )


def merge(
    parts: Sequence[tuple[Postings, NDArray[np.int32] | None]], terms: int
) -> Iterator[Block]:
    """Yield all postings of numbered terms in order; each part comes with the rows it moves to."""
    sizes = np.zeros(terms, np.int64)
    for postings, _ in parts:
        sizes[: len(postings.starts) - 1] += np.diff(postings.starts)
    total = np.cumsum(sizes)
    cuts = np.searchsorted(total, np.arange(BLOCK, total[-1], BLOCK), side="right")
    bounds = np.unique([0, *cuts.tolist(), terms]).tolist()
    for low, high in pairwise(bounds):
        yield Block.merged([postings.moved(low, high, rows) for postings, rows in parts])
