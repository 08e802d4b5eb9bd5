"""Filters in a URL: `?issue=2022-01-24&section=带量采购&since=2022`.

The names of lists may be repeated, and so may `article`.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query
from starlette.datastructures import QueryParams

from rag.filters import Filters

Values = Annotated[list[str], Query()]


def read_filters(
    issue: Values = [],  # noqa: B006
    section: Values = [],  # noqa: B006
    source: Values = [],  # noqa: B006
    folder: Values = [],  # noqa: B006
    since: str = "",
    until: str = "",
    article: Values = [],  # noqa: B006
    region: str = "",
    status: str = "",
    in_force: str = "",
    as_of: str = "",
) -> Filters:
    """Build filters from a request's query parameters.

    Raises:
        QuestionError: a value is invalid.
    """
    others = {"since": since, "until": until, "region": region}
    valid = {"status": status, "in_force": in_force, "as_of": as_of}
    return Filters.of(issue, section, source, folders=folder, articles=article, **others, **valid)


Chosen = Annotated[Filters, Depends(read_filters)]


def filters_in(asked: QueryParams) -> Filters:
    """Read every filter that an address holds, where FastAPI does not read it.

    Raises:
        QuestionError: a value is invalid.
    """
    # `article` and `articles` have one name in an address
    names = {field.name: field.default for field in fields(Filters) if field.name != "article"}
    values: dict[str, Any] = {
        name: asked.getlist(name.removesuffix("s")) if default == () else asked.get(name)
        for name, default in names.items()
    }
    return Filters.read({name: value for name, value in values.items() if value})


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
