"""What articles can be narrowed down by: issues, sections, sources, regions, status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.model import Article
from rag.filters import Filters
from ui.web.query_params import query_string

LISTS = (("issues", "期", "issue"), ("sections", "栏目", "section"), ("sources", "来源", "source"))
SINGLE = (("region", "地区", "region"), ("status", "效力", "status"))

Options = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Option:
    """A value to narrow by; `address` takes it, or leaves it where it is on."""

    value: str
    count: int
    on: bool
    address: str


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one property, those that are on first, then the most common ones."""

    label: str
    options: list[Option]


def facets(
    articles: Iterable[Article], chosen: Filters, query: str = "", counted: bool = True
) -> list[Facet]:
    """Ways to narrow down, or widen again, what is shown of the articles.

    Counts are of the articles that meet the other conditions; with `counted` unset they are 0.
    """
    articles = list(articles)
    found = []
    for name, label, attribute in (*LISTS, *SINGLE):
        nothing: object = () if (name, label, attribute) in LISTS else ""
        others = replace(chosen, **{name: nothing})  # type: ignore[arg-type]
        fitting = [a for a in articles if others.allows(a)] if others else articles
        counts = _counts(fitting, attribute)
        held = getattr(chosen, name)
        on = list(held) if isinstance(held, tuple) else [held] if held else []
        values = on + [value for value, _ in counts if value not in on]
        if len(values) > 1 or on:
            number = dict(counts) if counted else {}
            found.append(
                Facet(label, [_option(chosen, name, v, number.get(v, 0), query) for v in values])
            )
    return found


def choices(
    articles: Iterable[Article],
) -> tuple[list[tuple[str, str, Options]], list[tuple[str, str, Options]]]:
    """What the chat's filters offer: (name, label, values with their counts)."""
    articles = list(articles)
    lists = [(name, label, _counts(articles, attribute)) for name, label, attribute in LISTS]
    single = [(name, label, _counts(articles, attribute)) for name, label, attribute in SINGLE]
    return lists, single


def _counts(articles: Iterable[Article], attribute: str) -> Options:
    """Values and how many articles have each: issues from the newest, others the most common."""
    counts = Counter(str(getattr(article, attribute)) for article in articles)
    counts.pop("", None)
    if attribute == "issue":
        return sorted(counts.items(), reverse=True)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _option(chosen: Filters, name: str, value: str, count: int, query: str) -> Option:
    held = getattr(chosen, name)
    on = value in held if isinstance(held, tuple) else value == held
    if isinstance(held, tuple):
        after: object = tuple(v for v in held if v != value) if on else (*held, value)
    else:
        after = "" if on else value
    others = replace(chosen, **{name: after})  # type: ignore[arg-type]
    address = "/articles?" + query_string(others, q=query)
    return Option(value, count, on, address.rstrip("?"))
