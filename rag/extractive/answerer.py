"""Answer with exact quotes from the evidence, or refuse and say what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from index.model import Article
from rag.answer import Answer, Hit
from rag.blocks import AnswerBlock
from rag.evidence.confidence import THRESHOLD, confidence, signals, unmentioned
from rag.evidence.scoring import score_statements
from rag.evidence.statements import Statement
from rag.extractive.composition import cite, compose, figures_supported, quotes
from rag.extractive.contradiction import contradiction
from rag.extractive.dated_figures import newest_first
from rag.extractive.highlights import highlight
from rag.extractive.nearest import lacking, near_articles, stand_in
from rag.extractive.refusal import refusal
from rag.extractive.selection import choose
from rag.extractive.tables import joining
from rag.extractive.tables.lookup import Lookup, look_up
from rag.extractive.versions import Versions
from rag.question.understanding import Question
from rag.retrieval.retriever import Retrieval

Suggest = Callable[[str, Sequence[Article]], tuple[str, ...]]

OFF_TOPIC_THRESHOLD = 0.5  # confidence below which what looks like another topic is refused
NEAREST = 2  # articles from which a refusal suggests questions


class ExtractiveAnswerer:
    """The default answerer; `model` is the embedding model's name, which each answer reports.

    `suggest` returns questions that the corpus answers, from a question and its nearest articles.
    """

    def __init__(self, model: str, suggest: Suggest = lambda asked, nearest: ()) -> None:
        self._model, self._suggest = model, suggest

    def answer(self, retrieval: Retrieval, hits: Sequence[Hit]) -> Answer:
        """Quote the statements that answer, or refuse where confidence is below the threshold."""
        looked = look_up(retrieval)
        found = joining.readable(score_statements(retrieval), looked)
        evidence = signals(retrieval, found)
        probability = joining.probability(looked, confidence(evidence))
        off_topic = retrieval.question.intent == "off_topic"
        missing = joining.refusal_of_missing(looked, retrieval, probability)
        if probability >= (OFF_TOPIC_THRESHOLD if off_topic else THRESHOLD) and not missing:
            return self._quote(retrieval, hits, found, probability, looked)
        nearest = near_articles(retrieval)[:NEAREST]
        parts = range(len(retrieval.question.parts))
        unknown = [name for part in parts for name in unmentioned(retrieval, found, part)]
        reply = missing or refusal(
            retrieval.question,
            evidence,
            nearest,
            list(dict.fromkeys(unknown)),
            stand_in(retrieval),
            lacking(retrieval),
        )
        return self.decline(
            retrieval.question,
            reply,
            confidence=probability,
            hits=tuple(hits),
            suggestions=self._suggest(retrieval.question.text, nearest),
        )

    def decline(self, question: Question, reply: str, **others: Any) -> Answer:
        """Return a reply without citations; `others` are further fields of the answer."""
        return self._answer(
            question,
            blocks=(AnswerBlock.paragraph(reply),),
            abstained=True,
            **{"confidence": 0.0, **others},
        )

    def _quote(
        self,
        retrieval: Retrieval,
        hits: Sequence[Hit],
        found: Sequence[Statement],
        probability: float,
        looked: Lookup,
    ) -> Answer:
        question, known = retrieval.question, retrieval.in_force
        versions = Versions(found, known, question)
        answering = choose(retrieval, versions.in_force_first())
        answering = versions.history(answering) or answering
        answering = joining.beside(answering, looked, found, question)
        rows = joining.answering_rows(looked, found)
        chosen = [*answering, *versions.former_figures([*rows, *answering])]
        in_order, differing = versions.in_order(chosen), newest_first(answering, question)
        leading = in_order or differing
        quoted = quotes(chosen, leading, versions.last(chosen))
        citations, marks = cite(quoted, known.shown), versions.marks([*rows, *chosen])
        blocks = compose(quoted, question.text, marks)
        if not figures_supported(blocks, citations):  # a column name can contain a figure
            blocks = compose(quoted, marks=marks, name_columns=False)
        if not in_order:
            blocks = contradiction(quoted, differing, known) + blocks
        blocks, citations = joining.with_tables(looked, retrieval, (blocks, citations), marks)
        return self._answer(
            question,
            blocks=highlight(blocks, question, answering),
            abstained=False,
            confidence=probability,
            citations=citations,
            hits=tuple(hits),
        )

    def _answer(self, question: Question, **fields: Any) -> Answer:
        return Answer(
            question=question.asked,
            standalone_question=question.text,
            engine="extractive",
            model=self._model,
            **fields,
        )
