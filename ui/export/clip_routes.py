"""The page of clipped passages, and the addresses that find and export them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from ui.export.checking import Places
from ui.export.clips import ClipsGiven, PlacesGiven, book, find
from ui.export.routes import FILE, file_of
from ui.web.failures import FAILURES

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering
    from rag.settings import Settings
    from ui.web.templating import Templates


def clips(pipeline: QuestionAnswering, settings: Settings, templates: Templates) -> APIRouter:
    """Build the routes; what was clipped is kept by the browser alone."""
    router = APIRouter(responses=FAILURES, include_in_schema=False)

    @router.get("/clips")
    def page() -> HTMLResponse:
        return templates.page("clips.html")

    @router.post("/api/clips/find")
    def found(wanted: PlacesGiven) -> dict[str, list[dict[str, Any] | None]]:
        places = (find(place, pipeline.store) for place in wanted.places)
        return {"found": [place.to_json() if place else None for place in places]}

    @router.post("/api/clips/export", response_class=Response, responses=FILE)
    def export(wanted: ClipsGiven, request: Request) -> Response:
        base = settings.base_url or str(request.base_url).rstrip("/")
        return file_of(book(wanted.title, wanted.clips, Places(pipeline.store, base)), wanted)

    return router
