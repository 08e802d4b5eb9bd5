"""What other websites may do here through a visitor's browser: nothing, but what is allowed."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.web.errors import error_response

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SameOrigin:
    """Refuses what changes something and comes from another website's page.

    Browsers say where a request comes from: Sec-Fetch-Site, older ones Origin. Programs send
    neither. (The method of Go's `http.CrossOriginProtection`; it needs no tokens.)
    """

    def __init__(self, app: ASGIApp, allowed: Collection[str] = ()) -> None:
        self._app, self._allowed = app, frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] == "http" and not self._fits(scope["method"], Headers(scope=scope)):
            refused = error_response(scope["path"], 403, "不接受来自其他网站的请求。")
            return await refused(scope, receive, send)
        await self._app(scope, receive, send)

    def _fits(self, method: str, headers: Headers) -> bool:
        origin = headers.get("origin")
        if method in SAFE_METHODS or origin in self._allowed:
            return True
        if site := headers.get("sec-fetch-site"):
            return site in ("same-origin", "none")
        return origin is None or origin.partition("://")[2] == headers.get("host")


class KnownHosts:
    """Refuses names that are not ours: a website may have its own name lead to this machine."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app, self._hosts = app, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 400."""
        if scope["type"] == "http" and not self._known(Headers(scope=scope).get("host", "")):
            message = "不认识这个主机名，请把它写进 WENCE_BASE_URL。"
            return await error_response(scope["path"], 400, message)(scope, receive, send)
        await self._app(scope, receive, send)

    def _known(self, host: str) -> bool:
        try:
            return urlsplit(f"//{host}").hostname in self._hosts
        except ValueError:
            return False
