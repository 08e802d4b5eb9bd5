"""Estimate the probability that the evidence contains the answer.

A logistic function of a few signals, each low where something asked for is missing.
`python -m eval.tune` fits its weights (Platt 1999) with the classes weighted equally. The
weights of what must not be missing at all (ordinals, years, names) are set by hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import exp
from typing import TYPE_CHECKING

import numpy as np

from index.model import Article
from rag.evidence.scoring import FEATURES as STATEMENT_FEATURES
from rag.evidence.statements import Statement
from rag.evidence.unknown_names import unknown_names
from rag.question.analysis import ordinals
from rag.question.answer_type import focus, requires_figure, unit_pattern
from rag.retrieval.late_interaction import max_sim
from rag.retrieval.retriever import Retrieval

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SIGNALS = {  # weight, lower and upper bound
    "late": (83.4, 0.7, 0.92),  # MaxSim of the question and the best passage
    "focus": (36.8, 0.7, 0.92),  # similarity of a fitting statement to the words asked about
    "unit": (6.8, 0, 1),  # share of the parts with a statement that has the unit asked for
    "ordinal": (8.0, 0, 1),  # share of the question's ordinals that the best articles contain
    "year": (8.0, 0, 1),  # share of the question's years that the best articles cover
    "named": (8.0, 0, 1),  # 1 if the evidence mentions every name in the question
}
FEATURES = tuple(_SIGNALS)
WEIGHTS = np.array([weight for weight, _, _ in _SIGNALS.values()], np.float32)
BOUNDS = np.array([bounds for _, *bounds in _SIGNALS.values()], np.float32).T
BIAS = -135.9
THRESHOLD = 0.2  # confidence below which the program abstains

TOP_STATEMENTS = 12  # for each part of the question
TOP_ARTICLES = 3
FOREIGN_BONUS = 0.08  # added to `late` for a question in another language than the corpus
FIT_COST = 0.01  # subtracted from `focus` for each point of score below the best statement

_UNIT, _FIGURE = STATEMENT_FEATURES.index("unit"), STATEMENT_FEATURES.index("figure")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def confidence(features: NDArray[np.float32]) -> float:
    """Return the probability, 0 to 1, that the corpus contains the answer."""
    return 1 / (1 + exp(-float(features @ WEIGHTS + BIAS)))


def signals(retrieval: Retrieval, statements: Sequence[Statement]) -> NDArray[np.float32]:
    """Return the signals of a question and its evidence: (len(FEATURES),)."""
    question, query = retrieval.question, retrieval.query
    if not retrieval.candidates or not statements:
        return np.zeros(len(FEATURES), np.float32)
    late = float(max_sim(retrieval.candidates[0].similarity) @ query.weights)
    parts = [_unit_and_focus(retrieval, statements, part) for part in range(len(question.parts))]
    units, focuses = zip(*parts, strict=True)
    found = {c.article.id: c.article for c in retrieval.candidates[:10]}
    top = list(found.values())[:TOP_ARTICLES]
    text = " ".join(article.title + article.text for article in top)
    foreign = FOREIGN_BONUS if _is_foreign(question.asked) else 0.0
    features = np.array(
        [
            late + foreign,
            1.0 if foreign else np.mean(focuses),
            np.mean(units),
            _ordinals_present(question.text, text),
            _years_present(question.asked, text, top),
            float(not unknown_names(retrieval)),
        ],
        np.float32,
    )
    return np.clip(features, *BOUNDS)


def _unit_and_focus(
    retrieval: Retrieval, statements: Sequence[Statement], part: int
) -> tuple[float, float]:
    """Return whether a good statement has the unit asked for, and its similarity to the focus.

    The focus is the words beside the question word. Both are 1 where no figure is asked for.
    """
    question, query = retrieval.question, retrieval.query
    start, end = question.parts[part]
    asked = question.text[start:end]
    if not requires_figure(asked):
        return 1.0, 1.0
    feature = _UNIT if unit_pattern(asked) else _FIGURE
    order = sorted(statements, key=lambda s: -s.scores[part])[:TOP_STATEMENTS]
    fitting = [s for s in order if s.features[part][feature] > 0]
    tokens = query.covering(focus(question.text, start, end))
    if not fitting or not len(tokens):
        return float(bool(fitting)), 1.0 if fitting else 0.8
    best = order[0].scores[part]
    return 1.0, max(
        float(_token_similarity(s)[tokens].mean() - FIT_COST * (best - s.scores[part]))
        for s in fitting
    )


def _token_similarity(statement: Statement) -> NDArray[np.float32]:
    """Return the best cosine of each query token in the statement, without its context: (q,)."""
    candidate, offset = statement.candidate, statement.candidate.passage.start
    (tokens,) = candidate.within((statement.start - offset, statement.end - offset))
    return max_sim(candidate.similarity[tokens])


def _is_foreign(text: str) -> bool:
    """Return whether most of the question is in words of Latin script, at least three of them."""
    words = re.findall(r"[A-Za-z]{2,}", text)
    return len(words) >= 3 and sum(map(len, words)) > len(text) / 2


def _ordinals_present(question: str, text: str) -> float:
    """Return the share of the question's ordinals that a text contains; 1 without any."""
    asked = [
        f"第{number}{unit}" for unit, numbers in ordinals(question).items() for number in numbers
    ]
    return sum(term in text for term in asked) / len(asked) if asked else 1.0


def _years_present(question: str, text: str, articles: Sequence[Article]) -> float:
    """Return the share of the question's years that the articles cover; 1 without any.

    An article covers the years in its text, that of its publication and the one before.
    """
    asked = set(_YEAR.findall(question))
    published = {int(year) for a in articles for year in _YEAR.findall(f"{a.issue} {a.date}")}
    known = {str(y - back) for y in published for back in (0, 1)}
    return sum(year in text or year in known for year in asked) / len(asked) if asked else 1.0
