"""Writing a BM25 index in bm25s's own format, from texts and from the index before it.

Beside bm25s's files lie counts.npy (postings,) uint8, how often the term of each posting stands
in its document, and lengths.npy (documents,) int32, the terms of each document: from these the
next index is made, so that no text is tokenized twice. All is written in bounded memory but for
the vocabulary and four bytes a document.
"""

from __future__ import annotations

import json
import tempfile
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.ingest.postings import Block, Postings, merge
from index.search.bm25 import DATA, INDICES, INDPTR, K1, METHOD, PARAMS, VOCABULARY, B
from index.store.npy import NpyAppender, load

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.text.tokenizer import Tokenizer

COUNTS, LENGTHS = "counts.npy", "lengths.npy"
BATCH = 4096  # documents counted at a time

Part = tuple[Postings, "NDArray[np.int32] | None"]
"""Postings, and the new row of each document; None where the rows stay."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An index that the same tokenizer made, and the row that each of its documents moves to.

    The row is -1 where the document is gone.
    """

    folder: Path
    rows: NDArray[np.int32]

    def vocabulary(self) -> dict[str, int]:
        """Return the number of each term."""
        found: dict[str, int] = json.loads((self.folder / VOCABULARY).read_bytes())
        return found

    def part(self) -> Part:
        """Return its postings."""
        starts = load(self.folder / INDPTR, np.int64)
        rows = load(self.folder / INDICES, np.int32)
        return Postings(starts, rows, load(self.folder / COUNTS, np.uint8)), self.rows

    def fill(self, lengths: NDArray[np.int32]) -> None:
        """Put the lengths of its documents where they move to."""
        kept = self.rows >= 0
        lengths[self.rows[kept]] = load(self.folder / LENGTHS, np.int32)[kept]


def write_lexical(
    folder: Path,
    count: int,
    texts: Iterable[tuple[int, str]],
    tokenizer: Tokenizer,
    earlier: Earlier | None = None,
) -> None:
    """Write the index of `count` documents to a new folder.

    `texts` are rows, ascending, and texts of the documents that `earlier` does not give.
    """
    folder.mkdir()
    lengths = np.zeros(count, np.int32)
    vocabulary = {"": 0}  # bm25s needs one term at least, even where no text has any
    parts: list[Part] = []
    if earlier:
        vocabulary = earlier.vocabulary()
        earlier.fill(lengths)
        parts.append(earlier.part())
    with tempfile.TemporaryDirectory(dir=folder) as batches:
        found = _counted(texts, tokenizer, vocabulary, lengths)
        for number, postings in enumerate(found):
            postings.save(Path(batches) / str(number))
            parts.append((Postings.load(Path(batches) / str(number)), None))
        _write_scores(folder, merge(parts, len(vocabulary)), len(vocabulary), lengths)
    np.save(folder / LENGTHS, lengths)
    text = json.dumps(vocabulary, ensure_ascii=False)
    (folder / VOCABULARY).write_text(text, encoding="utf-8")
    params = {"method": METHOD, "k1": K1, "b": B, "num_docs": count}
    (folder / PARAMS).write_text(json.dumps(params), encoding="ascii")


def _counted(
    texts: Iterable[tuple[int, str]],
    tokenizer: Tokenizer,
    vocabulary: dict[str, int],
    lengths: NDArray[np.int32],
) -> Iterator[Postings]:
    """Yield the postings of batches of texts; note new terms and the texts' lengths."""
    texts = iter(texts)
    while batch := list(islice(texts, BATCH)):
        rows = np.array([row for row, _ in batch])
        documents = [
            array("i", [vocabulary.setdefault(t, len(vocabulary)) for t in tokenizer.tokens(text)])
            for _, text in batch
        ]
        lengths[rows] = [len(document) for document in documents]
        yield Postings.count(documents, rows)


def _write_scores(
    folder: Path, blocks: Iterable[Block], terms: int, lengths: NDArray[np.int32]
) -> None:
    """Write scores, rows and counts of all postings, and where each term's start."""
    scores = NpyAppender(folder / DATA, np.float32)
    rows = NpyAppender(folder / INDICES, np.int32)
    counts = NpyAppender(folder / COUNTS, np.uint8)
    norms = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1.0))
    frequencies = np.zeros(terms, np.int64)
    for block in blocks:
        frequencies += np.bincount(block.terms, minlength=terms)
        here = frequencies[block.terms]  # all postings of a term are in one block
        idf = np.log1p((len(lengths) - here + 0.5) / (here + 0.5))
        scores.append(idf * block.counts / (norms[block.rows] + block.counts))
        rows.append(block.rows)
        counts.append(block.counts)
    for file in (scores, rows, counts):
        file.close()
    np.save(folder / INDPTR, np.concatenate([[0], np.cumsum(frequencies)]))
