"""Suggest what to ask after an answer: questions of its articles that are answered well.

The drafts are asked, so that only those with a sure answer are offered; this takes up to some
seconds and is done once the answer is shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING

from index.errors import WenceError
from index.model import Article
from rag.answer import Answer
from rag.english.rendering import is_english
from rag.examples.checking import CONFIDENT, answers_well
from rag.examples.draft import Draft
from rag.examples.drafting import SHORTEST, drafts, reads_well, summary
from rag.examples.english import in_english
from rag.examples.statements import of_claims, of_noun_headings, of_statements, of_task_headings
from rag.filters import Filters
from rag.language.ngrams import bigrams
from rag.protocol import Place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST = 3  # questions after one answer
OF_ONE_ARTICLE = 2  # of them, where the answer has several articles
MAX_ASKED = 12  # drafts that are asked after one answer
MAX_SECONDS = 3.0
NEAR = 2  # articles that are like the first one cited, after all cited ones
KNOWN = 60  # questions of the corpus that are compared
ANY = ("申请要交哪些材料？", "是什么时候成立的？", "费用是多少？")  # like none in particular
# Likeness to the question before: 0 for unrelated questions, 1 for the same one.
LIKE, LIKE_ELSEWHERE = 0.12, 0.25  # of a cited article's, and of another article's, at least
SAME = 0.85  # from which a question is the one before in other words
ALIKE = 0.7  # share of the shorter question's bigrams that the other has as well

Ask = Callable[[str, str, Filters | None], Answer]
Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]


class FollowUps:
    """Finds questions to go on with. Safe for many threads; one of them searches at a time.

    `ask` answers a question after another one, by quoting, within filters; `related` returns
    the articles nearest to one; `embed` gives questions' unit vectors, and `known`
    maps checked questions of the whole corpus to the ids of their articles.
    """

    def __init__(
        self,
        article: Callable[[str], Article | None],
        ask: Ask,
        related: Callable[[str], Sequence[Article]],
        embed: Embed,
        known: Callable[[], Mapping[str, str]],
    ) -> None:
        self._article, self._ask, self._related = article, ask, related
        self._embed, self._known = embed, known
        self._searching = Lock()
        self._vectors = lru_cache(maxsize=2)(self._of_known)
        self._drafts = lru_cache(maxsize=256)(self._of_article)
        self._answered_at = lru_cache(maxsize=4096)(self._checked)

    def after(
        self, asked: Sequence[str], cited: Sequence[Place], filters: Filters | None = None
    ) -> list[str]:
        """Return up to MOST questions after the last of those asked, whose answer cited places.

        Returns none while another thread searches for longer than a search takes.
        """
        if not (asked and cited and self._searching.acquire(timeout=MAX_SECONDS)):
            return []
        try:
            self._vectors(tuple(self._known()))  # computed once, outside the time of a search
            search = _Search(asked, cited)
            for made in self._candidates(search, filters):
                if search.ended:
                    break
                search.asked += 1
                place = self._answered_at(made, asked[-1], filters)
                if place and not search.shows(place):
                    search.found.append(made)
            return search.questions
        finally:
            self._searching.release()

    def _candidates(self, search: _Search, filters: Filters | None) -> Iterator[Draft]:
        """Yield drafts of the cited articles, of those like them, and the contents of the first."""
        ids = list(dict.fromkeys(place.article for place in search.cited))
        cited = list(filter(None, map(self._article, ids)))
        vector, english = self._embed(search.before[-1:])[0], is_english(search.before[-1])
        like = self._likeness(vector, english)
        for article in cited:
            for made in like(article, LIKE):
                if search.wants(made, only=len(cited) == 1):
                    yield made
        for article in self._near(vector, cited, filters):
            yield from (made for made in like(article, LIKE_ELSEWHERE) if search.wants(made))
        contents = summary(cited[0]) if cited and not english else None
        if contents and search.wants(contents, only=True):
            yield contents

    def _near(
        self, vector: NDArray[np.float32], cited: Sequence[Article], filters: Filters | None
    ) -> Iterator[Article]:
        """Yield the articles of known questions like the one asked, and those like the first."""
        known = self._known()
        order = (-(self._vectors(tuple(known)) @ vector)).argsort()[:NEAR]
        ids = [list(known.values())[row] for row in order.tolist() if row < len(known)]
        ids += [near.id for first in cited[:1] for near in self._related(first.id)[:NEAR]]
        for other in dict.fromkeys(ids):
            article = self._article(other)
            new = article and all(article.id != one.id for one in cited)
            if article and new and (not filters or filters.allows(article)):
                yield article

    def _likeness(
        self, vector: NDArray[np.float32], english: bool
    ) -> Callable[[Article, float], list[Draft]]:
        """Return a function that gives an article's drafts that are like a question, best first."""
        base = float((self._vectors(tuple(self._known())) @ vector).mean())

        def like(article: Article, least: float) -> list[Draft]:
            made, vectors = self._drafts(article.id, english)
            likeness = ((vectors @ vector - base) / (1 - base)).tolist()
            ranked = sorted(zip(likeness, made, strict=True), key=lambda pair: -pair[0])
            return [one for value, one in ranked if least <= value < SAME]

        return like

    def _of_known(self, questions: tuple[str, ...]) -> NDArray[np.float32]:
        return self._embed([*questions[:KNOWN], *ANY])

    def _of_article(
        self, article_id: str, english: bool
    ) -> tuple[list[Draft], NDArray[np.float32]]:
        """Return the drafts of an article with their vectors."""
        article = self._article(article_id)
        made = list(_drafts(article)) if article else []
        if english:
            made = list(filter(None, map(in_english, made)))
        return made, self._embed([one.question for one in made] or [""])[: len(made)]

    def _checked(self, made: Draft, before: str, filters: Filters | None) -> Place | None:
        """Ask a draft as it would be asked; return where its answer begins, if that is good."""
        try:
            answer = self._ask(made.question, before, filters)
        except WenceError:
            return None
        if answer.confidence < CONFIDENT or not answers_well(answer, made):
            return None
        first = answer.citations[0]
        return Place(first.article.id, first.start, first.end)


@dataclass(slots=True)
class _Search:
    """The search for questions after one answer: what was asked, shown and found so far."""

    before: Sequence[str]
    cited: Sequence[Place]
    found: list[Draft] = field(default_factory=list)
    asked: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def questions(self) -> list[str]:
        return [made.question for made in self.found]

    @property
    def ended(self) -> bool:
        late = time.monotonic() - self.began > MAX_SECONDS
        return late or self.asked >= MAX_ASKED or len(self.found) >= MOST

    def wants(self, made: Draft, only: bool = False) -> bool:
        """Return whether a draft is new; `only` one article was cited."""
        of_same = sum(one.article.id == made.article.id for one in self.found)
        if not only and of_same >= OF_ONE_ARTICLE:
            return False
        return not any(alike(made.question, other) for other in (*self.before, *self.questions))

    def shows(self, place: Place) -> bool:
        """Return whether the answer shows a place already."""
        return any(
            shown.article == place.article and shown.start < place.end and place.start < shown.end
            for shown in self.cited
        )


def _drafts(article: Article) -> Iterator[Draft]:
    """Yield all that can be asked of an article, each question once."""
    said: set[str] = set()
    headings = chain(of_noun_headings(article), of_claims(article), of_task_headings(article))
    clear = filter(lambda made: reads_well(made.question), chain(drafts(article), headings))
    statements = (m for m in of_statements(article) if len(m.question) >= SHORTEST)
    for made in chain(clear, statements):
        if made.question not in said and "为例" not in made.question:
            said.add(made.question)
            yield made


def alike(one: str, other: str) -> bool:
    """Return whether two questions are nearly the same."""
    pairs, others = bigrams(one), bigrams(other)
    return len(pairs & others) >= ALIKE * max(1, min(len(pairs), len(others)))
