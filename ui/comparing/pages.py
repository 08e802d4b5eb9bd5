"""The page of two documents side by side, and the one on which they are chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from index.model import Article
from rag.comparing.choosing import suggestions
from rag.comparing.comparer import Comparer
from rag.comparing.comparison import Comparison, pieces
from rag.comparing.wording import REASONS, STATUSES
from ui.comparing.queueing import compared
from ui.library.catalogue import Catalogue
from ui.web.templating import Templates

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering

FOUND = 20  # articles that a search for one lists
MAX_QUERY = 200


def comparing_pages(
    pipeline: QuestionAnswering, comparer: Comparer, catalogue: Catalogue, templates: Templates
) -> APIRouter:
    """Build the routes."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/compare")
    def compare(a: str = "", b: str = "", find: str = "") -> HTMLResponse:
        first = article_of(a) if a else None
        if first and b:
            return side_by_side(compared(comparer, first, article_of(b)))
        query = find[:MAX_QUERY].strip()
        return templates.page(
            "compare_choose.html",
            first=first,
            query=query,
            found=_found(pipeline, catalogue, query, first) if query else [],
            suggested=suggestions(pipeline, first) if first else [],
            address=_address,
        )

    def article_of(id: str) -> Article:
        if article := pipeline.store.article(id):
            return article
        raise HTTPException(404, "没有这篇文章。")

    def side_by_side(found: Comparison) -> HTMLResponse:
        figures = found.figures
        return templates.page(
            "compare.html",
            found=found,
            differing=[one for one in figures if one[1].verdict == "changed"],
            others=[one for one in figures if one[1].verdict != "changed"],
            labels=STATUSES[found.kind],
            reasons=REASONS,
            pieces=pieces,
        )

    return router


def _found(
    pipeline: QuestionAnswering, catalogue: Catalogue, query: str, first: Article | None
) -> list[Article]:
    """Return the articles whose titles have all the words, then those that are near in meaning."""
    words = query.split()
    titled = [one for one in catalogue.articles() if all(word in one.title for word in words)]
    near = [hit.article for hit in pipeline.search(query, FOUND)]
    found = {one.id: one for one in (*titled, *near) if not first or one.id != first.id}
    return list(found.values())[:FOUND]


def _address(first: Article | None, second: Article) -> str:
    """Return the address that chooses an article; the earlier one stands first."""
    if first is None:
        return "/compare?" + urlencode({"a": second.id})
    pair = [first, second]
    if all(one.known_date for one in pair):
        pair.sort(key=lambda one: one.known_date)
    return "/compare?" + urlencode({"a": pair[0].id, "b": pair[1].id})
