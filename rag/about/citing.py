"""Turn the places that an answer names into its citations."""

from __future__ import annotations

from collections.abc import Sequence

from index.model import Article, Passage
from rag.about.places import Place
from rag.answer import Citation
from rag.protocol import ArticleStore
from rag.validity import Standings


def citations(
    store: ArticleStore, standings: Standings, places: Sequence[tuple[Article, Place]]
) -> tuple[Citation, ...]:
    """Return the citations of places, numbered from 1 in their order."""
    return tuple(
        Citation(
            n,
            _passage(store, article, start),
            article,
            article.text[start:end],
            start,
            end,
            standings.of(article),
        )
        for n, (article, (start, end)) in enumerate(places, 1)
    )


def _passage(store: ArticleStore, article: Article, start: int) -> Passage:
    """Return the passage that holds an offset, else the last one before it, or an empty one."""
    passages = store.passages_of(article.id)
    before = [p for p in passages if p.start <= start]
    first = passages[0] if passages else Passage(article.issue, article.n, 1, 0, 0, "")
    return before[-1] if before else first
