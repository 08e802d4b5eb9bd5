"""Protection from requests that other websites make through a visitor's browser."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.web.errors import ErrorResponses

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SameOrigin:
    """Middleware that refuses requests from other websites' pages, except to read.

    Browsers send where a request comes from in Sec-Fetch-Site, older ones in Origin; programs
    send neither. The method is that of Go's `http.CrossOriginProtection` and needs no tokens.
    Requests from the origins in `allowed` pass.
    """

    def __init__(self, app: ASGIApp, errors: ErrorResponses, allowed: Collection[str] = ()) -> None:
        self._app, self._errors, self._allowed = app, errors, frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] == "http" and not self._allows(scope["method"], Headers(scope=scope)):
            refused = self._errors.response(scope["path"], 403, "不接受来自其他网站的请求。")
            return await refused(scope, receive, send)
        await self._app(scope, receive, send)

    def _allows(self, method: str, headers: Headers) -> bool:
        origin = headers.get("origin")
        if method in SAFE_METHODS or origin in self._allowed:
            return True
        if site := headers.get("sec-fetch-site"):
            return site in ("same-origin", "none")
        return origin is None or origin.partition("://")[2] == headers.get("host")


class KnownHosts:
    """Middleware that refuses unknown host names.

    Otherwise a website whose name resolves to this machine could read from it (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, errors: ErrorResponses, hosts: Collection[str]) -> None:
        self._app, self._errors, self._hosts = app, errors, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 400."""
        if scope["type"] == "http" and not self._known(Headers(scope=scope).get("host", "")):
            message = "不认识这个主机名，请把它写进 WENCE_BASE_URL。"
            refused = self._errors.response(scope["path"], 400, message)
            return await refused(scope, receive, send)
        await self._app(scope, receive, send)

    def _known(self, host: str) -> bool:
        try:
            return urlsplit(f"//{host}").hostname in self._hosts
        except ValueError:
            return False
