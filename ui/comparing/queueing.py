"""Compare for a request, unless many others wait: a comparison takes seconds of all cores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import HTTPException

if TYPE_CHECKING:
    from index.model import Article
    from rag.comparing.comparer import Comparer
    from rag.comparing.comparison import Comparison

MOST_WAITING = 8
RETRY_S = 10


def compared(comparer: Comparer, first: Article, second: Article) -> Comparison:
    """Compare two articles; answer 503 where too many requests wait for their turn."""
    if comparer.waiting >= MOST_WAITING:
        raise HTTPException(503, "同时比较的太多，请稍后再试。", {"Retry-After": str(RETRY_S)})
    return comparer.compare(first, second)
