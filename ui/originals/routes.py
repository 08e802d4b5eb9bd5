"""What the page of an original loads: the images of its pages, and the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeVar

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from index.originals.pages import WIDTHS
from index.originals.record import Original, OriginalBusy, OriginalError, OriginalRefused
from ui.originals.gallery import Gallery, TooManyOriginals
from ui.web.attachment import disposition

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering

T = TypeVar("T")
HOUR = 3600
FILE_CSP = "sandbox; default-src 'none'"  # where a browser opens the file all the same
_STATUS = ((OriginalBusy, 503), (OriginalRefused, 422))


def originals(pipeline: QuestionAnswering, gallery: Gallery) -> APIRouter:
    """Build the routes."""
    router = APIRouter(include_in_schema=False)

    def found(issue: str, n: int) -> Original:
        article = pipeline.store.article(f"{issue}/{n}")
        if article is None:
            raise HTTPException(404, "没有这篇文章。")
        original = gallery.of(pipeline.store, article)
        if original is None:
            raise HTTPException(404, "这篇文章没有原件。")
        return original

    @router.get("/articles/{issue}/{n}/original/pages/{page}")
    def picture(issue: str, n: int, page: int, request: Request, w: int = WIDTHS[0]) -> Response:
        """Return the image of a page; a browser that has it already is told so."""
        original = found(issue, n)
        if original.kind != "pages" or not 1 <= page <= len(_shown(gallery.sizes, original)):
            raise HTTPException(404, "没有这一页。")
        tag = f'"{original.sha256[:16]}-{page}-{w}"'
        kept = {"Cache-Control": f"private, max-age={HOUR}", "Vary": "Cookie, Authorization"}
        headers = {"ETag": tag, **kept}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        image = _shown(gallery.picture, original, page, w)
        return Response(image, headers=headers, media_type="image/webp")

    @router.get("/articles/{issue}/{n}/original/file")
    def file(issue: str, n: int) -> Response:
        """Return the file, to be saved."""
        original = found(issue, n)
        name = PurePath(original.name)
        headers = {
            "Content-Disposition": disposition(name.stem, original.suffix.removeprefix(".")),
            "Content-Security-Policy": FILE_CSP,
            "Cache-Control": "private, no-cache",
        }
        data = _shown(gallery.file, original)
        return Response(data, headers=headers, media_type="application/octet-stream")

    return router


def _shown(show: Callable[..., T], *given: object) -> T:
    """Call a method of the gallery; what it raises becomes the error of a request."""
    try:
        return show(*given)
    except TooManyOriginals as error:
        raise HTTPException(429, str(error), {"Retry-After": str(error.wait)}) from error
    except OriginalError as error:
        status = next((code for kind, code in _STATUS if isinstance(error, kind)), 404)
        raise HTTPException(status, str(error)) from error
