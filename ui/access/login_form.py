"""The page on which people choose how to sign in, or type their name and password."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fastapi.responses import HTMLResponse

from ui.web.templating import Templates

if TYPE_CHECKING:
    from ui.access.accounts import Accounts

# a path on this host: one slash, and nothing that a browser reads as another host
OWN_PAGE = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")


class LoginForm:
    """The page; `label` is what the button says that leads to a provider, "" if there is none.

    Where nobody has a password, none is asked for.
    """

    def __init__(self, accounts: Accounts, templates: Templates, label: str = "") -> None:
        self._accounts, self._templates, self._label = accounts, templates, label

    def page(self, next: str, message: str = "", name: str = "", status: int = 401) -> HTMLResponse:
        """Return the page; after signing in it leads to `next`. A message comes with a status."""
        page = self._templates.page(
            "login.html",
            next=own_page(next),
            message=message,
            name=name,
            label=self._label,
            with_password=not self._label or bool(self._accounts.users),
        )
        page.headers["Cache-Control"] = "no-store"
        page.status_code = status if message else 200
        return page


def own_page(page: str) -> str:
    """Return the path to go to after sign-in: "/" in place of another website's address."""
    return page if OWN_PAGE.fullmatch(page) else "/"
