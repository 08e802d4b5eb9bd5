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
from rag.extractive.drafting import draft
from rag.extractive.nearest import lacking, near_articles, stand_in
from rag.extractive.parts.answered import answered_parts
from rag.extractive.refusal import refusal
from rag.extractive.tables import joining
from rag.extractive.tables.lookup import look_up
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
        question, looked = retrieval.question, look_up(retrieval)
        found = joining.readable(score_statements(retrieval), looked)
        parts = answered_parts(retrieval, found, looked.answered)
        evidence = signals(retrieval, found)
        of_statements = max(confidence(evidence), parts.certainty)
        if not parts.answers_any:
            of_statements = 0.0
        probability = joining.probability(looked, of_statements)
        about: dict[str, Any] = {"confidence": probability, "hits": tuple(hits)}
        missing = joining.refusal_of_missing(looked, retrieval, probability)
        off_topic = question.intent == "off_topic"
        if missing or probability < (OFF_TOPIC_THRESHOLD if off_topic else THRESHOLD):
            nearest, instead = near_articles(retrieval)[:NEAREST], stand_in(retrieval)
            # the nearest batch or year tells more than that a table lacks the one asked for
            reply = (not instead and missing) or refusal(
                question,
                evidence,
                nearest,
                self._unmentioned(retrieval, found),
                instead,
                lacking(retrieval),
            )
            return self.decline(
                question, reply, suggestions=self._suggest(question.text, nearest), **about
            )
        blocks, citations = draft(parts, looked)
        return self._answer(question, blocks=blocks, abstained=False, citations=citations, **about)

    def decline(self, question: Question, reply: str, **others: Any) -> Answer:
        """Return a reply without citations; `others` are further fields of the answer."""
        return self._answer(
            question,
            blocks=(AnswerBlock.paragraph(reply),),
            abstained=True,
            **{"confidence": 0.0, **others},
        )

    @staticmethod
    def _unmentioned(retrieval: Retrieval, found: Sequence[Statement]) -> list[str]:
        """Return what each part asks about and the evidence does not mention, each once."""
        parts = range(len(retrieval.question.parts))
        unknown = [name for part in parts for name in unmentioned(retrieval, found, part)]
        return list(dict.fromkeys(unknown))

    def _answer(self, question: Question, **fields: Any) -> Answer:
        return Answer(
            question=question.asked,
            standalone_question=question.text,
            engine="extractive",
            model=self._model,
            **fields,
        )
