"""Facets: the issues, own folders, sections, sources, regions and statuses to filter by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.model import Article
from rag.filters import Filters
from rag.validity import OWN as SAID  # by what an article says of itself
from rag.validity import Standings
from ui.library.own import OWN, folder_counts, is_own, shown
from ui.web.query_params import query_string

# Name in Filters, label, attribute of an article; of LISTS a filter may hold several values
LISTS = (
    *(("issues", "期", "issue"), ("folders", OWN, "folder")),
    *(("sections", "栏目", "section"), ("sources", "来源", "source")),
)
SINGLE = (("region", "地区", "region"), ("status", "效力", "status"))

Options = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Option:
    """A value to filter by; `address` leads to the page with it added, or removed if `on`.

    `shown` is its name; empty for the group of all that was uploaded.
    """

    value: str
    count: int
    on: bool
    address: str
    shown: str


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one property: first those that are on, then the others, common ones first."""

    name: str
    label: str
    options: list[Option]


def facets(
    articles: Iterable[Article],
    chosen: Filters,
    query: str = "",
    counted: bool = True,
    standings: Standings = SAID,
    view: str = "",
) -> list[Facet]:
    """Return the facets of the articles: every filter that can be added or removed.

    A value's count is the number of articles that it and all filters on other properties
    allow; without `counted` it is 0. `query` and `view` are kept in the addresses.
    """
    articles = list(articles)
    found = []
    for name, label, attribute in (*LISTS, *SINGLE):
        no_value: object = () if (name, label, attribute) in LISTS else ""
        others = replace(chosen, **{name: no_value})  # type: ignore[arg-type]
        allowed = [a for a in articles if others.allows(a, standings)] if others else articles
        counts = _counts(allowed, attribute)
        current = getattr(chosen, name)
        on = list(current) if isinstance(current, tuple) else [current] if current else []
        values = on + [value for value, _ in counts if value not in on]
        if len(values) > 1 or on or (name == "folders" and values):
            number = dict(counts) if counted else {}
            found.append(
                Facet(
                    name,
                    label,
                    [_option(chosen, name, v, number.get(v, 0), query, view) for v in values],
                )
            )
    return found


def choices(
    articles: Iterable[Article],
) -> tuple[list[tuple[str, str, Options]], list[tuple[str, str, Options]]]:
    """Return what the chat's filters offer: (name, label, values with their counts).

    The first list has the properties of which several values can be chosen.
    """
    articles = list(articles)
    lists = [(name, label, _counts(articles, attribute)) for name, label, attribute in LISTS]
    single = [(name, label, _counts(articles, attribute)) for name, label, attribute in SINGLE]
    return lists, single


def _counts(articles: Iterable[Article], attribute: str) -> Options:
    """Count the articles of each value: issues from the newest, others from the commonest.

    What was uploaded is counted by its folders, not by its issues.
    """
    if attribute == "folder":
        return folder_counts(articles)
    if attribute == "issue":
        issues = Counter(article.issue for article in articles if not is_own(article))
        return sorted(issues.items(), reverse=True)
    counts = Counter(str(getattr(article, attribute)) for article in articles)
    counts.pop("", None)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _option(chosen: Filters, name: str, value: str, count: int, query: str, view: str) -> Option:
    current = getattr(chosen, name)
    on = value in current if isinstance(current, tuple) else value == current
    if isinstance(current, tuple):
        changed: object = tuple(v for v in current if v != value) if on else (*current, value)
    else:
        changed = "" if on else value
    filters = replace(chosen, **{name: changed})  # type: ignore[arg-type]
    address = "/articles?" + query_string(filters, q=query, view=view)
    label = shown(value) if name == "folders" else value
    return Option(value, count, on, address.rstrip("?"), label)
