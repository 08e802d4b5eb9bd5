"""How sure the evidence makes us: whether the corpus holds the answer at all.

Few signals, each of which says that something asked for is missing: likeness of the best
passage, a statement with the unit asked for, the words beside the asking word in that
statement, the question's ordinals, years and names in the evidence. A logistic function
joins them; `python -m eval.tune` fits it (Platt 1999) with the classes weighed alike. What
must not be missing at all (ordinals, years, names) has a weight set by hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import exp
from typing import TYPE_CHECKING

import numpy as np

from index.model import Article
from rag.evidence.statements import FEATURES as STATEMENT_FEATURES
from rag.evidence.statements import Statement
from rag.evidence.unknown_names import unknown_names
from rag.question.analysis import ordinals
from rag.question.answer_type import focus, requires_figure, unit_pattern
from rag.retrieval.late_interaction import max_sim
from rag.retrieval.retriever import Retrieval

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEATURES = ("late", "focus", "unit", "ordinal", "year", "named")
WEIGHTS = np.array([83.4, 36.8, 6.8, 8.0, 8.0, 8.0], np.float32)
BIAS = -135.9
BOUNDS = np.array([[0.7, 0.7, 0, 0, 0, 0], [0.92, 0.92, 1, 1, 1, 1]], np.float32)
THRESHOLD = 0.2  # below it we abstain

CONSIDERED = 12  # best statements of a part
FOREIGN = 0.08  # added likeness for a question in another language than the corpus
TOP_ARTICLES = 3

_UNIT, _FIGURE = STATEMENT_FEATURES.index("unit"), STATEMENT_FEATURES.index("figure")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def confidence(features: NDArray[np.float32]) -> float:
    """Probability, 0 to 1, that the corpus answers."""
    return 1 / (1 + exp(-float(features @ WEIGHTS + BIAS)))


def signals(retrieval: Retrieval, statements: Sequence[Statement]) -> NDArray[np.float32]:
    """Features of a question and its evidence: (len(FEATURES),)."""
    question, query = retrieval.question, retrieval.query
    if not retrieval.candidates or not statements:
        return np.zeros(len(FEATURES), np.float32)
    late = float(max_sim(retrieval.candidates[0].similarity) @ query.weights)
    units, focuses = zip(
        *(_part(retrieval, statements, part) for part in range(len(question.parts))), strict=True
    )
    found = {c.article.id: c.article for c in retrieval.candidates[:10]}
    top = list(found.values())[:TOP_ARTICLES]
    text = " ".join(article.title + article.text for article in top)
    foreign = FOREIGN if _is_foreign(question.asked) else 0.0
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


def _part(retrieval: Retrieval, statements: Sequence[Statement], part: int) -> tuple[float, float]:
    """Whether a good statement has the unit asked for, and how well it matches the focus."""
    question, query = retrieval.question, retrieval.query
    start, end = question.parts[part]
    asked = question.text[start:end]
    if not requires_figure(asked):
        return 1.0, 1.0
    feature = _UNIT if unit_pattern(asked) else _FIGURE
    order = sorted(statements, key=lambda s: -s.scores[part])[:CONSIDERED]
    fitting = [s for s in order if s.features[part][feature] > 0]
    tokens = query.covering(focus(question.text, start, end))
    if not fitting or not len(tokens):
        return float(bool(fitting)), 1.0 if fitting else 0.8
    best = order[0].scores[part]
    return 1.0, max(float(_own(s)[tokens].mean() - 0.01 * (best - s.scores[part])) for s in fitting)


def _own(statement: Statement) -> NDArray[np.float32]:
    """Best cosine of each query token in the statement itself, (q,)."""
    candidate, offset = statement.candidate, statement.candidate.passage.start
    (tokens,) = candidate.within((statement.start - offset, statement.end - offset))
    return max_sim(candidate.similarity[tokens])


def _is_foreign(text: str) -> bool:
    """Whether a question is written in words of Latin script, three at least."""
    words = re.findall(r"[A-Za-z]{2,}", text)
    return len(words) >= 3 and sum(map(len, words)) > len(text) / 2


def _ordinals_present(question: str, text: str) -> float:
    asked = [
        f"第{number}{unit}" for unit, numbers in ordinals(question).items() for number in numbers
    ]
    return sum(term in text for term in asked) / len(asked) if asked else 1.0


def _years_present(question: str, text: str, articles: Sequence[Article]) -> float:
    """Share of the years asked for that the articles name, or were published in or just after."""
    asked = set(_YEAR.findall(question))
    published = {int(year) for a in articles for year in _YEAR.findall(f"{a.issue} {a.date}")}
    known = {str(y - back) for y in published for back in (0, 1)}
    return sum(year in text or year in known for year in asked) / len(asked) if asked else 1.0
