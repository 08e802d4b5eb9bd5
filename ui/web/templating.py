"""The HTML templates of an application, and where they and the static files are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader

HERE = Path(__file__).parents[1]

CSP = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)


class Templates:
    """The HTML templates of one application.

    The header on every page offers to sign out where `sign_in` is true, and to upload
    articles where `may_upload()` is true for the current caller, whose name is `person()`.
    """

    def __init__(
        self,
        sign_in: bool = False,
        may_upload: Callable[[], bool] = lambda: False,
        person: Callable[[], str] = lambda: "",
    ) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True
        )
        self._environment.globals.update(sign_in=sign_in, may_upload=may_upload, person=person)

    def render(self, template: str, /, **context: Any) -> str:
        """Fill in a template."""
        return self._environment.get_template(template).render(context)

    def page(self, template: str, /, **context: Any) -> HTMLResponse:
        """Fill in a template; the response forbids the page to load anything from other hosts."""
        html = self.render(template, **context)
        return HTMLResponse(html, headers={"Content-Security-Policy": CSP})
