"""Requests to the provider: JSON alone, of limited size and time, and never redirected."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx2

from ui.access.oidc.errors import ProviderUnreachable

DEADLINE_S = 10.0
MAX_BYTES = 1 << 20


async def fetch(
    url: str,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
) -> tuple[int, dict[str, Any]]:
    """Return the status and the JSON object at an address: a GET, or a POST of a form.

    `auth` is a name and a password. The certificates of `SSL_CERT_FILE` are trusted, and else the
    system's; proxies are those of the environment.

    Raises:
        ProviderUnreachable: there is no answer in time, or it is redirected, too large or no JSON.
    """
    sent = {"Accept": "application/json", "Accept-Encoding": "identity", **(headers or {})}
    try:
        async with (
            asyncio.timeout(DEADLINE_S),
            httpx2.AsyncClient(verify=_certificates(), timeout=DEADLINE_S) as client,
            client.stream(
                "GET" if form is None else "POST",
                url,
                data=form and dict(form),
                headers=sent,
                auth=httpx2.BasicAuth(*auth) if auth else None,
                follow_redirects=False,
            ) as response,
        ):
            return response.status_code, _object(await _body(response), url)
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, OSError) as error:
        raise ProviderUnreachable(f"{url}: {error!r}") from error


async def _body(response: httpx2.Response) -> bytes:
    """Return the body as it was sent: what is compressed might grow without limit."""
    if response.is_redirect or "content-encoding" in response.headers:
        raise ProviderUnreachable(f"{response.url}: redirected or compressed")
    body = b""
    async for part in response.aiter_raw():
        body += part
        if len(body) > MAX_BYTES:
            raise ProviderUnreachable(f"{response.url}: more than {MAX_BYTES} bytes")
    return body


def _object(body: bytes, url: str) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ProviderUnreachable(f"{url}: not a JSON object")
    return found


@cache
def _certificates() -> ssl.SSLContext:
    return httpx2.create_ssl_context()
