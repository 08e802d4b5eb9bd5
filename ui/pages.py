"""The reading room: an index of issues, sections and articles, and a page for each article."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from index.model import Article
from rag.answer import Hit
from ui.article_view import Range, article_html, table_of_contents
from ui.highlight import highlighted, terms
from ui.terminal import page_label

if TYPE_CHECKING:
    from rag.pipeline import Pipeline

HERE = Path(__file__).parent
CSP = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)
SEARCH_HITS = 30

templates = Jinja2Templates(directory=HERE / "templates")
templates.env.filters["page_label"] = page_label


@dataclass(frozen=True, slots=True)
class Section:
    """Articles that stand together in an issue under one section title."""

    title: str
    articles: list[Article]


@dataclass(frozen=True, slots=True)
class IssueView:
    """One issue as the index page lists it."""

    name: str
    sections: list[Section]

    @property
    def size(self) -> int:
        """How many articles it has."""
        return sum(len(section.articles) for section in self.sections)


def issues(articles: list[Article]) -> list[IssueView]:
    """Group articles by issue, the newest first, keeping their order within."""
    ordered = sorted(articles, key=lambda a: a.n)
    ordered.sort(key=lambda a: a.issue, reverse=True)
    return [
        IssueView(name, [Section(t, list(g)) for t, g in groupby(group, lambda a: a.section)])
        for name, group in groupby(ordered, lambda a: a.issue)
    ]


def quote_range(value: str, length: int) -> Range | None:
    """Read `?q=<start>-<end>`; None where it is no range of the text."""
    match = re.fullmatch(r"(\d{1,9})-(\d{1,9})", value)
    if not match:
        return None
    start, end = int(match[1]), int(match[2])
    return (start, end) if start < end <= length else None


def pages(pipeline: Pipeline) -> APIRouter:
    """Routes of the reading room."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/articles")
    def article_index(
        request: Request, q: str = "", issue: str = "", section: str = ""
    ) -> HTMLResponse:
        articles = pipeline.store.articles()
        found = _search(pipeline, q[:500], issue, section) if q.strip() else {}
        context = {"issues": issues(articles), "q": q[:500], "issue": issue, "section": section}
        return _page(request, "index.html", context | found)

    @router.get("/articles/{issue}/{n}")
    def article_page(
        request: Request, issue: str, n: int, q: str = "", embed: bool = False
    ) -> HTMLResponse:
        article = pipeline.store.article(f"{issue}/{n}")
        if article is None:
            raise HTTPException(404, "没有这篇文章。")
        return _page(request, "article.html", _article_context(pipeline, article, q, embed))

    return router


def _page(request: Request, name: str, context: dict[str, Any]) -> HTMLResponse:
    response = templates.TemplateResponse(request, name, context)
    response.headers["Content-Security-Policy"] = CSP
    return response


def _article_context(
    pipeline: Pipeline, article: Article, quote: str, embed: bool
) -> dict[str, Any]:
    neighbours = [a for a in pipeline.store.articles() if a.issue == article.issue]
    by_n = {a.n: a for a in neighbours}
    passages = pipeline.store.passages_of(article.id)
    return {
        "article": article,
        "body": article_html(article, passages, quote_range(quote, len(article.text))),
        "toc": table_of_contents(article),
        "previous": by_n.get(article.n - 1),
        "next": by_n.get(article.n + 1),
        "embed": embed,
    }


def _search(pipeline: Pipeline, query: str, issue: str, section: str) -> dict[str, Any]:
    """Hits for the query, narrowed to an issue and a section, with what else there is."""
    hits = pipeline.search(query, SEARCH_HITS)
    facets = {
        "issue": Counter(h.article.issue for h in hits),
        "section": Counter(h.article.section for h in hits if h.article.section),
    }
    words = terms(query)
    results = [
        {"hit": hit, "snippet": highlighted(hit.passage.text, words)}
        for hit in hits
        if _fits(hit, issue, section)
    ]
    return {"results": results, "facets": facets}


def _fits(hit: Hit, issue: str, section: str) -> bool:
    return (not issue or hit.article.issue == issue) and (
        not section or hit.article.section == section
    )
