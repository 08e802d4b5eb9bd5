"""Arrange what is quoted by the parts of the question, in the order asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.evidence.statements import Statement


def by_part(chosen: Sequence[Statement]) -> list[list[Statement]]:
    """Return the statements of each part of the question, in the order given.

    A statement belongs to the part that it answers best, compared with the best chosen one of
    that part; one that is best for several belongs to the first of them. The items of an
    enumeration stay together.
    """
    if not chosen:
        return []
    scores = np.stack([s.scores for s in chosen])  # (statements, parts)
    behind = scores - scores.max(axis=0)
    parts = behind.argmax(axis=1)
    listed = np.array([s.listed for s in chosen])
    if listed.any():
        parts[listed] = int(behind[listed].sum(axis=0).argmax())
    return [
        [s for s, own in zip(chosen, parts, strict=True) if own == part]
        for part in range(scores.shape[1])
    ]
