"""The page on which a person who has signed in changes their password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from ui.access.accounts import AccountError, Accounts
from ui.access.caller import caller
from ui.access.events import Record, unrecorded
from ui.access.limits import Buckets
from ui.access.sign_in import TRIES_A_MINUTE, Sessions, require_no
from ui.web.templating import Templates

CHANGED = "密码已更换，在别处的登录已失效。"


def password_page(
    accounts: Accounts, templates: Templates, record: Record = unrecorded
) -> APIRouter:
    """Return the routes of the page."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(_local_only)])
    sessions, tries = Sessions(accounts), Buckets(TRIES_A_MINUTE)

    def form(message: str = "", changed: bool = False) -> HTMLResponse:
        page = templates.page("password.html", message=message, changed=changed)
        page.headers["Cache-Control"] = "no-store"
        page.status_code = 400 if message and not changed else 200
        return page

    @router.get("/password")
    def empty_form() -> HTMLResponse:
        return form()

    @router.post("/password")
    async def change(
        request: Request,
        current: Annotated[str, Form()] = "",
        new: Annotated[str, Form()] = "",
        again: Annotated[str, Form()] = "",
    ) -> HTMLResponse:
        require_no(tries.take(caller().key))
        user = await run_in_threadpool(accounts.with_password, caller().name, current)
        if user is None:
            return form("现在的密码不对。")
        if new != again:
            return form("两次输入的新密码不一样。")
        try:
            await run_in_threadpool(accounts.add_user, user.name, new, user.role)
        except AccountError as error:
            return form(str(error))
        record("password-changed", user.name)
        page = form(CHANGED, changed=True)
        if renewed := accounts.user(user.name):
            sessions.begin_in(page, request, renewed)
        return page

    return router


def _local_only() -> None:
    """Raise HTTPException 403 for a person whose password is with a provider."""
    if not caller().is_local:
        raise HTTPException(403, "您的密码在单位账号里，请到那里更换。")
