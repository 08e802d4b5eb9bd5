"""Which enumeration of the evidence, if any, answers a question that asks for one.

An enumeration is read as one text: the sentence that leads in, the heads of its items, and
the context they stand in. It answers if that text is about as like the question as the
best passage is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.model import Article
from rag.evidence.enumerations import Run, runs
from rag.language.quantities import number
from rag.question.understanding import Question
from rag.retrieval.late_interaction import CONTEXT_COST, max_sim
from rag.retrieval.ranking import Candidate
from rag.retrieval.retriever import Retrieval

if TYPE_CHECKING:
    from numpy.typing import NDArray

ARTICLES = 3  # of the best passages, whose enumerations are considered
LEAST = -0.045  # likeness below the best passage's
COUNTED = 0.02  # worth of having as many items as the question says
PER_RANK = 0.015  # cost of each rank that its best passage is below the first
MAX_HEAD = 50  # characters; longer heads are argument, not points

_COUNT = re.compile(
    r"([一二两三四五六七八九十]{1,2}|\d{1,2})\s?(?:大|个|项|条|点|种|类|块|处|步|方面|件)"
)
_STOPS = "。！？!?\n"


@dataclass(frozen=True, slots=True)
class Listing:
    """An enumeration that answers, and the candidates that hold its items."""

    article_id: str
    run: Run
    ranks: frozenset[int]

    def holds(self, article_id: str, start: int, end: int) -> bool:
        """Whether an item begins in this stretch of an article."""
        return article_id == self.article_id and any(
            start <= item.start < end for item in self.run.items
        )


def listing(retrieval: Retrieval) -> Listing | None:
    """The enumeration that fits the question best; None where none is asked for or fits."""
    if not asks_listing(retrieval.question) or not retrieval.candidates:
        return None
    best = float(max_sim(retrieval.candidates[0].similarity) @ retrieval.query.weights)
    found = [
        (_likeness(retrieval, article, run, ranks) - best, Listing(article.id, run, ranks))
        for article, run, ranks in _considered(retrieval)
    ]
    counts = asked_counts(retrieval.question.text)
    scored = [
        (like + COUNTED * (len(one.run.items) in counts) - PER_RANK * min(one.ranks), one)
        for like, one in found
    ]
    score, chosen = max(scored, key=lambda pair: pair[0], default=(LEAST, None))
    return chosen if score > LEAST else None


def asks_listing(question: Question) -> bool:
    """Whether several points are asked for."""
    return question.wide or "list" in question.kinds


def asked_counts(text: str) -> set[int]:
    """How many things the question says there are: 四块, 三个方面."""
    return {int(number(n)) for n in _COUNT.findall(text)}


def _considered(retrieval: Retrieval) -> Iterator[tuple[Article, Run, frozenset[int]]]:
    """Enumerations of the best passages' articles, with the ranks of their items' passages."""
    best = {c.article.id: c.article for c in retrieval.candidates[:ARTICLES]}
    for article in best.values():
        for run in runs(article):
            ranks = frozenset(
                rank
                for rank, candidate in enumerate(retrieval.candidates)
                if candidate.article.id == article.id
                and any(
                    candidate.passage.start <= i.start < candidate.passage.end for i in run.items
                )
            )
            if ranks and run.head_length <= MAX_HEAD:
                yield article, run, ranks


def _likeness(retrieval: Retrieval, article: Article, run: Run, ranks: frozenset[int]) -> float:
    """MaxSim of the question and the enumeration read as one text."""
    first = run.items[0].start
    spans = [(_lead(article.text, first), first)]
    spans += [(item.start, item.head_end) for item in run.items]
    candidates = [c for c in retrieval.candidates if c.article.id == article.id]
    read = [tokens for candidate in candidates for tokens in _within(candidate, spans)]
    if not read:
        return -1.0
    nearest = retrieval.candidates[min(ranks)]
    context = max_sim(nearest.similarity[nearest.context])
    own = max_sim(np.concatenate(read))
    return float(np.maximum(own, context - CONTEXT_COST) @ retrieval.query.weights)


def _lead(text: str, first: int) -> int:
    """Where the sentence begins that leads in to an enumeration whose first item is at `first`."""
    end = len(text[:first].rstrip().rstrip(_STOPS + "：:"))
    return max(text.rfind(stop, 0, end) for stop in _STOPS) + 1


def _within(candidate: Candidate, spans: list[tuple[int, int]]) -> list[NDArray[np.float32]]:
    """What a passage has of the spans, compared with the query's tokens."""
    passage = candidate.passage
    inside = [
        (start - passage.start, min(end, passage.end) - passage.start)
        for start, end in spans
        if passage.start <= start < passage.end
    ]
    return [candidate.similarity[tokens] for tokens in candidate.within(*inside)]
