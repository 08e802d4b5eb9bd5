"""What the first page of the reading room shows: articles by issue, or what a search found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from index.model import Article
from rag.answer import Hit
from rag.filters import Filters
from rag.overview.occurrences import articles_with_term, searched_words
from ui.library.catalogue import Catalogue
from ui.library.facets import Facet, facets
from ui.library.highlight import excerpt, highlighted, terms
from ui.library.own import OWN, folder_of, is_own, natural
from ui.library.words import numbered, quoted
from ui.web.query_params import query_string

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering

SEARCH_HITS = 30
ROWS = 100  # articles on a page of the compact list
LISTED = 400  # articles on the page; a single issue is always listed whole
OWN_LISTED = 60  # articles of people's own below the issues


@dataclass(frozen=True, slots=True)
class Section:
    """Neighbouring articles of an issue that share a section title."""

    title: str
    articles: list[Article]


@dataclass(frozen=True, slots=True)
class Issue:
    """The listed articles of one issue, by section."""

    name: str
    sections: list[Section]

    @property
    def size(self) -> int:
        """Return the number of articles."""
        return sum(len(section.articles) for section in self.sections)


@dataclass(frozen=True, slots=True)
class OwnArticles:
    """The listed articles that were uploaded, by folder; `left` more of the `size` are not."""

    folders: list[Section]
    size: int
    left: int


def own_articles(articles: list[Article], most: int) -> OwnArticles | None:
    """Group uploaded articles by folder, those in none first, the newest first in each."""
    own = sorted((a for a in articles if is_own(a)), key=lambda a: (natural(a.file), a.n))
    own.sort(key=lambda a: a.known_date, reverse=True)
    own.sort(key=folder_of)
    listed = [Section(name, list(group)) for name, group in groupby(own[:most], folder_of)]
    return OwnArticles(listed, len(own), max(0, len(own) - most)) if own else None


def by_issue(articles: list[Article]) -> list[Issue]:
    """Group articles by issue, the newest issue first, and within it by section."""
    ordered = sorted(articles, key=lambda a: a.n)
    ordered.sort(key=lambda a: a.issue, reverse=True)
    return [
        Issue(name, [Section(t, list(g)) for t, g in groupby(group, lambda a: a.section)])
        for name, group in groupby(ordered, lambda a: a.issue)
    ]


def allowed(catalogue: Catalogue, chosen: Filters) -> list[Article]:
    """Return the articles that the filters allow, in corpus order."""
    articles, standings = catalogue.articles(), catalogue.standings()
    return [a for a in articles if chosen.allows(a, standings)] if chosen else articles


def compact(catalogue: Catalogue, chosen: Filters, page: int) -> dict[str, Any]:
    """List the articles that the filters allow in rows, the newest first, page by page."""
    articles, standings = catalogue.articles(), catalogue.standings()
    fitting = sorted(allowed(catalogue, chosen), key=lambda a: a.known_date, reverse=True)
    page, pages = numbered(page, len(fitting), ROWS)
    return {
        "rows": fitting[(page - 1) * ROWS : page * ROWS],
        "total": len(fitting),
        "page": page,
        "pages": pages,
        "facets": facets(articles, chosen, standings=standings, view="compact"),
        "standing_of": standings.of,
    }


def browse(catalogue: Catalogue, chosen: Filters) -> dict[str, Any]:
    """List the articles that the filters allow, the newest issues only if there are too many.

    `left` is the number of articles of issues that are not listed; what was uploaded stands in
    `own`.
    """
    articles, standings = catalogue.articles(), catalogue.standings()
    fitting = allowed(catalogue, chosen)
    listed: list[Issue] = []
    published = [article for article in fitting if not is_own(article)]
    for issue in by_issue(published):
        if not listed or sum(i.size for i in listed) + issue.size <= LISTED:
            listed.append(issue)
    left = len(published) - sum(i.size for i in listed)
    most = OWN_LISTED if listed else LISTED
    return {
        "issues": listed,
        "own": own_articles(fitting, most),
        "own_address": "/articles?" + query_string(_own_of(chosen), view="compact"),
        "left": left,
        "facets": facets(articles, chosen, standings=standings),
        "standing_of": standings.of,
    }


def _own_of(chosen: Filters) -> Filters:
    return chosen if chosen.folders else replace(chosen, folders=(OWN,))


def search(
    pipeline: QuestionAnswering, query: str, chosen: Filters, sort: str = ""
) -> dict[str, Any]:
    """Search within the filters, and group the passages found by article, or sort by `date`.

    The facets cover what the query finds without the filters, so that a reader can widen them.
    """
    hits = pipeline.search(query, SEARCH_HITS, chosen)
    anywhere = pipeline.search(query, SEARCH_HITS) if chosen else hits
    found: list[Facet] = facets([hit.article for hit in anywhere], chosen, query, counted=False)
    results = _by_article(hits, terms(query))
    if sort == "date":
        results.sort(key=lambda result: result["article"].known_date, reverse=True)
    return {
        "results": results,
        "exactly": quoted(searched_words(query)),
        "hits": len(hits),
        "holding": articles_with_term(pipeline.store, query, chosen),
        "facets": found,
    }


def _by_article(hits: list[Hit], words: list[str]) -> list[dict[str, Any]]:
    """Group hits by article, in the order of each article's best hit."""
    groups: dict[str, dict[str, Any]] = {}
    for hit in hits:
        group = groups.setdefault(
            hit.article.id, {"article": hit.article, "standing": hit.standing, "found": []}
        )
        snippet = highlighted(excerpt(hit.passage.text, words), words)
        group["found"].append({"passage": hit.passage, "snippet": snippet})
    return list(groups.values())
