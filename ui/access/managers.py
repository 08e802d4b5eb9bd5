"""Routes for whoever runs the program: with sign-in administrators, else people at this machine."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import HTTPException, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from ui.access.caller import Caller, caller
from ui.access.origins import LOOPBACK, host_name


def manages(who: Caller) -> bool:
    """Return whether this caller may change what all others use."""
    return who.role == "administrator" if who.name else who.address in LOOPBACK


def is_manager(request: Request) -> bool:
    """Return whether who sends this request may change what all others use."""
    who = caller()
    return manages(who) and (bool(who.name) or _is_local(request))


class ManagersOnly(APIRoute):
    """A route that refuses all other callers before their request's body is read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Put the check before the route's own handler."""
        handle = super().get_route_handler()

        async def check_and_handle(request: Request) -> Response:
            self.check(request)
            return await handle(request)

        return check_and_handle

    def check(self, request: Request) -> None:
        """Raise HTTPException 403 for a request that must not be answered."""
        if not is_manager(request):
            raise HTTPException(403, "没有设置登录时，只能在运行问策的这台机器上使用。")


def _is_local(request: Request) -> bool:
    """Whether a browser on this machine asks: neither through a proxy nor by another host name."""
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    return host_name(request.headers.get("host", "")) in LOOPBACK
