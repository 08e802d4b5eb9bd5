"""Check the citations of a request against the store: only those that hold become sources."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote as encoded

from index.model import Article
from ui.export.document import Quote, Source
from ui.export.request import CitationGiven

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.protocol import ArticleStore

_NO_MARKS = str.maketrans("", "", "|｜")  # which a page shows between the cells of a table


class Places:
    """The places of quotes in the articles of one store; `base_url` makes addresses absolute."""

    def __init__(self, store: ArticleStore, base_url: str) -> None:
        self._base_url = base_url
        self._article = cache(store.article)
        self._passages = cache(store.passages_of)

    def quote(self, article: Article, n: int, start: int, end: int) -> Quote:
        """Return a stretch of an article's text as a quote."""
        passages = self._passages(article.id)
        k = next((p.k for p in passages if p.start <= start < p.end), None)
        mark = f"#p{k}" if k else ""
        path = f"/articles/{encoded(article.id)}?q={start}-{end}{mark}"
        text = article.text[start:end]
        return Quote(n, text, article.page_at(start), self._base_url + path)

    def sources(self, given: Sequence[CitationGiven]) -> tuple[list[Source], list[int]]:
        """Return the articles of the citations that hold, and the numbers of the others."""
        sources: dict[str, Source] = {}
        lost = []
        for citation in given:
            article = self._holding(citation)
            if article is None:
                lost.append(citation.n)
                continue
            source = sources.setdefault(article.id, Source(article, []))
            source.quotes.append(self.quote(article, citation.n, citation.start, citation.end))
        return list(sources.values()), lost

    def _holding(self, citation: CitationGiven) -> Article | None:
        """Return the article that has the quoted words at the place named, or None."""
        article = self._article(f"{citation.issue}/{citation.article_n}")
        if article is None or not citation.start < citation.end <= len(article.text):
            return None
        there = bare(article.text[citation.start : citation.end])
        return article if there and there == bare(citation.quote) else None


def bare(text: str) -> str:
    """Return a text without spaces and line ends, and without the bars between cells."""
    return "".join(text.translate(_NO_MARKS).split())
