"""Search for exact words: every article that holds them, counted, sorted, page by page.

Words in quotation marks, "…" or “…”, must stand in an article as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.model import Article, Passage
from index.text.tokenizer import simplified
from rag.filters import Filters
from ui.library.catalogue import Catalogue
from ui.library.facets import facets
from ui.library.highlight import excerpt, highlighted

if TYPE_CHECKING:
    from rag.protocol import ArticleStore

PAGE = 20  # articles
MAX_WORDS = 8
RANKED = 1000  # articles that are read to rank them; more are listed by date
_QUOTED = re.compile(r'["“”„]([^"“”„]+)["“”„]')
_MARKS = " 　“”\"„'，。；、"


@dataclass(frozen=True, slots=True)
class Found:
    """An article, without its text, that holds all words; `score` ranks it."""

    article: Article
    score: float = 0.0


def wanted(query: str) -> tuple[str, ...]:
    """Return the words of a query in quotation marks, and those beside them; else none."""
    phrases = _QUOTED.findall(query)
    if not phrases:
        return ()
    words = [" ".join(phrase.split()) for phrase in phrases] + _QUOTED.sub(" ", query).split()
    return tuple(dict.fromkeys(filter(None, (w.strip(_MARKS) for w in words))))[:MAX_WORDS]


def quoted(words: Sequence[str]) -> str:
    """Return the query for exactly these words."""
    return " ".join(f"“{word}”" for word in words)


def find(
    store: ArticleStore, catalogue: Catalogue, words: Sequence[str], chosen: Filters
) -> list[Found]:
    """Return the articles that hold all words and that the filters allow, the best first."""
    ids = {id_ for form in _forms(words) for id_ in store.holding(form)}
    standings = catalogue.standings()
    articles = [
        article
        for article in catalogue.articles()
        if article.id in ids and (not chosen or chosen.allows(article, standings))
    ]
    if len(articles) > RANKED:
        return by_date([Found(article) for article in articles])
    ranked = [Found(article, _score(store, article, words)) for article in articles]
    return sorted(ranked, key=lambda one: (one.score, one.article.known_date), reverse=True)


def by_date(found: Sequence[Found]) -> list[Found]:
    """Return the articles with the newest first."""
    return sorted(found, key=lambda one: one.article.known_date, reverse=True)


def _forms(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the words as written, and in simplified characters."""
    return list(dict.fromkeys([tuple(words), tuple(map(simplified, words))]))


def _all_forms(words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(word for form in _forms(words) for word in form))


def _score(store: ArticleStore, listed: Article, words: Sequence[str]) -> float:
    """Score an article by its title, then by how often it has the words; each repeat adds less."""
    article = store.article(listed.id)
    text = article.text.lower() if article else ""
    counts = [text.count(word.lower()) for word in _all_forms(words)]
    title = listed.title.lower()
    in_title = sum(word.lower() in title for word in _all_forms(words))
    return 2 * in_title + sum(count / (count + 3) for count in counts)


def search_words(
    store: ArticleStore,
    catalogue: Catalogue,
    query: str,
    chosen: Filters,
    sort: str,
    page: int,
) -> dict[str, Any]:
    """Return one page of the articles that hold the words of a query, for the template."""
    words = wanted(query)
    found = find(store, catalogue, words, chosen)
    ordered = by_date(found) if sort == "date" else found
    page, pages = numbered(page, len(ordered), PAGE)
    shown = ordered[(page - 1) * PAGE : page * PAGE]
    anywhere = find(store, catalogue, words, Filters()) if chosen else found
    return {
        "exact": words,
        "total": len(ordered),
        "page": page,
        "pages": pages,
        "results": [_result(store, catalogue, one.article, words) for one in shown],
        "facets": facets(
            [one.article for one in anywhere], chosen, query, standings=catalogue.standings()
        ),
    }


def numbered(page: int, total: int, size: int) -> tuple[int, int]:
    """Return a page's number within what there is, and the number of pages of a size."""
    pages = max(1, -(-total // size))
    return min(max(page, 1), pages), pages


def _result(
    store: ArticleStore, catalogue: Catalogue, article: Article, words: Sequence[str]
) -> dict[str, Any]:
    forms = _all_forms(words)
    holding = list(_passages(store.passages_of(article.id), forms))
    return {
        "article": article,
        "standing": catalogue.standings().of(article),
        "found": [
            {"passage": p, "snippet": highlighted(excerpt(p.text, forms), forms)} for p in holding
        ],
    }


def _passages(passages: Sequence[Passage], words: Sequence[str]) -> Iterator[Passage]:
    """Yield the passages that hold a word; the first one where the title alone does."""
    holding = [p for p in passages if any(word.lower() in p.text.lower() for word in words)]
    yield from holding or passages[:1]
