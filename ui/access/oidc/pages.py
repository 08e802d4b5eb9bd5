"""The routes of sign-in through a provider: there, back again, and its word that somebody left."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from ui.access.accounts import AccountError, Accounts
from ui.access.caller import caller, network
from ui.access.events import Record, unrecorded
from ui.access.limits import Buckets
from ui.access.login_form import LoginForm, own_page
from ui.access.oidc.config import CALLBACK, START
from ui.access.oidc.errors import OidcError, SignInExpired, SignInRefused
from ui.access.oidc.pending import MAX_PAGE, PENDING_S, Pending, Pendings
from ui.access.oidc.sign_on import SignOn, log
from ui.access.sign_in import Sessions, require_no
from ui.web.templating import Templates

COOKIE = "wence_oidc"
A_MINUTE = 120  # requests of one network, which may be that of a whole office
TOLD_A_MINUTE = 600  # the provider's word on people who left, perhaps all at once
NO_STORE = {"Cache-Control": "no-store"}


def oidc_pages(
    sign_on: SignOn,
    accounts: Accounts,
    templates: Templates,
    record: Record = unrecorded,
) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)
    provider, members, config = sign_on.provider, sign_on.members, sign_on.config
    sessions, pendings = Sessions(accounts, members), Pendings(accounts.secret)
    form = LoginForm(accounts, templates, config.label)
    requests, told = Buckets(A_MINUTE), Buckets(TOLD_A_MINUTE)

    def count(request: Request, buckets: Buckets = requests) -> None:
        require_no(buckets.take(network(request.client.host if request.client else "")))

    def refused(error: OidcError | AccountError, page: str = "/") -> Response:
        record("sign-in-failed", user="")
        if isinstance(error, AccountError):
            return form.page(page, str(error), status=503)
        log.warning("%s: %s", type(error).__name__, error.reason)
        return form.page(page, str(error), status=error.status)

    @router.get(START)
    async def start(request: Request, next: str = "/", moved: bool = False) -> Response:
        """Send a browser to the provider; from the address that it comes back to, for its cookie.

        `moved` says that it was sent there already, which a proxy may hide.
        """
        count(request)
        page = own_page(next) if len(next) <= MAX_PAGE else "/"
        if not moved and request.headers.get("host") != urlsplit(config.base).netloc:
            there = f"{config.base}{START}?{urlencode({'next': page, 'moved': 1})}"
            return RedirectResponse(there, 303, NO_STORE)
        pending = Pending(page)
        try:
            response = RedirectResponse(await provider.sign_in_page(pending), 303, NO_STORE)
        except OidcError as error:
            return refused(error, page)
        secure = config.base.startswith("https:")
        response.set_cookie(
            COOKIE,
            pendings.cookie(pending),
            PENDING_S,
            path=START,
            httponly=True,
            samesite="lax",
            secure=secure,
        )
        return response

    @router.get(CALLBACK)
    async def callback(
        request: Request, state: str = "", code: str = "", error: str = "", iss: str = ""
    ) -> Response:
        """Let in a person whom the provider sends back."""
        count(request)
        page = "/"
        try:
            pending = pendings.read(request.cookies.get(COOKIE, ""), state)
            page = pending.page
            await run_in_threadpool(members.use, state)
            if error or not code:
                raise SignInRefused(f"the provider says {error[:80]!r}")
            person = await provider.identify(code, pending, iss)
            user, id = await run_in_threadpool(members.enter, person)
        except SignInExpired as expired:
            # as when a person who is in goes back to this address
            return RedirectResponse("/", 303) if caller().name else refused(expired, page)
        except (OidcError, AccountError) as found:
            return refused(found, page)
        record("sign-in", user=user.name)
        response = RedirectResponse(page, 303, NO_STORE)
        sessions.begin_in(response, request, user, id)
        response.delete_cookie(COOKIE, path=START)
        return response

    @router.post(f"{START}/backchannel")
    async def signed_out(
        request: Request, logout_token: Annotated[str, Form(max_length=100_000)]
    ) -> Response:
        """End the sessions of a person who signed out with the provider, as it tells."""
        count(request, told)
        try:
            claims = await provider.signed_out(logout_token)
            names = (claims.get("sub") or "", claims.get("sid") or "")
            await run_in_threadpool(members.remove, *names)
        except OidcError as error:
            log.warning("%s: %s", type(error).__name__, error.reason)
            return JSONResponse({"error": "invalid_request"}, 400, NO_STORE)
        return Response(headers=NO_STORE)

    return router
