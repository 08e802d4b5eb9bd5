"""Hard negatives: passages that look right to BM25 or to the model itself, and are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

import torch

from eval.training.encoding import OUTSIDE, TrainableEncoder
from index.search.bm25 import LexicalIndex

if TYPE_CHECKING:
    from torch import Tensor

    from eval.training.encoding import Tokens
    from eval.training.examples import Example, Unit

MINED = 8  # of each kind for a question; every step draws a few of them
_CHUNK = 64  # texts encoded at a time


def mine_lexical(units: Sequence[Unit], examples: Sequence[Example]) -> list[list[int]]:
    """Return for each question BM25's best rows that do not answer it."""
    index = LexicalIndex.build(unit.text for unit in units)
    return [_wrong(index.search(e.question, MINED + len(e.rows))[0].tolist(), e) for e in examples]


@torch.inference_mode()
def mine_dense(
    encoder: TrainableEncoder, tokens: Sequence[Tokens], examples: Sequence[Example]
) -> list[list[int]]:
    """Return for each question the rows nearest to it as the model stands, but for the right.

    The tokens of passages that are left out have nothing inside and are never found.
    """
    rows = [row for row, text in enumerate(tokens) if (text.marks != OUTSIDE).any()]
    passages = torch.cat(list(_vectors(encoder, [tokens[row] for row in rows], OUTSIDE)))
    asked = [encoder.question(example.question) for example in examples]
    found = []
    for example, scores in zip(
        examples,
        (row for part in _vectors(encoder, asked, 0) for row in part @ passages.T),
        strict=True,
    ):
        k = min(MINED + len(example.rows), len(rows))
        found.append(_wrong([rows[i] for i in scores.topk(k).indices.tolist()], example))
    return found


def merge(first: Sequence[int], second: Sequence[int]) -> list[int]:
    """Return the rows of both lists, in turn and each once."""
    pairs = chain.from_iterable(zip_longest(first, second))
    return list(dict.fromkeys(row for row in pairs if row is not None))


def _wrong(rows: Sequence[int], example: Example) -> list[int]:
    return [row for row in rows if row not in example.rows][:MINED]


def _vectors(
    encoder: TrainableEncoder, texts: Sequence[Tokens], padding: float
) -> Iterator[Tensor]:
    for at in range(0, len(texts), _CHUNK):
        yield encoder.encode(texts[at : at + _CHUNK], padding).vectors
