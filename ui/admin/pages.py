"""The administrator's pages: users and keys where people sign in, feedback, the audit file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from ui.access.events import unrecorded
from ui.access.managers import ManagersOnly
from ui.admin.accounts import account_pages
from ui.admin.audit import audit_pages
from ui.admin.collections import collection_pages
from ui.monitoring import feedback
from ui.web.templating import Templates

if TYPE_CHECKING:
    from index.model import Article
    from rag.settings import Settings
    from ui.access.accounts import Accounts
    from ui.monitoring.audit import Audit

PAGE = 30  # entries of feedback
MAX_PAGE = 100_000


def admin_pages(
    settings: Settings,
    accounts: Accounts | None,
    templates: Templates,
    articles: Callable[[], Sequence[Article]],
    audit: Audit | None = None,
) -> APIRouter:
    """Return the routes of all pages for whoever runs the program; `articles` are all there are."""
    router = APIRouter(include_in_schema=False, route_class=ManagersOnly)

    def page(name: str, **context: object) -> HTMLResponse:
        made = templates.page(name, **context)
        made.headers["Cache-Control"] = "no-store"
        return made

    @router.get("/admin")
    def first() -> RedirectResponse:
        return RedirectResponse("/admin/users" if accounts else "/admin/feedback", 303)

    @router.get("/admin/feedback")
    def feedback_page(
        verdict: Literal["", "like", "dislike"] = "",
        number: Annotated[int, Query(alias="page", ge=1, le=MAX_PAGE)] = 1,
    ) -> HTMLResponse:
        counts = feedback.counts(settings.store)
        return page(
            "admin_feedback.html",
            entries=feedback.latest(settings.store, verdict, (number - 1) * PAGE, PAGE),
            counts=counts,
            total=counts.get(verdict, 0) if verdict else sum(counts.values()),
            verdict=verdict,
            number=number,
            size=PAGE,
        )

    router.include_router(audit_pages(audit, templates))
    if accounts:
        record = audit.record if audit else unrecorded
        router.include_router(account_pages(accounts, templates, record))
        router.include_router(collection_pages(accounts, articles, templates, record))
    return router
