"""Sign-in: a middleware in front of every route, including those of Gradio's chat.

Without accounts everything is open; with accounts only the paths in `OPEN` are, and those in
`OPEN_WITH_PROVIDER` where people may sign in through one.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.access.accounts import AccountError, Accounts, AccountsUnreadable, User
from ui.access.caller import OF_PROVIDER, Caller, current, network
from ui.access.events import Record, unrecorded
from ui.access.limits import Buckets, Delays
from ui.access.login_form import LoginForm, own_page
from ui.web.errors import PROGRAMS, ErrorResponses
from ui.web.templating import Templates

if TYPE_CHECKING:
    from ui.access.oidc.members import Members
    from ui.access.oidc.sign_on import SignOn

OPEN = re.compile(r"/(?:login|healthz|readyz|embed(?:\.js)?|site/.*)")
OPEN_WITH_PROVIDER = re.compile(r"/login/oidc(?:/callback|/backchannel)?")
ADMINISTRATORS = re.compile(
    r"/(?:metrics|evaluation|upload|admin|api/documents|api/evaluation)(?:/.*)?"
)
NO_SIGN_IN = "现在不能登录：用户文件无法读取，请管理员看服务的日志。"
COOKIE = "wence_session"
SESSION_S = 12 * 3600
TRIES_A_MINUTE = 10

log = logging.getLogger("wence")


class Sessions:
    """Sessions kept in signed cookies, which hold the user's name and the session's id.

    A new password ends all of a user's; who signs out ends one, wherever its cookie may be.
    `members` keeps the sessions of people who came in through a provider.
    """

    def __init__(self, accounts: Accounts, members: Members | None = None) -> None:
        self._accounts, self._members = accounts, members

    def begin(self, user: User, id: str = "") -> str:
        """Return the value of a new session's cookie; `id` is the one that `members` gave."""
        return str(self._signer().dumps([user.name, user.fingerprint, id or secrets.token_hex(8)]))

    def begin_in(self, response: Response, request: Request, user: User, id: str = "") -> None:
        """Let a response set a new session's cookie."""
        cookie = self.begin(user, id)
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, cookie, SESSION_S, httponly=True, samesite="lax", secure=secure)

    def user(self, cookie: str) -> User | None:
        """Return the user of a session, or None if the cookie is invalid or has expired."""
        try:
            name, fingerprint, id = self._signer().loads(cookie, max_age=SESSION_S)
        except (BadData, ValueError, TypeError):
            return None
        if name.startswith(OF_PROVIDER):
            return self._member(id)
        user = self._accounts.user(name)
        valid = user and user.fingerprint == fingerprint and not self._accounts.has_ended(id)
        return user if valid else None

    def end(self, cookie: str) -> str:
        """End the session of a cookie, if it is one; return the provider's ID token, "" if none.

        Raises:
            AccountError: the users file cannot be written.
        """
        user = self.user(cookie)
        if user is None:
            return ""
        _, _, id = self._signer().loads(cookie)
        if self._members and user.name.startswith(OF_PROVIDER):
            return self._members.leave(id)
        self._accounts.end_session(id, time.time() + SESSION_S)
        return ""

    def _member(self, id: str) -> User | None:
        try:
            return self._members.user(id) if self._members else None
        except AccountError:  # which is logged
            return None

    def _signer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._accounts.secret, salt="session")


class SignIn:
    """Middleware that identifies the caller and refuses callers without permission."""

    def __init__(
        self,
        app: ASGIApp,
        errors: ErrorResponses,
        accounts: Accounts | None,
        members: Members | None = None,
    ) -> None:
        self._app, self._errors = app, errors
        self._accounts, self._members = accounts, members

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 401, 403 or a redirect to the login page."""
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        connection = HTTPConnection(scope)
        caller = Caller(address=connection.client.host if connection.client else "")
        if self._accounts:
            try:
                user = identify(connection, self._accounts, self._members)
            except AccountsUnreadable as error:
                log.error("%s", error)  # what it holds is for nobody's log
                if scope["path"] == "/login" or not OPEN.fullmatch(scope["path"]):
                    failed = self._errors.response(scope["path"], 503, NO_SIGN_IN)
                    return await _refuse(failed, scope, receive, send)
                user = None
            if refusal := self._refusal(connection, user):
                return await _refuse(refusal, scope, receive, send)
            if user:
                caller = replace(
                    caller, name=user.name, role=user.role, groups=frozenset(user.groups)
                )
        scope.setdefault("state", {})["caller"] = caller
        token = current.set(caller)
        try:
            await self._app(scope, receive, send)
        finally:
            current.reset(token)

    def _refusal(self, connection: HTTPConnection, user: User | None) -> Response | None:
        """Return the response that refuses a request, or None if it is allowed."""
        path = connection.scope["path"]
        if OPEN.fullmatch(path) or (self._members and OPEN_WITH_PROVIDER.fullmatch(path)):
            return None
        if user is None:
            return self._sign_in_first(connection, path)
        if user.role != "administrator" and ADMINISTRATORS.fullmatch(path):
            return self._errors.response(path, 403, "只有管理员可以使用。")
        return None

    def _sign_in_first(self, connection: HTTPConnection, path: str) -> Response:
        """Redirect a browser that opens a page to the login page; answer 401 otherwise."""
        reads = connection.scope.get("method") == "GET"
        if reads and "text/html" in connection.headers.get("accept", "") and not _for_program(path):
            query = f"?{connection.url.query}" if connection.url.query else ""
            return RedirectResponse(f"/login?next={quote(connection.url.path + query)}", 303)
        message = "请先登录，或在 Authorization 头里带上有效的密钥。"
        headers = {"WWW-Authenticate": "Bearer"}
        # JSON under every other path too, since whoever asks does not read pages
        return self._errors.response(path if _for_program(path) else "/api/", 401, message, headers)


def identify(
    connection: HTTPConnection, accounts: Accounts, members: Members | None = None
) -> User | None:
    """Return the user of the API key, else of the session cookie, else None."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return accounts.with_key(token.strip())
    return Sessions(accounts, members).user(connection.cookies.get(COOKIE, ""))


def _for_program(path: str) -> bool:
    return path.startswith(PROGRAMS)


async def _refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        return await send({"type": "websocket.close", "code": 1008})
    await response(scope, receive, send)


def login_pages(
    accounts: Accounts,
    templates: Templates,
    record: Record = unrecorded,
    sign_on: SignOn | None = None,
) -> APIRouter:
    """Return the routes to sign in and out; `sign_on` is the provider's, if there is one."""
    router = APIRouter(include_in_schema=False)
    sessions = Sessions(accounts, sign_on.members if sign_on else None)
    form = LoginForm(accounts, templates, sign_on.config.label if sign_on else "")
    tries, delays = Buckets(TRIES_A_MINUTE), Delays()

    @router.get("/login")
    def empty_form(next: str = "/") -> HTMLResponse:
        return form.page(next)

    @router.post("/login")
    async def login(request: Request) -> Response:
        require_no(tries.take(network(request.client.host if request.client else "")))
        fields = parse_qs((await request.body()).decode(errors="replace"))
        name, password, page = (fields.get(f, [""])[0] for f in ("name", "password", "next"))
        require_no(delays.wait(name))
        user = await run_in_threadpool(accounts.with_password, name, password)
        if user is None:
            delays.failed(name)
            # people type their password in the wrong field: a name that is none is not written down
            record("sign-in-failed", user=name if accounts.user(name) else "")
            return form.page(page, "用户名或密码不对。", name)
        delays.succeeded(name)
        record("sign-in", user=name)
        response = RedirectResponse(own_page(page), 303)
        sessions.begin_in(response, request, user)
        return response

    @router.post("/logout")
    async def logout(request: Request) -> Response:
        token = await run_in_threadpool(sessions.end, request.cookies.get(COOKIE, ""))
        record("sign-out")
        response: Response = RedirectResponse("/login", 303)
        if sign_on and token and (page := await sign_on.sign_out_page(token)):
            # no redirect: browsers refuse those that lead a form to another website
            response = templates.page("leaving.html", page=page)
            response.headers["Cache-Control"] = "no-store"
        response.delete_cookie(COOKIE)
        return response

    return router


def require_no(wait: int) -> None:
    """Raise HTTPException 429 if one has to wait some seconds before the next try."""
    if wait:
        raise HTTPException(429, "尝试过于频繁，请稍后再试。", {"Retry-After": str(wait)})
