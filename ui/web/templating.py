"""The HTML templates of an application, and where they and the static files are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader

from ui.assets.site import Site

HERE = Path(__file__).parents[1]

CSP = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)


class Visitor(Protocol):
    """Whoever a page is for, whose header offers what they may use."""

    @property
    def name(self) -> str:
        """Their name; "" for a person who has not signed in."""

    @property
    def shown_name(self) -> str:
        """The name as they know it."""

    @property
    def is_local(self) -> bool:
        """Whether this program has their password."""

    @property
    def role(self) -> str:
        """What they may do: "reader" or "administrator"."""


class Templates:
    """The HTML templates of one application.

    The header on every page offers what the current `visitor()` may use, and the pages for
    whoever runs the program where `manages()` is true.
    """

    def __init__(
        self,
        visitor: Callable[[], Visitor | None] = lambda: None,
        manages: Callable[[], bool] = lambda: False,
    ) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True
        )
        self._environment.globals.update(visitor=visitor, manages=manages)
        self.site = Site(HERE / "static")

    def render(self, template: str, /, **context: Any) -> str:
        """Fill in a template."""
        return self.site.bundled(self._environment.get_template(template).render(context))

    def page(self, template: str, /, **context: Any) -> HTMLResponse:
        """Fill in a template; the response forbids the page to load anything from other hosts."""
        html = self.render(template, **context)
        return HTMLResponse(html, headers={"Content-Security-Policy": CSP})
