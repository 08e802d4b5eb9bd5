"""Who had a snapshot kept, and may delete it: a user, or without sign-in a browser."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from ui.access.caller import caller

if TYPE_CHECKING:
    from fastapi import Request, Response

LOCAL = "local"  # of all who use the machine that the program serves alone
COOKIE = "wence_maker"
COOKIE_S = 400 * 24 * 3600  # browsers keep none longer


def maker_of(request: Request, is_local: bool) -> str:
    """Return who asks, as a snapshot names its maker; empty where nobody can tell."""
    if name := caller().name:
        return f"user {name}"
    return LOCAL if is_local else _browser(request.cookies.get(COOKIE, ""))


def named(request: Request, response: Response) -> str:
    """Give a browser a cookie to be known by again; return the maker that it then is."""
    token = secrets.token_urlsafe(24)
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, COOKIE_S, httponly=True, samesite="lax", secure=secure)
    return _browser(token)


def may_delete(maker: str, asking: str) -> bool:
    """Return whether who asks may delete what a maker had kept; administrators may all."""
    who = caller()
    return bool(asking) and (asking == maker or bool(who.name and who.role == "administrator"))


def _browser(token: str) -> str:
    return f"browser {hashlib.sha256(token.encode()).hexdigest()}" if token else ""
