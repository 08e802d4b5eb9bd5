"""Answer with exact quotes from the evidence, or refuse and say what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.answer import Answer, Hit
from rag.blocks import AnswerBlock
from rag.evidence.confidence import THRESHOLD, confidence, signals
from rag.evidence.scoring import score_statements
from rag.evidence.unknown_names import unknown_names
from rag.extractive.composition import cite, compose, figures_supported, quotes
from rag.extractive.contradiction import contradiction
from rag.extractive.dated_figures import newest_first
from rag.extractive.highlights import highlight
from rag.extractive.parts.answered import AnsweredParts, answered_parts
from rag.extractive.parts.comparison import Sides
from rag.extractive.parts.grouping import by_part
from rag.extractive.refusal import refusal, suggestions
from rag.extractive.selection import choose
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
        parts = answered_parts(retrieval, found)
        probability = max(confidence(evidence), parts.certainty)
        off_topic = retrieval.question.intent == "off_topic"
        if probability >= (OFF_TOPIC_THRESHOLD if off_topic else THRESHOLD):
            return self._quote(retrieval.question, parts, hits, probability)
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
        self, asked: Question, parts: AnsweredParts, hits: Sequence[Hit], probability: float
    ) -> Answer:
        retrieval = parts.retrieval
        question, known = retrieval.question, retrieval.in_force
        versions = Versions(parts.statements, known, question)
        answering = choose(retrieval, versions.in_force_first())
        answering = versions.history(answering) or answering
        chosen = [*answering, *versions.former_figures(answering)]
        in_order, differing = versions.in_order(chosen), newest_first(answering, question)
        leading = in_order or differing
        marks = versions.marks(chosen)
        sides = None if in_order or marks else Sides.of(question)
        compared = sides.divided(chosen) if sides else None
        groups = compared or ([chosen] if in_order else by_part(chosen))
        quoted_parts = [quotes(group, leading, versions.last(chosen)) for group in groups]
        quoted = [quote for group in quoted_parts for quote in group]
        citations = cite(quoted, known.shown)
        blocks = compose(quoted, question.text, marks)
        if sides and compared:
            blocks = sides.arranged(quoted_parts, blocks)
            answering = [s for one in compared for s in one]
        if not figures_supported(blocks, citations):  # a column name can contain a figure
            blocks = compose(quoted, marks=marks, name_columns=False)
        if not in_order:
            blocks = contradiction(quoted, differing, known) + blocks
        blocks = parts.insert_missing(blocks, quoted_parts)
        return self._answer(
            asked,
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
