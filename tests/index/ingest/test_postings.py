from __future__ import annotations

from array import array

import numpy as np
import pytest

from index.ingest import postings
from index.ingest.postings import Postings, merge

DOCUMENTS = [[1, 1, 3], [], [3, 0, 3, 3], [2], [1, 4]]


def counted(documents: list[list[int]], first: int = 0) -> Postings:
    rows = np.arange(first, first + len(documents))
    return Postings.count([array("i", document) for document in documents], rows)


def triples(*parts: tuple[Postings, object]) -> list[tuple[int, int, int]]:
    """Return term, row and count of all merged postings, in their order."""
    blocks = list(merge(parts, 6))  # type: ignore[arg-type]
    return [t for b in blocks for t in zip(b.terms, b.rows, b.counts, strict=True)]


EXPECTED = [(0, 2, 1), (1, 0, 2), (1, 4, 1), (2, 3, 1), (3, 0, 1), (3, 2, 3), (4, 4, 1)]


@pytest.mark.parametrize("block", [1, 2, 100])
def test_merged_batches_are_the_postings_of_all_documents(
    monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(postings, "BLOCK", block)
    assert triples((counted(DOCUMENTS), None)) == EXPECTED
    parts = [(counted(DOCUMENTS[:2]), None), (counted(DOCUMENTS[2:], 2), None)]
    assert triples(*parts) == EXPECTED


def test_no_term_is_cut_between_two_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "BLOCK", 1)
    blocks = list(merge([(counted(DOCUMENTS), None)], 6))
    seen = [set(block.terms.tolist()) for block in blocks]
    assert len(blocks) > 3
    assert sum(map(len, seen)) == len(set.union(*seen))


def test_documents_move_to_new_rows_or_are_left_out() -> None:
    moved = triples((counted(DOCUMENTS), np.array([3, -1, 0, -1, 9], np.int32)))
    assert moved == [(0, 0, 1), (1, 3, 2), (1, 9, 1), (3, 3, 1), (3, 0, 3), (4, 9, 1)]


def test_a_count_that_does_not_fit_is_the_greatest_that_does() -> None:
    assert counted([[7] * 300]).counts.tolist() == [255]
