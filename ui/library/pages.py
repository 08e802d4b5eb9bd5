"""The pages of the reading room: lists of articles, search results, one page per article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from index.model import Article
from rag.filters import Filters
from rag.validity import Standings
from ui.access.origins import own_origin
from ui.library.article_view import Range, article_html, table_of_contents
from ui.library.catalogue import Catalogue
from ui.library.facets import choices
from ui.library.listing import allowed, browse, compact, search
from ui.library.spreadsheet import results_csv
from ui.library.words import by_date, find, search_words, wanted
from ui.originals.gallery import Gallery
from ui.originals.view import View, beside, view, wants_original
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


def pages(
    pipeline: QuestionAnswering,
    catalogue: Catalogue,
    templates: Templates,
    gallery: Gallery,
    base_url: str = "",
) -> APIRouter:
    """Build the routes of the reading room."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/articles")
    def article_index(
        chosen: Chosen, q: str = "", sort: str = "", page: int = 1, view: str = ""
    ) -> HTMLResponse:
        query = q[:500].strip()
        if wanted(query):
            found = search_words(pipeline.store, catalogue, query, chosen, sort, page)
        elif query:
            found = search(pipeline, query, chosen, sort)
        elif view == "compact":
            found = compact(catalogue, chosen, page)
        else:
            found = browse(catalogue, chosen)
        context = {
            "sort": sort,
            "view": view,
            "address": lambda **others: "?" + query_string(chosen, q=query, **others),
            "q": query,
            "chosen": chosen,
            "kept": pairs(chosen),
            "in_chat": "/?" + query_string(chosen),
            "everywhere": "/articles?" + query_string(Filters(), q=query),
        }
        if "exactly" in found:
            context["exact_address"] = "/articles?" + query_string(chosen, q=found["exactly"])
        return templates.page("index.html", **context, **found)

    @router.get("/articles/results.csv")
    def results(request: Request, chosen: Chosen, q: str = "", sort: str = "") -> Response:
        """Return all articles that a search finds, or that the filters allow."""
        query, standings = q[:500].strip(), catalogue.standings()
        if words := wanted(query):
            found = find(pipeline.store, catalogue, words, chosen)
            listed = [one.article for one in (by_date(found) if sort == "date" else found)]
        elif query:
            listed = [r["article"] for r in search(pipeline, query, chosen, sort)["results"]]
        else:
            listed = allowed(catalogue, chosen)
        text = results_csv(listed, standings, own_origin(request, base_url))
        headers = {"Content-Disposition": 'attachment; filename="wence.csv"'}
        return Response(text, headers=headers, media_type="text/csv; charset=utf-8")

    @router.get("/articles/filters")
    def filter_choices() -> HTMLResponse:
        lists, single = choices(catalogue.articles())
        return templates.page("choices.html", lists=lists, single=single)

    @router.get("/articles/{issue}/{n}")
    def article_page(
        request: Request,
        issue: str,
        n: int,
        q: str = "",
        embed: bool = False,
        view: str = "",
        page: int = 0,
    ) -> HTMLResponse:
        article = pipeline.store.article(f"{issue}/{n}")
        if article is None:
            raise HTTPException(404, "没有这篇文章。")
        quote = quote_range(q, len(article.text))
        asked = wants_original(view, request.cookies)
        original = _original(pipeline, gallery, article, quote, page, asked)
        context = _article_context(pipeline, article, quote, embed)
        return templates.page("article.html", original=original, **context)

    return router


def _original(
    pipeline: QuestionAnswering,
    gallery: Gallery,
    article: Article,
    quote: Range | None,
    page: int,
    asked: bool,
) -> View | None:
    original = gallery.of(pipeline.store, article)
    return view(gallery, original, article, quote, page) if asked else beside(original)


def _article_context(
    pipeline: QuestionAnswering, article: Article, quote: Range | None, embed: bool
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
        "body": article_html(article, passages, quote),
        "quote": quote,
        "passages": passages,
        "toc": table_of_contents(article),
        "also_in": store.also_in(article.id),
        "embed": embed,
    }
