"""Answer questions about documents themselves from what is known of them, without a search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from index.model import Article
from rag.about.citing import citations
from rag.about.facts import facts
from rag.about.listings import listing
from rag.about.newest import newest, pending
from rag.about.places import may_tell
from rag.about.subjects import Cited, Meant, Subjects
from rag.about.validity import expiry, validity
from rag.about.wording import Facts, Sources, of_documents, of_listing, of_nothing
from rag.answer import Answer, Hit
from rag.blocks import AnswerBlock
from rag.filters import Filters
from rag.protocol import ArticleStore
from rag.question.followups import Turn
from rag.validity import Standings

_BY_DAY = {"standing": validity, "expires": expiry}
MAX_DOCUMENTS = 12  # of a question that several documents fit; of more, none is meant


class AboutAnswerer:
    """Answers from metadata, or returns None for every other question.

    `model` is the name that answers report; `today` tells on which day validity is judged.
    Safe for many threads at once.
    """

    def __init__(
        self, store: ArticleStore, model: str, today: Callable[[], date] = date.today
    ) -> None:
        self._store, self._model, self._today = store, model, today
        self._standings = Standings(store, today)
        self.subjects = Subjects(store, self._standings)

    def answer(
        self,
        asked: str,
        turns: Sequence[Turn] = (),
        filters: Filters | None = None,
        cited: Cited = lambda question, turns: (),
    ) -> Answer | None:
        """Answer a question about documents; None where it is anything else, or none is meant.

        `cited` finds the articles that a question before was answered from: 文号是多少？ after it
        is about these.
        """
        sources = Sources()
        if found := listing(self._store, asked, filters, self._standings):
            return self._answer(asked, of_listing(found, sources), sources)
        meant = self.subjects.meant(asked, turns, filters, cited)
        if not meant or len(meant.articles) > MAX_DOCUMENTS:
            return None
        standalone = asked if meant.question.subject else f"《{meant.articles[0].title}》{asked}"
        as_of = filters.as_of if filters else ""
        day = meant.question.day or as_of or self._today().isoformat()
        told = [(a, self._facts(a, meant, day)) for a in self._chosen(meant, day)]
        if any(found for _, known in told for found in known.values()):
            return self._answer(asked, of_documents(told, sources), sources, standalone)
        if _may_be_answered(meant):
            return None
        blocks = of_nothing([article for article, _ in told], meant.question.fields)
        return self._answer(asked, blocks, sources, standalone)

    def _chosen(self, meant: Meant, day: str) -> Sequence[Article]:
        """Return the articles to tell of: of the newest only these, and any not yet in force."""
        if not meant.question.newest:
            return meant.articles
        chosen = newest(self._store, meant.articles, day, meant.topic)
        later = pending(self._store, meant.articles, day)
        return (*chosen, *(article for article in later if article not in chosen))

    def _facts(self, article: Article, meant: Meant, day: str) -> Facts:
        return {
            field: _BY_DAY[field](self._store, article, day)
            if field in _BY_DAY
            else facts(article, field, meant.question.verb)
            for field in meant.question.fields
        }

    def _answer(
        self, asked: str, blocks: Sequence[AnswerBlock], sources: Sources, standalone: str = ""
    ) -> Answer:
        """Return an answer that cites the sources; without any it is a refusal."""
        known = bool(sources.places)
        cited = citations(self._store, self._standings, sources.places)
        passages = {c.passage.id: (c.passage, c.article) for c in cited}
        return Answer(
            question=asked,
            standalone_question=standalone or asked,
            blocks=tuple(blocks),
            abstained=not known,
            confidence=float(known),
            engine="extractive",
            model=self._model,
            citations=cited,
            hits=tuple(Hit(rank, 0.0, *found) for rank, found in enumerate(passages.values(), 1)),
        )


def _may_be_answered(meant: Meant) -> bool:
    """Return whether a search may answer what the documents' metadata do not."""
    question = meant.question
    if not (question.certain or question.subject):
        return True
    return any(may_tell(article, field) for article in meant.articles for field in question.fields)
