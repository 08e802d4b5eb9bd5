"""Find out which documents a question about a document means, by name or by the conversation."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from index.model import Article
from rag.about.titles import Named, is_official, known, matching, on_topic
from rag.filters import Filters
from rag.protocol import ArticleStore
from rag.question.about.documents import AboutDocument, about_document, inherited, quoted_names
from rag.question.about.patterns import any_of
from rag.question.followups import Turn
from rag.validity import Standings

Cited = Callable[[str, Sequence[Turn]], Sequence[Article]]
"""A function that returns the articles cited in the answer to a question after some turns."""

MAX_BACK = 4  # questions of the conversation that are looked at
MAX_CITED = 3  # articles that an answer may cite, for a question that follows to mean them all

_OF_DOCUMENTS = {"effective", "expires", "standing"}  # what only an official document can have
_GENERIC = re.compile(f"{any_of('documents')}$")


@dataclass(frozen=True, slots=True)
class Meant:
    """A question about a document, and the articles that it means.

    `topic` is true where it asks for the newest document on a topic, whatever its name.
    """

    question: AboutDocument
    articles: tuple[Article, ...]
    topic: bool = False


class Subjects:
    """Finds the articles of a store that questions mean. Safe for many threads at once."""

    def __init__(self, store: ArticleStore, standings: Standings) -> None:
        self._store, self._standings = store, standings

    @cached_property
    def all(self) -> tuple[Named, ...]:
        """All articles without their texts, once each: a reprint is left out."""
        first: dict[str, Named] = {}
        for article in self._store.articles():
            if first.keys().isdisjoint(self._store.also_in(article.id)):
                first[article.id] = known(replace(article, text="", blocks=(), page_starts=()))
        return tuple(first.values())

    def allowed(self, filters: Filters | None) -> list[Named]:
        """Return the articles that filters allow."""
        return [
            one for one in self.all if not filters or filters.allows(one.article, self._standings)
        ]

    def meant(
        self, asked: str, turns: Sequence[Turn], filters: Filters | None, cited: Cited
    ) -> Meant | None:
        """Return what a question asks about which documents; None where it asks anything else."""
        said = [turn["content"] for turn in turns if turn["role"] == "user"]
        question = about_document(asked)
        if not question and said and (before := about_document(said[-1])):
            question = inherited(asked, before)
        if not question:
            return None
        allowed = self.allowed(filters)
        found = self._named(question, allowed) or self._of_context(question, turns, filters, cited)
        if _OF_DOCUMENTS.intersection(question.fields):
            found = [article for article in found if is_official(article)]
        if not found:
            return None
        return Meant(question, tuple(map(self.whole, found)), _of_topic(question))

    def _named(self, question: AboutDocument, allowed: Sequence[Named]) -> list[Article]:
        """Return the articles that the question itself names."""
        if not question.subject:
            return []
        if _of_topic(question):
            return on_topic(question.subject, allowed)
        return matching(question.subject, allowed)

    def _of_context(
        self,
        question: AboutDocument,
        turns: Sequence[Turn],
        filters: Filters | None,
        cited: Cited,
    ) -> list[Article]:
        """Return the articles that the conversation, a filter or a single document means."""
        if question.subject:
            return []
        allowed = self.allowed(filters)
        if filters and filters.article:
            return [] if question.loose else [one.article for one in allowed]
        if found := self._of_turns(question, turns, allowed, cited):
            return found if all(_fits(question, article) for article in found) else []
        alone = len(self.all) == 1 and (question.points or question.certain)
        return [one.article for one in self.all] if alone else []

    def _of_turns(
        self,
        question: AboutDocument,
        turns: Sequence[Turn],
        allowed: Sequence[Named],
        cited: Cited,
    ) -> list[Article]:
        """Return the documents of the question before: named there, or cited in its answer."""
        places = [at for at, turn in enumerate(turns) if turn["role"] == "user"][-MAX_BACK:]
        for at in reversed(places):
            content = turns[at]["content"]
            before = about_document(content)
            if before and before.subject and (found := self._named(before, allowed)):
                return found
            if not question.certain and (not before or before.subject):
                return []
            named = [matching(f"《{name}》", allowed) for name in quoted_names(content)]
            if found := next(filter(None, named), []):
                return found
            if not before or before.subject:
                found = list({a.id: a for a in cited(content, turns[:at])}.values())
                return found if len(found) <= MAX_CITED else []
        return []

    def whole(self, article: Article) -> Article:
        """Return an article of `all` with its text."""
        return self._store.article(article.id) or article


def _fits(question: AboutDocument, article: Article) -> bool:
    """Return whether 这份文件 can mean an article; one of a magazine tells of documents only."""
    about_print = {"author", "source", "link"}.issuperset(question.fields)
    return about_print or question.of_article or is_official(article)


def _of_topic(question: AboutDocument) -> bool:
    return question.newest and bool(_GENERIC.search(question.subject))
