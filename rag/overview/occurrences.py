"""Count the articles that hold the words of a search, to the article."""

from __future__ import annotations

from collections.abc import Sequence

from index.text.tokenizer import simplified
from rag.filters import Filters
from rag.protocol import ArticleStore
from rag.question.analysis import ASKS
from rag.validity import Standings

MAX_WORDS, MAX_CHARS = 4, 20  # of a search for words; a longer one is a sentence
_MARKS = " “”\"'‘’「」《》？?。，,、；;！!"


def searched_words(query: str) -> tuple[str, ...]:
    """Return the words that a search is for; none where it asks or says something."""
    words = tuple(filter(None, (word.strip(_MARKS) for word in query.split())))
    short = len(words) <= MAX_WORDS and all(len(word) <= MAX_CHARS for word in words)
    return words if short and not ASKS.search(query) else ()


def articles_with_term(store: ArticleStore, query: str, filters: Filters | None) -> int | None:
    """Return how many articles hold all words of a search; None for a question or a sentence.

    Reprints are not counted, nor articles that the filters leave out. Words in traditional
    characters count as simplified ones too.
    """
    words = searched_words(query)
    if not words:
        return None
    forms = dict.fromkeys([words, tuple(map(simplified, words))])
    found = {id_ for form in forms for id_ in store.holding(form)}
    return len(found) if not filters else _allowed(store, sorted(found), filters)


def _allowed(store: ArticleStore, ids: Sequence[str], filters: Filters) -> int:
    standings = Standings(store)
    articles = filter(None, map(store.article, ids))
    return sum(filters.allows(article, standings) for article in articles)
