"""The reading room: an index of issues, sections and articles, and a page for each article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from index.model import Article
from rag.answer import Hit
from rag.filters import Filters
from ui.library.article_view import Range, article_html, table_of_contents
from ui.library.catalogue import Catalogue
from ui.library.facets import Facet, choices, facets
from ui.library.highlight import excerpt, highlighted, terms
from ui.web.query_params import Chosen, pairs, query_string
from ui.web.templating import Templates

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering

SEARCH_HITS = 30
LISTED = 400  # articles on the index page; an issue by itself is listed whole


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


def pages(pipeline: QuestionAnswering, catalogue: Catalogue, templates: Templates) -> APIRouter:
    """Routes of the reading room."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/articles")
    def article_index(chosen: Chosen, q: str = "") -> HTMLResponse:
        query = q[:500].strip()
        found = _search(pipeline, query, chosen) if query else _browse(catalogue, chosen)
        context = {
            "q": query,
            "chosen": chosen,
            "kept": pairs(chosen),
            "in_chat": "/?" + query_string(chosen),
            "everywhere": "/articles?" + query_string(Filters(), q=query),
        }
        return templates.page("index.html", **context, **found)

    @router.get("/articles/filters")
    def filter_choices() -> HTMLResponse:
        lists, single = choices(catalogue.articles())
        return templates.page("choices.html", lists=lists, single=single)

    @router.get("/articles/{issue}/{n}")
    def article_page(issue: str, n: int, q: str = "", embed: bool = False) -> HTMLResponse:
        article = pipeline.store.article(f"{issue}/{n}")
        if article is None:
            raise HTTPException(404, "没有这篇文章。")
        return templates.page("article.html", **_article_context(pipeline, article, q, embed))

    return router


def _article_context(
    pipeline: QuestionAnswering, article: Article, quote: str, embed: bool
) -> dict[str, Any]:
    store, passages = pipeline.store, pipeline.store.passages_of(article.id)
    around = {"previous": article.n - 1, "next": article.n + 1}
    others: dict[str, Any] = {
        name: store.article(f"{article.issue}/{n}") for name, n in around.items()
    }
    if not embed:
        others["related"] = pipeline.related(article.id)
    return others | {
        "article": article,
        "body": article_html(article, passages, quote_range(quote, len(article.text))),
        "toc": table_of_contents(article),
        "also_in": store.also_in(article.id),
        "embed": embed,
    }


def _browse(catalogue: Catalogue, chosen: Filters) -> dict[str, Any]:
    """The articles that fit, by issue; the newest ones where there are very many."""
    articles = catalogue.articles()
    fitting = [article for article in articles if chosen.allows(article)] if chosen else articles
    listed: list[IssueView] = []
    for issue in issues(fitting):
        if not listed or sum(i.size for i in listed) + issue.size <= LISTED:
            listed.append(issue)
    left = len(fitting) - sum(i.size for i in listed)
    return {"issues": listed, "left": left, "facets": facets(articles, chosen)}


def _search(pipeline: QuestionAnswering, query: str, chosen: Filters) -> dict[str, Any]:
    """What was found for the query, article by article, and where else there is something."""
    hits = pipeline.search(query, SEARCH_HITS, chosen)
    anywhere = pipeline.search(query, SEARCH_HITS) if chosen else hits
    found: list[Facet] = facets([hit.article for hit in anywhere], chosen, query, counted=False)
    return {"results": _by_article(hits, terms(query)), "hits": len(hits), "facets": found}


def _by_article(hits: list[Hit], words: list[str]) -> list[dict[str, Any]]:
    """Group hits by article, in the order of each one's best."""
    groups: dict[str, dict[str, Any]] = {}
    for hit in hits:
        group = groups.setdefault(hit.article.id, {"article": hit.article, "found": []})
        snippet = highlighted(excerpt(hit.passage.text, words), words)
        group["found"].append({"passage": hit.passage, "snippet": snippet})
    return list(groups.values())
