"""The pages of the reading room: lists of articles, search results, one page per article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from index.model import Article
from rag.filters import Filters
from rag.validity import Standings
from ui.library.article_view import Range, article_html, table_of_contents
from ui.library.catalogue import Catalogue
from ui.library.facets import choices
from ui.library.listing import browse, search
from ui.web.query_params import Chosen, pairs, query_string
from ui.web.templating import Templates

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering


def quote_range(value: str, length: int) -> Range | None:
    """Read `?q=<start>-<end>`; return None if it is not a range of a text of this length."""
    match = re.fullmatch(r"(\d{1,9})-(\d{1,9})", value)
    if not match:
        return None
    start, end = int(match[1]), int(match[2])
    return (start, end) if start < end <= length else None


def pages(pipeline: QuestionAnswering, catalogue: Catalogue, templates: Templates) -> APIRouter:
    """Build the routes of the reading room."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/articles")
    def article_index(chosen: Chosen, q: str = "") -> HTMLResponse:
        query = q[:500].strip()
        found = search(pipeline, query, chosen) if query else browse(catalogue, chosen)
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
        "standing": Standings(store).of(article),
        "body": article_html(article, passages, quote_range(quote, len(article.text))),
        "toc": table_of_contents(article),
        "also_in": store.also_in(article.id),
        "embed": embed,
    }
