"""Search for good questions: draft them, ask them, keep those that are answered well."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal

from index.errors import WenceError
from rag.answer import Answer
from rag.examples.checking import answers_well
from rag.examples.draft import Draft
from rag.examples.drafting import drafts, summary
from rag.examples.english import in_english

if TYPE_CHECKING:
    from index.model import Article

Language = Literal["zh", "en"]
Ask = Callable[[str], Answer]

MAX_ASKED = 120  # questions that are asked for one version
MAX_SECONDS = 15.0  # for them all
FOR_DRAFTS = 0.75  # share of both for drafts; the rest is for questions about contents
TOPICS = 4  # that are asked about in English
TRIES = 3  # drafts of one article that are asked


@dataclass(frozen=True, slots=True)
class Example:
    """A checked question, the id of the article that it was made from, and its kind."""

    question: str
    article: str
    kind: str
    language: Language = "zh"

    @property
    def issue(self) -> str:
        """The issue of its article."""
        return self.article.rpartition("/")[0]


class Search:
    """A search for good questions with a bounded number of attempts."""

    def __init__(self, ask: Ask, wanted: Callable[[], bool] = lambda: True) -> None:
        self._ask, self._wanted, self._began = ask, wanted, time.monotonic()
        self.asked = 0

    def run(self, articles: Iterable[Article]) -> list[Example]:
        """Return the good questions of the articles, until the attempts are used up.

        What is left of the attempts goes to questions about the contents of the other articles.
        """
        found: list[Example] = []
        bare: list[Article] = []
        for article in articles:
            if self._ended(FOR_DRAFTS):
                break
            good = self.of_article(article, 1)
            found += good
            if not good:
                bare.append(article)
        for article in bare:  # one of each issue in turn
            if self._ended():
                break
            found += self.of_summary(article)
        return found

    def of_topics(self, made: Iterable[Draft]) -> list[Example]:
        """Return the good questions of those about topics, in English, a few."""
        found: list[Example] = []
        for one in islice(made, 2 * TOPICS):
            if len(found) == TOPICS or not self._wanted():
                break
            found += self._in_english(one)
        return found

    def of_article(
        self, article: Article, most: int = 2, words: Sequence[str] = ()
    ) -> list[Example]:
        """Return good questions of an article, and their English forms that are good.

        Questions with one of some words are tried first.
        """
        found: list[Example] = []
        made_of = sorted(drafts(article), key=lambda one: not any(w in one.question for w in words))
        for made in islice(made_of, TRIES):
            if len(found) < most and self._good(made):
                found.append(Example(made.question, article.id, made.kind))
                found += self._in_english(in_english(made))
        return found

    def _in_english(self, made: Draft | None) -> list[Example]:
        if made is None or not self._good(made):
            return []
        return [Example(made.question, made.article.id, made.kind, "en")]

    def of_summary(self, article: Article) -> list[Example]:
        """Return the question about an article's contents, if it is good."""
        made = summary(article)
        good = made and self._good(made)
        return [Example(made.question, article.id, made.kind)] if made and good else []

    def _good(self, made: Draft) -> bool:
        self.asked += 1
        try:
            return answers_well(self._ask(made.question), made)
        except WenceError:
            return False

    def _ended(self, share: float = 1.0) -> bool:
        """Return whether a share of the attempts or of the time is used up."""
        spent = time.monotonic() - self._began
        out = self.asked >= share * MAX_ASKED or spent > share * MAX_SECONDS
        return out or not self._wanted()
