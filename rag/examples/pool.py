"""The checked questions of one version of a store, kept beside its files once they are known.

They are checked after a build, or in the background of a server, at a bounded cost. The file is
not part of the version: it may be missing, and is made again.
"""

from __future__ import annotations

import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import cached_property, lru_cache
from itertools import chain, islice, zip_longest
from threading import Lock
from typing import TYPE_CHECKING

from index.errors import WenceError
from index.store.files import read_json, write_json
from rag.examples.drafting import summary
from rag.examples.english import topics
from rag.examples.search import MAX_ASKED, Ask, Example, Language, Search
from rag.language.ngrams import bigrams

if TYPE_CHECKING:
    from index.model import Article
    from rag.protocol import ArticleStore
    from rag.validity import Standings

FILE = "examples.json"
MADE_BY = 3  # raised when drafts or checks change, so that older files are made again
LATEST = 12  # issues at the end of the corpus that come first: uploads are among them
FALLBACK = 6  # questions about titles while none is checked
WAIT_SECONDS = 1.0  # for questions that are asked while somebody waits
_log = logging.getLogger("wence")


class Examples:
    """Questions that a version of the store answers well. Safe for many threads at once.

    `ask` answers a question by quoting. Those of a part of a store are the questions of the
    `whole` about the articles that the part `sees`.
    """

    def __init__(
        self,
        store: ArticleStore,
        ask: Ask,
        standings: Standings,
        whole: Examples | None = None,
        sees: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self._store, self._ask, self._standings = store, ask, standings
        self._whole, self._sees = whole, sees
        self._lock, self._checking = Lock(), False
        self._checked = None if whole else _read(store)
        self._fresh = lru_cache(maxsize=256)(self._of_article)

    @property
    def ready(self) -> bool:
        """Whether the questions are checked."""
        return self._known is not None

    @property
    def _known(self) -> list[Example] | None:
        """The checked questions; None while there are none."""
        if self._whole is None:
            return self._checked
        known = self._whole._known
        return known and [one for one in known if self._sees(one.article)]

    def questions(self, language: Language = "zh") -> list[str]:
        """Return the questions to start with, of different issues first.

        While none is checked they ask for the contents of a few articles.
        """
        known = self._known
        if known is None:
            return list(self._of_titles) if language == "zh" else []
        return [one.question for one in known if one.language == language]

    def suggest(self, asked: str, nearest: Sequence[Article], count: int = 2) -> tuple[str, ...]:
        """Return checked questions of the nearest articles, else those most like a question."""
        near = {article.id for article in nearest}
        known = [one for one in self._known or () if one.language == "zh"]
        pairs = bigrams(asked)
        ranked = sorted(
            known, key=lambda one: (one.article not in near, -len(pairs & bigrams(one.question)))
        )
        found = [one.question for one in ranked if one.question != asked][:count]
        if found:
            return tuple(found)
        about = [_title_asked(article) for article in nearest]
        return tuple(filter(None, about))[:count] or self._of_titles[:count]

    def of(
        self, articles: Iterable[Article], words: Sequence[str] = (), count: int = 3
    ) -> tuple[str, ...]:
        """Return checked questions of articles: with one of the words, or of articles named so.

        Where too few are known, a few are drafted and asked now; others of the articles fill up.
        """
        wanted = list({article.id: article for article in articles}.values())
        titled = {a.id for a in wanted if not words or any(word in a.title for word in words)}
        ids = {article.id for article in wanted}
        known = [one for one in self._known or () if one.language == "zh"]
        found = [one.question for one in known if any(word in one.question for word in words)]
        found += [one.question for one in known if one.article in titled]
        until = time.monotonic() + WAIT_SECONDS
        for article in () if self._checking else wanted:
            if len(set(found)) >= count or time.monotonic() > until:
                break
            found += self._fresh(article.id, tuple(words))
        found += [one.question for one in known if one.article in ids]
        return tuple(dict.fromkeys(found))[:count]

    def sources(self) -> dict[str, str]:
        """Return the checked questions in Chinese, with the ids of their articles."""
        return {o.question: o.article for o in self._known or () if o.language == "zh"}

    def source(self, question: str) -> str:
        """Return the id of the article that a question was made from; '' for an unknown one."""
        return next((o.article for o in self._known or () if o.question == question), "")

    def check(self, wanted: Callable[[], bool] = lambda: True) -> None:
        """Draft questions, keep those that are answered well, and write them down.

        Ends early, with nothing kept, once `wanted` is false. Does nothing where it is done, or
        is the task of the `whole`.
        """
        if self._whole:
            return
        with self._lock:
            self._checked = self._checked or _read(self._store)  # a build may have made the file
            if self.ready:
                return
            self._checking = True  # so that no answer asks for questions of its own
            try:
                found = self._search(wanted)
            finally:
                self._checking = False
            if wanted():
                _write(self._store, found)
                self._checked = found

    def _search(self, wanted: Callable[[], bool]) -> list[Example]:
        every = list(self._visited())
        found = Search(self._ask, wanted).run(every)
        in_english = Search(self._ask, wanted).of_topics(topics(every, self._count))
        return in_order([*found, *in_english])

    def _count(self, word: str) -> int:
        return len(self._store.holding((word,)))

    def _visited(self) -> Iterator[Article]:
        """Yield the articles in force, an issue after the other, the latest ones first."""
        for article_id in spread(self._store.holding(())):
            article = self._store.article(article_id)
            if article and self._in_force(article):
                yield article

    def _in_force(self, article: Article) -> bool:
        standing = self._standings.of(article)
        return standing is None or standing.in_force

    def _of_article(self, article_id: str, words: tuple[str, ...]) -> list[str]:
        """Return checked questions of one article, one with a word if there is any."""
        article = self._store.article(article_id)
        if article is None:
            return []
        search = Search(self._ask)
        good = search.of_article(article, 1, words) or search.of_summary(article)
        return [one.question for one in good if one.language == "zh"]

    @cached_property
    def _of_titles(self) -> tuple[str, ...]:
        ids = islice(spread(self._store.holding(())), 3 * FALLBACK)
        articles = filter(None, map(self._store.article, ids))
        return tuple(filter(None, map(_title_asked, articles)))[:FALLBACK]


def spread(ids: Sequence[str]) -> Iterator[str]:
    """Yield ids of articles, one of each issue in turn; the last issues and a sample alternate."""
    issues = defaultdict[str, list[str]](list)
    for article_id in ids:
        issues[article_id.rpartition("/")[0]].append(article_id)
    names = list(issues)
    latest, others = names[: -LATEST - 1 : -1], names[:-LATEST]
    step = max(1, len(others) // MAX_ASKED)
    sample = [*others[::step], *(n for i, n in enumerate(others) if i % step)]
    turns = [n for pair in zip_longest(latest, sample) for n in pair if n is not None]
    return filter(None, chain.from_iterable(zip_longest(*(issues[name] for name in turns))))


def in_order(found: Sequence[Example]) -> list[Example]:
    """Put questions of issues and kinds that have not had their turn first, summaries last."""
    left, ordered = list(found), list[Example]()
    issues, kinds = Counter[str](), Counter[str]()
    while left:
        best = min(left, key=lambda o: (o.kind == "summary", issues[o.issue], kinds[o.kind]))
        left.remove(best)
        ordered.append(best)
        issues[best.issue] += 1
        kinds[best.kind] += 1
    return ordered


def _title_asked(article: Article) -> str:
    made = summary(article)
    return made.question if made else ""


def _read(store: ArticleStore) -> list[Example] | None:
    """Read the questions that were checked for this version; None where there are none."""
    try:
        values = read_json(store.folder / FILE)
        if values["made_by"] != MADE_BY:
            return None
        return [Example(**value) for value in values["questions"]]
    except (WenceError, KeyError, TypeError):
        return None


def _write(store: ArticleStore, found: Sequence[Example]) -> None:
    values = {"made_by": MADE_BY, "questions": [asdict(one) for one in found]}
    try:
        write_json(store.folder / FILE, values)
    except OSError as error:  # a store that may only be read is answered from all the same
        _log.info("示例问题没有存下：%s", error)
