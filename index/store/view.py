"""A part of a store, for readers who may not see the rest: as if there were nothing else.

Nothing is passed on by default. What a store can do and is not written here, a view cannot do, so
that whatever a store learns to do later hides nothing from nobody by accident.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from index.model import Article, Passage, Relation
from index.search.interface import Scope
from index.search.scoped import ScopedSearch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.interface import Encoder
    from index.search.interface import Ranking
    from index.search.levels import Levels
    from index.store.manifest import Integrity
    from index.store.store import Store


class StoreView:
    """The articles of a store whose files are allowed. Safe for many threads at once.

    Row i of `passages()` and of `search` is the same passage, as in a `Store`. Rows are counted
    anew, so that none leads to a hidden passage. Only the levels of similarity and the weights of
    words are those of the whole store: numbers that no text is told of.
    """

    def __init__(self, store: Store, allows: Callable[[str], bool]) -> None:
        self._store = store
        seen = [(id_, issue) for id_, issue, file in store.files if allows(file)]
        self._ids = frozenset(id_ for id_, _ in seen)
        counts = store.database.passages_by_article()
        shown = [id_ in self._ids for id_ in counts]
        self._mask = np.repeat(np.array(shown, np.bool_), list(counts.values()))
        self._rows = np.flatnonzero(self._mask)
        hidden = {issue for id_, issue, _ in store.files if id_ not in self._ids}
        self._scope = Scope(
            frozenset(issue for _, issue in seen if issue not in hidden),
            frozenset(id_ for id_, issue in seen if issue in hidden),
            self._rows,
        )
        self.copies: NDArray[np.int32] = store.copies[self._rows]
        self._printings = dict(self._seen_printings())

    def _seen_printings(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each article that was printed more than once, with its printings, all seen."""
        printings = defaultdict[str, list[str]](list)
        for again, first in self._store.duplicates.items():
            printings[first].append(again)
        for first, others in printings.items():
            seen = [id_ for id_ in (first, *others) if id_ in self._ids]
            yield from ((id_, seen) for id_ in seen)

    def sees(self, article_id: str) -> bool:
        """Return whether an article is in the view."""
        return article_id in self._ids

    @property
    def folder(self) -> Path:
        """Folder of the version."""
        return self._store.folder

    @property
    def integrity(self) -> Integrity:
        """Whether the version's files are as they were written."""
        return self._store.integrity

    @cached_property
    def search(self) -> ScopedSearch:
        """The search of the passages seen; StoreMismatch as `Store.search`."""
        return ScopedSearch(self._store.search, self._scope)

    @property
    def lexical(self) -> Any:
        """The search by words, as evaluation calls it."""
        return _Index(self.search.lexical)

    @property
    def dense(self) -> Any:
        """The search by vectors, as evaluation calls it."""
        return _Index(self.search.dense)

    def articles(self) -> list[Article]:
        """Return all articles seen, in corpus order."""
        return [article for article in self._store.articles() if article.id in self._ids]

    def article(self, article_id: str) -> Article | None:
        """Return an article; None where there is no such id, or it is hidden."""
        return self._store.article(article_id) if article_id in self._ids else None

    def holding(self, words: Sequence[str]) -> list[str]:
        """Return the ids of the articles seen that hold every word, reprints left out."""
        held = self._store.database.holding(words)
        return [id_ for id_ in held if id_ in self._ids and self._is_first(id_)]

    def _is_first(self, article_id: str) -> bool:
        return self._printings.get(article_id, [article_id])[0] == article_id

    def also_in(self, article_id: str) -> list[str]:
        """Return the ids of the same article's other printings that are seen."""
        printings = self._printings.get(article_id, [])
        return [printing for printing in printings if printing != article_id]

    def relations_of(self, article_id: str) -> list[Relation]:
        """Return an article's relations to others, where all articles that they tell of are seen."""
        if article_id not in self._ids:
            return []
        found = self._store.relations_of(article_id)
        return [one for one in found if {one.newer, one.older, one.stated_in} <= self._ids]

    def passages(self) -> Sequence[Passage]:
        """Return the passages seen, in row order."""
        return _Passages(self._store.passages(), self._rows, self._mask)

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return the passages of an article, in order; none where it is hidden."""
        return self._store.passages_of(article_id) if article_id in self._ids else []

    def tokens(self, row: int) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """Return a passage's token vectors and their offsets, see `Store.tokens`."""
        return self._store.tokens(int(self._rows[row]))

    def levels(self, encoder: Encoder) -> Levels:
        """Return the levels of the encoder's similarities on the whole store."""
        return self._store.levels(encoder)

    def verify(self) -> None:
        """Compare every file of the version with its SHA-256; StoreDamaged where one differs."""
        self._store.verify()


@dataclass(frozen=True, slots=True)
class _Index:
    search: Callable[[Any, int], Ranking]


@dataclass(frozen=True, slots=True)
class _Passages(Sequence[Passage]):
    """The passages of some rows (n,) of a store; `mask` marks these rows among all."""

    all: Sequence[Passage]
    rows: NDArray[np.int64]
    mask: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Passage]:
        return compress(self.all, self.mask)

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | list[Passage]:
        if isinstance(row, slice):
            return [self.all[int(one)] for one in self.rows[row]]
        return self.all[int(self.rows[row])]
