"""The web application: the chat, the reading room, the HTTP interface and the middleware."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.datastructures import MutableHeaders
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.comparing.comparer import Comparer
from ui.access.accounts import Accounts
from ui.access.caller import caller
from ui.access.events import unrecorded
from ui.access.limits import AtOnce, BodyLimit, RateLimit
from ui.access.managers import manages
from ui.access.oidc.members import Members
from ui.access.oidc.pages import oidc_pages
from ui.access.oidc.sign_on import SignOn
from ui.access.origins import LOOPBACK, SameOrigin
from ui.access.password import password_page
from ui.access.permitted import PermittedPipeline, visible_to_caller
from ui.access.sign_in import SignIn, login_pages
from ui.admin.pages import admin_pages
from ui.api.mcp import Mcp
from ui.api.openai import openai_api
from ui.api.reference import reference
from ui.api.routes import api
from ui.chat.followups import follow_ups
from ui.chat.loading import Chat
from ui.comparing.pages import comparing_pages
from ui.comparing.routes import comparing
from ui.embed.routes import embedding
from ui.evaluation.archive import Archive
from ui.evaluation.job import EvaluationJob
from ui.evaluation.pages import evaluation_pages
from ui.evaluation.routes import evaluation_routes
from ui.evaluation.visible import VisibleRuns
from ui.export.clip_routes import clips
from ui.export.routes import exports
from ui.library.catalogue import Catalogue
from ui.library.pages import pages
from ui.monitoring import feedback
from ui.monitoring.audit import Audit
from ui.monitoring.logs import RequestLog
from ui.monitoring.metrics import Metrics, metrics_page
from ui.monitoring.observer import ObservedPipeline
from ui.monitoring.retention import Retention
from ui.originals.gallery import Gallery
from ui.originals.routes import originals
from ui.snapshots.rights import Rights
from ui.snapshots.routes import snapshots
from ui.snapshots.seal import Seal
from ui.snapshots.shelf import Shelf
from ui.uploads.routes import uploads
from ui.verify.routes import verifying
from ui.web.errors import ErrorResponses
from ui.web.templating import Templates

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering
    from rag.settings import Settings

RATE_LIMIT = 120
PROGRAM_PATHS = (
    "/api",
    "/api/{rest:path}",
    "/v1",
    "/v1/{rest:path}",
    "/embed/ask",
    # Gradio's other ways to its events, past the limits, and to the disk; the chat uses none of them
    "/gradio_api/api/{rest:path}",
    "/gradio_api/call/{rest:path}",
    "/gradio_api/run/{rest:path}",
    "/gradio_api/startup-events",
    "/gradio_api/upload",
    "/healthz",
    "/readyz",
)
PAGES_A_QUESTION = 3  # pages of originals that may be drawn in place of a question
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
# Gradio's page evaluates inline scripts and its own templates; it may load from this host alone
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


def create_app(
    pipeline: QuestionAnswering, settings: Settings, ready: Callable[[], bool] = lambda: True
) -> FastAPI:
    """Put the application together; the chat is at `/` once `app.state.chat.load()` was called.

    `ready` says whether the pipeline answers without having to be loaded first.

    Raises:
        AccountError: the settings name a users file, but nobody could sign in.
        OidcSettingsError: the settings name an OpenID provider, and cannot work.
        OriginError: the settings let something embed the chat that is no website's origin.
    """
    sign_on = SignOn.of(settings)
    open_accounts = Accounts.open_or_make if sign_on else Accounts.open
    accounts = open_accounts(settings.users) if settings.users else None
    templates = Templates(caller, lambda: manages(caller()))
    errors = ErrorResponses(templates)
    metrics = Metrics(settings)
    audit = Audit.of(settings)
    record = audit.record if audit else unrecorded
    permitted = PermittedPipeline(pipeline, accounts) if accounts else pipeline
    observed = ObservedPipeline(permitted, [metrics.asked, *([audit] if audit else [])])
    mcp = Mcp(observed, settings)
    shelf = Shelf(settings.store, settings.snapshot_days)
    runs = VisibleRuns(Archive(settings.store))
    evaluating = EvaluationJob(observed, runs.archive)
    chat = Chat(observed, templates, errors, Seal(shelf).close, alike=accounts is None)

    retention = Retention(_tasks(settings, shelf, runs.archive, audit))
    gallery = Gallery(PAGES_A_QUESTION * rate_limit(settings))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with mcp.lifespan(app), chat.lifespan(), retention.lifespan():
            yield
        gallery.close()

    app = FastAPI(
        title="问策",
        version=version("wence"),
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
        strict_content_type=False,
    )
    app.state.pipeline, app.state.errors, app.state.chat = observed, errors, chat
    app.state.evaluating = evaluating
    app.mount("/site", templates.site)
    catalogue, comparer = Catalogue(observed), Comparer(observed)
    visible = partial(visible_to_caller, accounts)
    everything = Catalogue(pipeline) if accounts else catalogue
    rights = Rights(visible, catalogue.articles, everything.articles)
    routers = [
        api(observed, settings, catalogue, ready),
        pages(observed, catalogue, templates, gallery, settings.base_url),
        originals(observed, gallery),
        openai_api(observed, settings),
        metrics_page(metrics, observed),
        exports(observed, settings),
        comparing(observed, comparer, settings),
        comparing_pages(observed, comparer, catalogue, templates),
        embedding(observed, settings, templates),
        follow_ups(observed),
        clips(observed, settings, templates),
        verifying(observed, settings, templates),
        reference(app, templates),
        uploads(settings, templates, record),
        evaluation_pages(runs, catalogue, templates),
        evaluation_routes(runs, evaluating, record),
        admin_pages(settings, accounts, templates, everything.articles, audit),
        snapshots(
            observed, shelf, templates, rights, settings.base_url, is_local(settings), record
        ),
    ]
    if accounts:
        routers += [
            login_pages(accounts, templates, record, sign_on),
            password_page(accounts, templates, record),
        ]
        routers += [oidc_pages(sign_on, accounts, templates, record)] if sign_on else []
    for router in routers:
        app.include_router(router)
    app.router.routes.append(mcp.route)
    # otherwise unknown paths for programs would reach the chat, which is mounted at /
    not_found = NotFound(list(app.routes), errors)
    app.router.routes += [Route(path, not_found) for path in PROGRAM_PATHS]
    errors.handle_in(app)
    members = sign_on.members if sign_on else None
    _add_middleware(app, settings, accounts, metrics, errors, members)
    app.mount("/", chat)
    return app


def _tasks(
    settings: Settings, shelf: Shelf, archive: Archive, audit: Audit | None
) -> list[Callable[[], None]]:
    """Return what deletes the things that the settings let be kept for some days only."""
    tasks = [shelf.expire, *([audit.journal.expire] if audit else [])]
    if settings.feedback_days:
        tasks.append(lambda: feedback.expire(settings.store, settings.feedback_days))
    if settings.evaluation_days:
        tasks.append(lambda: archive.expire(settings.evaluation_days))
    return tasks


def is_local(settings: Settings) -> bool:
    """Return whether only people at this machine can connect, without signing in."""
    return not settings.users and settings.host in LOOPBACK


def rate_limit(settings: Settings) -> int:
    """Return how many questions a minute each caller may ask; 0 for any number."""
    default = 0 if is_local(settings) else RATE_LIMIT
    return default if settings.rate_limit is None else settings.rate_limit


class NotFound:
    """An endpoint that answers 405 if another method has a route for the path, else 404."""

    def __init__(self, known: Sequence[BaseRoute], errors: ErrorResponses) -> None:
        self._known, self._errors = known, errors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request."""
        path = scope["path"]
        allowed = [method for method in METHODS if self._has_route({**scope, "method": method})]
        if allowed:
            headers = {"Allow": ", ".join(allowed)}
            refused = self._errors.response(path, 405, "不支持这种请求方法。", headers)
        else:
            refused = self._errors.response(path, 404, "没有这个接口。")
        await refused(scope, receive, send)

    def _has_route(self, scope: Scope) -> bool:
        return any(route.matches(scope)[0] is Match.FULL for route in self._known)


def _add_middleware(
    app: FastAPI,
    settings: Settings,
    accounts: Accounts | None,
    metrics: Metrics,
    errors: ErrorResponses,
    members: Members | None,
) -> None:
    """Wrap the routes in middleware, the innermost first."""
    origins = [origin.strip() for origin in settings.cors_origins.split(",") if origin.strip()]
    base = urlsplit(settings.base_url)
    app.add_middleware(BodyLimit, errors=errors)
    app.add_middleware(AtOnce, errors=errors)
    if limit := rate_limit(settings):
        app.add_middleware(RateLimit, errors=errors, per_minute=limit)
    app.add_middleware(SignIn, errors=errors, accounts=accounts, members=members)
    own = f"{base.scheme}://{base.netloc}"
    app.add_middleware(SameOrigin, errors=errors, allowed=[*origins, own])
    app.add_middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type"],
    )
    app.add_middleware(RequestLog, errors=errors, metrics=metrics)
    # what one person may read is not kept for the next one
    app.add_middleware(SafeHeaders, others={"Cache-Control": "private"} if accounts else {})


class SafeHeaders:
    """Middleware that adds `HEADERS`, and others, to every response that does not set them itself."""

    def __init__(self, app: ASGIApp, others: Mapping[str, str]) -> None:
        self._app, self._headers = app, {**HEADERS, **others}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
