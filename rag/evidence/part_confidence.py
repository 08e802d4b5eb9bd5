"""Find the signals of confidence that the evidence answers one part of a question.

The part is judged as a question of its own: its words alone are compared with the passages that
the whole question found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from rag.evidence.confidence import signals
from rag.evidence.statements import Statement
from rag.question.understanding import Question
from rag.retrieval.late_interaction import Query, mean_cosine
from rag.retrieval.ranking import Candidate
from rag.retrieval.retriever import Retrieval

if TYPE_CHECKING:
    from numpy.typing import NDArray


def part_signals(
    retrieval: Retrieval, statements: Sequence[Statement], part: int
) -> NDArray[np.float32]:
    """Return the signals of confidence of a part of the question: (len(FEATURES),)."""
    inside = _tokens_inside(retrieval, part)
    if not len(inside):
        return signals(retrieval, statements)
    query = _query(retrieval, inside)
    alone = replace(
        retrieval,
        question=_question(retrieval.question, part),
        query=query,
        candidates=[_candidate(one, inside) for one in retrieval.candidates],
        gaps=retrieval.gaps[:, [part]],
    )
    return signals(alone, [_statement(one, query, inside, part) for one in statements])


def _tokens_inside(retrieval: Retrieval, part: int) -> NDArray[np.intp]:
    """Return the indices of the query's tokens that belong to a part."""
    starts, ends = retrieval.query.spans.T
    ranges = retrieval.question.ranges(part)
    inside = [((starts >= a) & (ends <= b)) for a, b in ranges]
    return np.flatnonzero(np.logical_or.reduce(inside))


def _question(question: Question, part: int) -> Question:
    words = question.asked_in(part)
    return replace(question, asked=words, text=words, parts=((0, len(words)),), shared=())


def _query(retrieval: Retrieval, inside: NDArray[np.intp]) -> Query:
    query = retrieval.query
    weights, tokens = query.weights[inside], query.tokens[inside]
    total = np.add.reduce(tokens)
    return Query(
        query.text,
        total / max(float(np.sqrt(total @ total)), 1e-9),
        tokens,
        query.spans[inside],
        weights / max(float(weights.sum()), 1e-9),
    )


def _candidate(candidate: Candidate, inside: NDArray[np.intp]) -> Candidate:
    return replace(candidate, similarity=candidate.similarity[:, inside])


def _statement(
    statement: Statement, query: Query, inside: NDArray[np.intp], part: int
) -> Statement:
    candidate, offset = statement.candidate, statement.candidate.passage.start
    (own,) = candidate.within((statement.start - offset, statement.end - offset))
    return replace(
        statement,
        similarity=statement.similarity[inside],
        cosine=mean_cosine(candidate.tokens[own], query.vector),
        features=statement.features[[part]],
        scores=statement.scores[[part]],
    )
