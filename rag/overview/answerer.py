"""Answer input that only names a topic or a document: say what the corpus holds on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from index.model import Article
from rag.about.citing import citations
from rag.about.facts import facts, periodical
from rag.about.subjects import Subjects
from rag.about.wording import Sources, of_documents
from rag.answer import Answer, Hit
from rag.blocks import AnswerBlock
from rag.filters import Filters
from rag.language.discourse import stands_alone
from rag.overview.composition import (
    absent,
    by_article,
    head,
    introduction,
    note_in_english,
    of_themes,
    quoted,
)
from rag.overview.documents import is_number, may_name, named
from rag.overview.english import topic_in_english
from rag.overview.themes import Held, Theme, best_lines, held, themes, title_words
from rag.overview.topic import Topic, topic_of
from rag.protocol import ArticleStore
from rag.question.about.patterns import Field
from rag.question.followups import Turn
from rag.question.intents import smalltalk
from rag.validity import Standings

Suggest = Callable[[Iterable[Article], Sequence[str]], tuple[str, ...]]
Find = Callable[[str], Sequence[Hit]]

MIN_HEADINGS, MAX_HEADINGS = 3, 12  # of a document, that its overview quotes
SENTENCES = 3  # of a document without headings
FEW = 2  # articles, which get more than a line each
MORE = 3  # lines of each then
_OF_DOCUMENT: tuple[Field, ...] = ("number", "issuer", "issued")
_OF_PERIODICAL: tuple[Field, ...] = ("source",)


class OverviewAnswerer:
    """Answers bare topics and names; None for everything else. Safe for many threads at once.

    `suggest` returns checked questions about articles, those with one of some words first.
    """

    def __init__(
        self, store: ArticleStore, model: str, subjects: Subjects, standings: Standings,
        suggest: Suggest,
    ) -> None:  # fmt: skip
        self._store, self._model, self._suggest = store, model, suggest
        self._subjects, self._standings = subjects, standings

    def answer(
        self, asked: str, turns: Sequence[Turn], filters: Filters | None, find: Find
    ) -> Answer | None:
        """Return an overview, or a refusal where the corpus holds nothing on a topic.

        `find` searches for passages. A topic after a question is a follow-up, and no topic,
        unless words such as 说说 stand before it.
        """
        topic = topic_of(asked)
        if english := topic is None and topic_in_english(asked, self._count):
            answer = self._of_english(asked, english, filters, find)
            return answer and replace(answer, note=note_in_english(answer, english.text))
        if topic is None and not may_name(asked):
            return None  # nothing is read for a question
        allowed = self._subjects.allowed(filters)
        if meant := named(asked, allowed):
            return self._of_documents(asked, [self._whole(article) for article in meant])
        if is_number(asked):
            return self._refuse(asked, f"抱歉，资料中没有文号为“{asked.strip()}”的文件。")
        if topic is None or (_follows(turns) and not topic.led):
            return None
        hits = find(topic.text)
        found = held(self._store, topic, allowed, [hit.article.id for hit in hits])
        if found is None:
            return None if topic.is_latin else self._refuse(asked, absent(topic))
        return self._of_topic(asked, topic, found, hits)

    def _of_english(
        self, asked: str, topic: Topic, filters: Filters | None, find: Find
    ) -> Answer | None:
        """Return the overview of a topic named in English; None where it is better searched for."""
        hits = find(topic.text)
        ranked = [hit.article.id for hit in hits]
        found = held(self._store, topic, self._subjects.allowed(filters), ranked)
        return self._of_topic(asked, topic, found, hits) if found else None

    def _count(self, word: str) -> int:
        return len(self._store.holding((word,)))

    def _of_topic(
        self, asked: str, topic: Topic, found: Held, hits: Sequence[Hit]
    ) -> Answer | None:
        """Return the lines of the articles on a topic; None where none reads well by itself."""
        outdated = {one.article.id for one in found.articles if self._is_outdated(one.article)}
        lines = themes(self._store, found, outdated)
        if not lines:
            return None
        if len(found.articles) <= FEW:
            more = (best_lines(one.article, found.words, MORE, every=found.exact) for one in lines)
            lines = list(chain.from_iterable(more))
        sources = Sources()
        articles = [article for article, _ in by_article(lines)]
        above = AnswerBlock.paragraph(introduction(topic, found, len(articles)))
        return self._answer(
            asked,
            [above, *of_themes(lines, self._standings, sources)],
            sources,
            hits=tuple(hits),
            suggestions=self._suggest(
                [*articles, *(one.article for one in found.articles)], found.words
            ),
        )

    def _of_documents(self, asked: str, articles: Sequence[Article]) -> Answer:
        """Tell what is known of documents, and quote their headings or first sentences."""
        sources = Sources()
        blocks: list[AnswerBlock] = []
        for article in articles:
            fields = _OF_PERIODICAL if periodical(article) else _OF_DOCUMENT
            known = {name: found for name in fields if (found := facts(article, name))}
            blocks.append(head(article, self._standings))
            if known:
                [told] = of_documents([(article, known)], sources)
                blocks.append(replace(told, spans=told.spans[1:]))  # the head has the name
            blocks += [quoted(line, sources, item=True) for line in contents(article)]
        return self._answer(asked, blocks, sources, suggestions=self._suggest(articles, ()))

    def _whole(self, article: Article) -> Article:
        return self._store.article(article.id) or article

    def _is_outdated(self, article: Article) -> bool:
        standing = self._standings.of(article)
        return standing is not None and not standing.in_force

    def _refuse(self, asked: str, reply: str) -> Answer:
        return self._answer(asked, [AnswerBlock.paragraph(reply)], Sources())

    def _answer(
        self, asked: str, blocks: Sequence[AnswerBlock], sources: Sources, **fields: Any
    ) -> Answer:
        """Return an answer that cites the sources; without any it is a refusal."""
        known = bool(sources.places)
        return Answer(
            question=asked,
            standalone_question=asked,
            blocks=tuple(blocks),
            abstained=not known,
            confidence=float(known),
            engine="extractive",
            model=self._model,
            citations=citations(self._store, self._standings, sources.places),
            **fields,
        )


def contents(article: Article) -> list[Theme]:
    """Return a document's headings of the highest level, or its most telling sentences."""
    blocks = [b for b in article.blocks if b.kind == "heading"]
    top = min((b.level for b in blocks), default=0)
    headings = [
        Theme(article, b.start, b.end)
        for b in blocks
        if b.level == top and stands_alone(article.text[b.start : b.end])
    ]
    if len(headings) >= MIN_HEADINGS:
        return headings[:MAX_HEADINGS]
    return best_lines(article, title_words(article), SENTENCES)


def _follows(turns: Sequence[Turn]) -> bool:
    """Return whether a person has asked something before: neither small talk nor a topic."""
    said = (turn["content"] for turn in turns if turn["role"] == "user")
    return any(not smalltalk(text) and topic_of(text) is None for text in said)
