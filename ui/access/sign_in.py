"""Sign-in: a middleware in front of every route, including those of Gradio's chat.

Without accounts everything is open; with accounts only the paths in `OPEN` are.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from dataclasses import replace
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.access.accounts import Accounts, AccountsUnreadable, User
from ui.access.caller import Caller, current, network
from ui.access.events import Record, unrecorded
from ui.access.limits import Buckets, Delays
from ui.web.errors import PROGRAMS, ErrorResponses
from ui.web.templating import Templates

OPEN = re.compile(r"/(?:login|healthz|readyz|embed(?:\.js)?|site/.*)")
ADMINISTRATORS = re.compile(
    r"/(?:metrics|evaluation|upload|admin|api/documents|api/evaluation)(?:/.*)?"
)
NO_SIGN_IN = "现在不能登录：用户文件无法读取，请管理员看服务的日志。"
COOKIE = "wence_session"
SESSION_S = 12 * 3600
TRIES_A_MINUTE = 10
# a path on this host: one slash, and nothing that a browser reads as another host
OWN_PAGE = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")

log = logging.getLogger("wence")


class Sessions:
    """Sessions kept in signed cookies, which hold the user's name and the session's id.

    A new password ends all of a user's; who signs out ends one, wherever its cookie may be.
    """

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def begin(self, user: User) -> str:
        """Return the value of a new session's cookie."""
        return str(self._signer().dumps([user.name, user.fingerprint, secrets.token_hex(8)]))

    def begin_in(self, response: Response, request: Request, user: User) -> None:
        """Let a response set a new session's cookie."""
        cookie = self.begin(user)
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, cookie, SESSION_S, httponly=True, samesite="lax", secure=secure)

    def user(self, cookie: str) -> User | None:
        """Return the user of a session, or None if the cookie is invalid or has expired."""
        try:
            name, fingerprint, id = self._signer().loads(cookie, max_age=SESSION_S)
        except (BadData, ValueError, TypeError):
            return None
        user = self._accounts.user(name)
        valid = user and user.fingerprint == fingerprint and not self._accounts.has_ended(id)
        return user if valid else None

    def end(self, cookie: str) -> None:
        """End the session of a cookie, if it is one.

        Raises:
            AccountError: the users file cannot be written.
        """
        if self.user(cookie):
            _, _, id = self._signer().loads(cookie)
            self._accounts.end_session(id, time.time() + SESSION_S)

    def _signer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._accounts.secret, salt="session")


class SignIn:
    """Middleware that identifies the caller and refuses callers without permission."""

    def __init__(self, app: ASGIApp, errors: ErrorResponses, accounts: Accounts | None) -> None:
        self._app, self._errors, self._accounts = app, errors, accounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 401, 403 or a redirect to the login page."""
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        connection = HTTPConnection(scope)
        caller = Caller(address=connection.client.host if connection.client else "")
        if self._accounts:
            try:
                user = identify(connection, self._accounts)
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
        if OPEN.fullmatch(path):
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


def identify(connection: HTTPConnection, accounts: Accounts) -> User | None:
    """Return the user of the API key, else of the session cookie, else None."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return accounts.with_key(token.strip())
    return Sessions(accounts).user(connection.cookies.get(COOKIE, ""))


def _for_program(path: str) -> bool:
    return path.startswith(PROGRAMS)


async def _refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        return await send({"type": "websocket.close", "code": 1008})
    await response(scope, receive, send)


def login_pages(accounts: Accounts, templates: Templates, record: Record = unrecorded) -> APIRouter:
    """Return the routes to sign in and out."""
    router = APIRouter(include_in_schema=False)
    sessions = Sessions(accounts)
    tries, delays = Buckets(TRIES_A_MINUTE), Delays()

    def form(next: str, message: str = "", name: str = "") -> HTMLResponse:
        page = templates.page("login.html", next=_own(next), message=message, name=name)
        page.headers["Cache-Control"] = "no-store"
        page.status_code = 401 if message else 200
        return page

    @router.get("/login")
    def empty_form(next: str = "/") -> HTMLResponse:
        return form(next)

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
            return form(page, "用户名或密码不对。", name)
        delays.succeeded(name)
        record("sign-in", user=name)
        response = RedirectResponse(_own(page), 303)
        sessions.begin_in(response, request, user)
        return response

    @router.post("/logout")
    def logout(request: Request) -> Response:
        sessions.end(request.cookies.get(COOKIE, ""))
        record("sign-out")
        response = RedirectResponse("/login", 303)
        response.delete_cookie(COOKIE)
        return response

    return router


def require_no(wait: int) -> None:
    """Raise HTTPException 429 if one has to wait some seconds before the next try."""
    if wait:
        raise HTTPException(429, "尝试过于频繁，请稍后再试。", {"Retry-After": str(wait)})


def _own(page: str) -> str:
    """Return the path to go to after sign-in: "/" in place of another website's address."""
    return page if OWN_PAGE.fullmatch(page) else "/"
