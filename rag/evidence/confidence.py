"""Estimate the probability that the evidence contains the answer.

A logistic function of a few signals, whose weights `python -m eval.fitting` learns from
answerable and unanswerable questions. Similarities are compared with the level that those to
unrelated articles have in this index (index.search.levels), so that the weights hold for other
encoders and corpora.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import TYPE_CHECKING

import numpy as np

from rag.english.rendering import is_english
from rag.evidence.asked_attribute import untold
from rag.evidence.like_figures import like_thing
from rag.evidence.named_institution import of_another
from rag.evidence.scoring import FEATURES as STATEMENT_FEATURES
from rag.evidence.scoring import PASSAGES, shares
from rag.evidence.statements import Statement
from rag.evidence.unknown_names import unknown_names
from rag.evidence.years import years_covered, years_in_force
from rag.fitted import fitted, weights
from rag.question.analysis import YEAR, ordinals
from rag.question.answer_type import asks_figure
from rag.question.understanding import Question
from rag.retrieval.late_interaction import max_sim
from rag.retrieval.retriever import Retrieval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.model import Article
    from rag.retrieval.in_force import InForce

FEATURES = (
    "unrelated",  # how far the best passage's MaxSim lies below UNRELATED, negative
    "cosine",  # of the best statement, above that of unrelated ones
    "weakest",  # cosine of the content token that the best statements match least, the same
    "figure",  # share of the evidence that has the figure or date asked for; 1 if none is
    "asks_figure",  # share of the parts that ask for a figure or date
    "ordinal",  # share of the question's ordinals that the best articles contain
    "year",  # share of the question's years that the best articles cover
    "named",  # share of the parts of which the evidence mentions every name and thing
)
WEIGHTS = weights("confidence", FEATURES)
BIAS, THRESHOLD = fitted("confidence")["bias"], fitted("confidence")["threshold"]

MAX_ODDS = 500.0  # log odds against an answer that a float's exponential bears
UNRELATED = -1.0  # standard deviations from the level of unrelated articles
TOP_STATEMENTS = 3  # whose matches of a token count
TOP_ARTICLES = 3
FOREIGN_BONUS = 1.5  # standard deviations, for a question in another language than the corpus

_NAMED = FEATURES.index("named")
_FIGURE = STATEMENT_FEATURES.index("figure")


def confidence(features: NDArray[np.float32]) -> float:
    """Return the probability, 0 to 1, that the corpus contains the answer.

    0 where each part of the question names what no good passage mentions: such questions are
    too few among those learned from, and an answer would be about something else.
    """
    if not features[_NAMED]:
        return 0.0
    odds = float(features @ WEIGHTS + BIAS)
    return 1 / (1 + exp(min(-odds, MAX_ODDS)))


def signals(retrieval: Retrieval, statements: Sequence[Statement]) -> NDArray[np.float32]:
    """Return the signals of a question and its evidence: (len(FEATURES),)."""
    if not retrieval.candidates or not statements:
        return np.zeros(len(FEATURES), np.float32)
    question, levels = retrieval.question, retrieval.levels
    bonus = FOREIGN_BONUS if is_english(question.text) else 0.0
    share = shares(statements)
    best = np.argsort(-share, kind="stable")[:TOP_STATEMENTS]
    matched = np.maximum.reduce([statements[i].similarity for i in best])
    content = retrieval.query.content()
    related = levels.max_sim.standardise(_similarity(retrieval)) + bonus
    parts = range(len(question.parts))
    figures = [_figure_signals(question, statements, part) for part in parts]
    articles = list({c.article.id: c.article for c in retrieval.candidates[:PASSAGES]}.values())
    top = articles[:TOP_ARTICLES]
    return np.array(
        [
            min(0.0, related - UNRELATED),
            levels.cosine.standardise(max(s.cosine for s in statements)) + bonus,
            levels.max_sim.standardise(float(matched[content].min())) + bonus,
            *np.mean(figures, axis=0),
            _ordinals_present(question.text, " ".join(a.title + a.text for a in top)),
            _years_covered(question.text, top, retrieval.in_force),
            np.mean([not unmentioned(retrieval, statements, part) for part in parts]),
        ],
        np.float32,
    )


def unmentioned(retrieval: Retrieval, statements: Sequence[Statement], part: int) -> list[str]:
    """Return what a part of the question names and the evidence does not.

    Names, things like another one, what is asked of a thing, the institution it is asked of.
    """
    notices = (like_thing, untold, of_another)
    found = (notice(retrieval, statements, part) for notice in notices)
    return unknown_names(retrieval, part) + [one for one in found if one]


def _similarity(retrieval: Retrieval) -> float:
    """Return the unweighted MaxSim of the question and the best of the first passages."""
    return max(float(max_sim(c.similarity).mean()) for c in retrieval.candidates[:PASSAGES])


def _figure_signals(
    question: Question, statements: Sequence[Statement], part: int
) -> tuple[float, float]:
    """Return the signals `figure` and `asks_figure` of one part."""
    if not asks_figure(question.asked_in(part)):
        return 1.0, 0.0
    fits = np.array([s.features[part, _FIGURE] for s in statements])
    scores = np.array([s.scores[part] for s in statements])
    odds = np.exp(scores - scores.max())
    return float(fits @ odds / odds.sum()), 1.0


def _ordinals_present(question: str, text: str) -> float:
    """Return the share of the question's ordinals that a text contains; 1 without any."""
    asked = [
        f"第{number}{unit}" for unit, numbers in ordinals(question).items() for number in numbers
    ]
    return sum(term in text for term in asked) / len(asked) if asked else 1.0


def _years_covered(question: str, articles: Sequence[Article], known: InForce) -> float:
    """Return the share of the question's years that the articles cover or hold in; 1 without any."""
    asked = set(YEAR.findall(question))
    covered = years_covered(asked, articles) | years_in_force(asked, articles, known)
    return len(covered) / len(asked) if asked else 1.0
