"""Answer with exact quotes from the evidence, or refuse and say what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.answer import Answer, Hit
from rag.blocks import AnswerBlock
from rag.evidence.confidence import THRESHOLD, confidence, signals
from rag.evidence.scoring import score_statements
from rag.evidence.statements import Statement
from rag.evidence.unknown_names import unknown_names
from rag.extractive.composition import cite, compose, figures_supported, quotes
from rag.extractive.contradiction import contradiction
from rag.extractive.dated_figures import newest_first
from rag.extractive.highlights import highlight
from rag.extractive.refusal import refusal, suggestions
from rag.extractive.selection import choose
from rag.extractive.verdicts.leading import in_a_word
from rag.extractive.versions import Versions
from rag.question.understanding import Question
from rag.retrieval.retriever import Retrieval

OFF_TOPIC_THRESHOLD = 0.5  # confidence below which what looks like another topic is refused
NEAREST = 2  # articles from which a refusal suggests questions


class ExtractiveAnswerer:
    """The default answerer; `model` is the embedding model's name, which each answer reports."""

    def __init__(self, model: str) -> None:
        self._model = model

    def answer(self, retrieval: Retrieval, hits: Sequence[Hit]) -> Answer:
        """Quote the statements that answer, or refuse where confidence is below the threshold."""
        found = score_statements(retrieval)
        evidence = signals(retrieval, found)
        probability = confidence(evidence)
        off_topic = retrieval.question.intent == "off_topic"
        if probability >= (OFF_TOPIC_THRESHOLD if off_topic else THRESHOLD):
            return self._quote(retrieval, hits, found, probability)
        best = retrieval.candidates[: len(hits)]
        nearest = list({one.article.id: one.article for one in best}.values())[:NEAREST]
        reply = refusal(retrieval.question, evidence, nearest, unknown_names(retrieval))
        return self.decline(
            retrieval.question,
            reply,
            confidence=probability,
            hits=tuple(hits),
            suggestions=suggestions(nearest),
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
    ) -> Answer:
        question, known = retrieval.question, retrieval.in_force
        versions = Versions(found, known, question)
        answering = choose(retrieval, versions.in_force_first())
        answering = versions.history(answering) or answering
        chosen = [*answering, *versions.former_figures(answering)]
        in_order, differing = versions.in_order(chosen), newest_first(answering, question)
        leading = in_order or differing
        quoted = quotes(chosen, leading, versions.last(chosen))
        citations, marks = cite(quoted, known.shown), versions.marks(chosen)
        blocks = compose(quoted, question.text, marks)
        if not figures_supported(blocks, citations):  # a column name can contain a figure
            blocks = compose(quoted, marks=marks, name_columns=False)
        blocks = in_a_word(blocks, question, answering, quoted, marks)
        if not in_order:
            blocks = contradiction(quoted, differing, known) + blocks
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
