"""JSON objects that the command line and the HTTP interface both give."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from index.model import Article
from rag.filters import Filters
from rag.overview.occurrences import articles_with_term

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering

NAMES = (
    *("id", "issue", "n", "section", "title", "source", "page", "author", "abstract", "url"),
    *("date", "issuer", "number", "region", "status", "published", "effective", "expires"),
    "recognised",
)


def article_json(article: Article, text: bool = False) -> dict[str, Any]:
    """Return one line of `wence articles --json`, with the article's text if wanted."""
    data = {name: getattr(article, name) for name in NAMES}
    return data | {"text": article.text} if text else data


def search_json(
    pipeline: QuestionAnswering,
    query: str,
    k: int,
    base_url: str = "",
    filters: Filters | None = None,
) -> dict[str, Any]:
    """Search, and return the object of `wence search --json`."""
    began = time.perf_counter()
    hits = pipeline.search(query, k, filters)
    return {
        "query": query,
        "took_ms": round((time.perf_counter() - began) * 1000, 1),
        "articles_with_term": articles_with_term(pipeline.store, query, filters),
        "passages": [hit.to_json(base_url) for hit in hits],
    }
