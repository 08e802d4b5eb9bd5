"""One web application: the chat, the reading room, the HTTP interface, and what guards them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import WenceError
from ui.access.accounts import Accounts
from ui.access.caller import caller
from ui.access.limits import BodyLimit, RateLimit
from ui.access.origins import LOOPBACK, SameOrigin
from ui.access.sign_in import SignIn, login_pages
from ui.api.mcp import Mcp
from ui.api.openai import openai_api
from ui.api.reference import reference
from ui.api.routes import api
from ui.library.catalogue import Catalogue
from ui.library.pages import pages
from ui.monitoring.audit import Audit
from ui.monitoring.logs import RequestLog
from ui.monitoring.metrics import Metrics, metrics_page
from ui.monitoring.observer import Watched
from ui.uploads.routes import may_upload, uploads
from ui.web.errors import error_response, http_error, invalid, wence_error
from ui.web.templating import HERE, templates

if TYPE_CHECKING:
    from rag.pipeline import Pipeline
    from rag.settings import Settings

RATE_LIMIT = 120
OURS = ("/api/{rest:path}", "/v1/{rest:path}", "/healthz", "/readyz")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
# Gradio's page evaluates inline scripts and its own templates; nothing may leave this host
CHAT_CSP = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": CHAT_CSP,
}


def create_app(pipeline: Pipeline, settings: Settings) -> FastAPI:
    """Put the application together; the chat is mounted at `/`.

    Raises:
        AccountError: sign-in is asked for, and nobody could sign in.
    """
    accounts = Accounts.open(settings.users) if settings.users else None
    metrics = Metrics(settings)
    audit = [Audit(settings.audit)] if settings.audit else []
    watched = Watched(pipeline, [metrics.asked, *audit])
    pipeline = cast("Pipeline", watched)
    mcp = Mcp(pipeline, settings)
    app = FastAPI(
        title="问策",
        version=version("wence"),
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=mcp.lifespan,
        strict_content_type=False,
    )
    app.state.watched = watched
    templates.env.globals["sign_in"] = accounts is not None
    alone = accounts is None and settings.host in LOOPBACK
    templates.env.globals["may_upload"] = lambda: alone or may_upload(caller())
    app.mount("/site", StaticFiles(directory=HERE / "static"))
    catalogue = Catalogue(pipeline)
    routers = [api(pipeline, settings, catalogue), pages(pipeline, catalogue)]
    routers.append(openai_api(pipeline, settings))
    routers += [metrics_page(metrics, pipeline), reference(app), uploads(settings)]
    if accounts:
        routers.append(login_pages(accounts))
    for router in routers:
        app.include_router(router)
    app.router.routes.append(mcp.route)
    # else they would lead to the chat, which is mounted at /
    nowhere = Nowhere(list(app.routes))
    app.router.routes += [Route(path, nowhere) for path in OURS]
    _guard(app, settings, accounts, metrics)
    from ui.chat.page import mount_chat

    return mount_chat(app, pipeline)


class Nowhere:
    """Answers 405 where another method leads somewhere, else 404."""

    def __init__(self, known: Sequence[BaseRoute]) -> None:
        self._known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request."""
        if allowed := [method for method in METHODS if self._leads({**scope, "method": method})]:
            headers = {"Allow": ", ".join(allowed)}
            refused = error_response(scope["path"], 405, "不支持这种请求方法。", headers)
        else:
            refused = error_response(scope["path"], 404, "没有这个接口。")
        await refused(scope, receive, send)

    def _leads(self, scope: Scope) -> bool:
        return any(route.matches(scope)[0] is Match.FULL for route in self._known)


def _guard(app: FastAPI, settings: Settings, accounts: Accounts | None, metrics: Metrics) -> None:
    """Put the middleware around the routes, from the inside out."""
    origins = [origin.strip() for origin in settings.cors_origins.split(",") if origin.strip()]
    base = urlsplit(settings.base_url)
    alone = accounts is None and settings.host in LOOPBACK
    limit = settings.rate_limit if settings.rate_limit is not None else 0 if alone else RATE_LIMIT
    app.add_middleware(BodyLimit)
    if limit:
        app.add_middleware(RateLimit, per_minute=limit)
    app.add_middleware(SignIn, accounts=accounts)
    app.add_middleware(SameOrigin, allowed=[*origins, f"{base.scheme}://{base.netloc}"])
    app.add_middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type"],
    )
    app.add_middleware(RequestLog, metrics=metrics)
    app.add_middleware(SafeHeaders)
    app.exception_handler(HTTPException)(http_error)
    app.exception_handler(RequestValidationError)(invalid)
    app.exception_handler(WenceError)(wence_error)


class SafeHeaders:
    """Adds HEADERS to every response that doesn't set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
