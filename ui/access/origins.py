"""Protection from requests that other websites make through a visitor's browser."""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.web.errors import ErrorResponses

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
PROBES = ("/healthz", "/readyz")
# an IPv6 address in brackets, or a name or an IPv4 address; then a port
HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]{2,45})\]|([\w.-]{1,253}))(?::[0-9]{1,5})?", re.ASCII)


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
    With `addresses` every IP address passes, since no website's name is one. Health probes pass
    under any name: they tell nothing, and load balancers call them by names of their own.
    """

    def __init__(
        self, app: ASGIApp, errors: ErrorResponses, hosts: Collection[str], addresses: bool = False
    ) -> None:
        self._app, self._errors, self._addresses = app, errors, addresses
        self._hosts = frozenset(host.lower().rstrip(".") for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 400."""
        if scope["type"] == "http" and not self._allows(scope):
            message = "不认识这个主机名，请把它写进 WENCE_BASE_URL 或 WENCE_HOSTS。"
            refused = self._errors.response(scope["path"], 400, message)
            return await refused(scope, receive, send)
        if scope["type"] == "http":
            scope = {**scope, "headers": [*filter(self._is_known, scope["headers"])]}
        await self._app(scope, receive, send)

    def _is_known(self, header: tuple[bytes, bytes]) -> bool:
        """Return whether a header may pass: Gradio repeats the host that a proxy says it serves."""
        name, value = header
        return name != b"x-forwarded-host" or host_name(value.decode("latin-1")) in self._hosts

    def _allows(self, scope: Scope) -> bool:
        host = host_name(Headers(scope=scope).get("host", ""))
        known = host in self._hosts or (self._addresses and is_address(host))
        return known or scope["path"] in PROBES


def host_name(host: str) -> str:
    """Return the name in a Host header, without the port; "" where it is malformed."""
    found = HOST.fullmatch(host)
    return (found[1] or found[2]).lower().rstrip(".") if found else ""


def is_address(host: str) -> bool:
    """Return whether a host is an IP address, not a name."""
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def own_origin(request: Request, base_url: str) -> str:
    """Return the address of this website: the configured one, else the one that was asked for.

    Without the first a name that was asked for is not repeated, as anyone may send it; only an
    address of a machine is.
    """
    host = host_name(request.headers.get("host", ""))
    if base_url or not (is_address(host) or host in LOOPBACK):
        return base_url
    return f"{request.url.scheme}://{request.headers['host']}"
