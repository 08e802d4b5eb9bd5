"""A person's corrections of a file, as they apply to the articles that were read in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from index.metadata.fields import Metadata
from index.model import Article

OF_ONE = ("title", "number")  # corrected only in a file of one article


def applied(corrections: Metadata, articles: int) -> Metadata:
    """Return the corrections that apply to a file of so many articles; no title is emptied."""
    return {
        name: value
        for name, value in corrections.items()
        if (articles == 1 or name not in OF_ONE) and (value or name != "title")
    }


def corrected(articles: Sequence[Article], corrections: Metadata) -> list[Article]:
    """Return the articles of a file with its corrections."""
    known: dict[str, Any] = applied(corrections, len(articles))
    return [replace(article, **known) for article in articles]


def overridden(articles: Sequence[Article], corrections: Metadata) -> dict[str, str | None]:
    """Return what was read in the fields that corrections replace; None where articles differ."""
    return {name: common(articles, name) for name in applied(corrections, len(articles))}


def common(articles: Sequence[Article], name: str) -> str | None:
    """Return the value of a field that all articles of a file have; None where they differ."""
    values = {str(getattr(article, name)) for article in articles}
    return values.pop() if len(values) == 1 else None
