"""Answer with exact quotes from the evidence, or refuse and say what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from index.model import Article
from rag.answer import Answer, Hit
from rag.blocks import AnswerBlock
from rag.evidence.confidence import THRESHOLD, confidence, signals, unmentioned
from rag.evidence.scoring import score_statements
from rag.extractive.composition import cite, compose, figures_supported, quotes
from rag.extractive.contradiction import contradiction
from rag.extractive.dated_figures import newest_first
from rag.extractive.highlights import highlight
from rag.extractive.nearest import lacking, near_articles, stand_in
from rag.extractive.parts.answered import AnsweredParts, answered_parts
from rag.extractive.parts.comparison import Sides
from rag.extractive.parts.grouping import by_part
from rag.extractive.refusal import refusal
from rag.extractive.selection import choose
<<<<<<< HEAD
from rag.extractive.tables import joining
from rag.extractive.tables.lookup import Lookup, look_up
=======
from rag.extractive.verdicts.leading import in_a_word
>>>>>>> first
from rag.extractive.versions import Versions
from rag.extractive.wholeness.completion import complete
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
        self, asked: Question, parts: AnsweredParts, hits: Sequence[Hit], probability: float
    ) -> Answer:
        retrieval = parts.retrieval
        question, known = retrieval.question, retrieval.in_force
        versions = Versions(parts.statements, known, question)
        answering = choose(retrieval, versions.in_force_first())
<<<<<<< HEAD
        answering = versions.history(answering) or answering
        answering = joining.beside(answering, looked, found, question)
        rows = joining.answering_rows(looked, found)
        chosen = [*answering, *versions.former_figures([*rows, *answering])]
=======
        answering = complete(versions.history(answering) or answering, retrieval)
        chosen = [*answering, *versions.former_figures(answering)]
>>>>>>> whole
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
        blocks = in_a_word(blocks, question, answering, quoted, marks)
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
