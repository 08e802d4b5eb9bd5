"""Filters in a URL: `?issue=2022-01-24&section=带量采购&since=2022`; a name may be repeated."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query

from rag.filters import Filters

Values = Annotated[list[str], Query()]


def read_filters(
    issue: Values = [],  # noqa: B006
    section: Values = [],  # noqa: B006
    source: Values = [],  # noqa: B006
    since: str = "",
    until: str = "",
    article: str = "",
    region: str = "",
    status: str = "",
    in_force: str = "",
    as_of: str = "",
) -> Filters:
    """Build filters from a request's query parameters.

    Raises:
        QuestionError: a value is invalid.
    """
    others = {"since": since, "until": until, "article": article, "region": region}
    valid = {"status": status, "in_force": in_force, "as_of": as_of}
    return Filters.of(issue, section, source, **others, **valid)


Chosen = Annotated[Filters, Depends(read_filters)]


def query_string(filters: Filters, **others: str) -> str:
    """Return a URL's query string with filters, after other parameters that are not empty."""
    return urlencode([(name, value) for name, value in others.items() if value] + pairs(filters))


def pairs(filters: Filters) -> list[tuple[str, str]]:
    """Return name and value of each query parameter for the filters."""
    return [
        (name.removesuffix("s") if isinstance(held, list) else name, _written(value))
        for name, held in filters.to_json().items()
        for value in (held if isinstance(held, list) else [held])
    ]


def _written(value: str | bool) -> str:
    return "true" if value is True else str(value)
