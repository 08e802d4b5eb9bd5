"""Search for good questions: draft them, ask them, keep those that are answered well."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal

from index.errors import WenceError
from rag.answer import Answer
from rag.examples.checking import answers_well
from rag.examples.drafting import Draft, drafts, in_english, summary

if TYPE_CHECKING:
    from index.model import Article

Language = Literal["zh", "en"]
Ask = Callable[[str], Answer]

MAX_ASKED = 60  # questions that are asked for one version
MAX_SECONDS = 10.0  # for them all
FOR_DRAFTS = 0.75  # share of both for drafts; the rest is for questions about contents
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

    def of_article(self, article: Article, most: int = 2) -> list[Example]:
        """Return good questions of an article, and their English forms that are good."""
        found: list[Example] = []
        for made in islice(drafts(article), TRIES):
            if len(found) < most and self._good(made):
                found.append(Example(made.question, article.id, made.kind))
                english = in_english(made)
                if english and self._good(english):
                    found.append(Example(english.question, article.id, made.kind, "en"))
        return found

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
