"""The default answerer: exact sentences from the evidence, or a refusal that says what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.answer import Answer, Hit
from rag.blocks import AnswerBlock
from rag.evidence.confidence import THRESHOLD, confidence, signals
from rag.evidence.statements import Statement, statements
from rag.evidence.unknown_names import unknown_names
from rag.extractive.composition import cite, compose, figures_supported, quotes
from rag.extractive.dated_figures import newest_first
from rag.extractive.highlights import highlight
from rag.extractive.refusal import refusal, suggestions
from rag.extractive.selection import choose
from rag.question.understanding import Question
from rag.retrieval.retriever import Retrieval

NEAREST = 2  # articles that a refusal may suggest questions from


class ExtractiveAnswerer:
    """Answers by quoting. `model` is the name of the embedding model, told with the answer."""

    def __init__(self, model: str) -> None:
        self._model = model

    def answer(self, retrieval: Retrieval, hits: Sequence[Hit]) -> Answer:
        """Quote what answers the question, or refuse where the evidence is too weak."""
        found = statements(retrieval)
        evidence = signals(retrieval, found)
        sure = confidence(evidence)
        if sure >= THRESHOLD:
            return self._quote(retrieval, hits, found, sure)
        nearest = list({hit.article.id: hit.article for hit in hits}.values())[:NEAREST]
        missing = refusal(retrieval.question, evidence, nearest, unknown_names(retrieval))
        return self.decline(
            retrieval.question,
            missing,
            confidence=sure,
            hits=tuple(hits),
            suggestions=suggestions(nearest),
        )

    def decline(self, question: Question, reply: str, **others: Any) -> Answer:
        """Give a reply that cites nothing; `others` are further fields of the answer."""
        return self._answered(
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
        sure: float,
    ) -> Answer:
        question = retrieval.question
        picked = choose(retrieval, found)
        chosen = quotes(picked, newest_first(picked, question))
        blocks, citations = compose(chosen, question.text), cite(chosen)
        if not figures_supported(blocks, citations):  # a table's column names can hold figures
            blocks = compose(chosen, read_out=False)
        return self._answered(
            question,
            blocks=highlight(blocks, question, picked),
            abstained=False,
            confidence=sure,
            citations=citations,
            hits=tuple(hits),
        )

    def _answered(self, question: Question, **fields: Any) -> Answer:
        return Answer(
            question=question.asked,
            standalone_question=question.text,
            engine="extractive",
            model=self._model,
            **fields,
        )
