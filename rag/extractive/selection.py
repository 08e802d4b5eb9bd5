"""The default answerer: the exact statements that answer, chosen from the evidence.

First the best statement for each part of the question, then, within the budget of the
kind of question, those that add most: their score and what they newly cover of the
question's tokens (budgeted submodular selection, Lin & Bilmes 2010). An enumeration that
answers is taken whole, each issue, batch and place compared is heard, and what stands
under another subject's heading is left out. Quoted verbatim, grouped by article.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from rag.evidence.statements import Statement, part_weights
from rag.extractive.dated_figures import accounts
from rag.extractive.subject_headings import other_subjects
from rag.language.proper_names import PLACE, proper_names
from rag.question.analysis import issue_hints, ordinals
from rag.question.answer_type import conflicts
from rag.question.understanding import Question
from rag.retrieval.retriever import Retrieval

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHORT, MIDDLE, WIDE = 160, 240, 420  # characters of an answer, by what is asked
LISTED = 180  # that an enumeration is filled up to, where it is shorter
EACH_PART = 60  # further characters for each part after the first
COVERAGE = 60.0  # worth of covering all of the question's tokens, in log odds
ADJACENT = 0.3  # worth of standing next to a chosen statement
NEW_ARTICLE = -1.0  # worth of leading the reader to a further article
REPEATED = -1.0  # worth of saying what another chosen statement says
LEAST_GAP, LEAST_GAP_WIDE = 1.3, 1.0  # below the best statement: not worth its length
FAR = 3.0  # below it: not even the other side of a comparison


def budget(question: Question) -> int:
    """Characters an answer may have: least for a figure or fact, most for an enumeration."""
    if question.wide:
        return WIDE
    base = MIDDLE if question.broad else SHORT
    return base + EACH_PART * (len(question.parts) - 1)


def choose(retrieval: Retrieval, statements: Sequence[Statement]) -> list[Statement]:
    """Statements that answer together, in the order given."""
    text = retrieval.question.text
    apart = other_subjects(statements, text)
    fitting = [
        s for i, s in enumerate(statements) if i not in apart and not conflicts(s.text, text)
    ] or list(statements)
    if not fitting:
        return []
    selection = _Selection(retrieval, fitting)
    for part in range(len(retrieval.question.parts)):
        selection.take_for(part)
    for unit, numbers in ordinals(text).items():
        for number in sorted(numbers):
            selection.take_naming(f"第{number}{unit}")
    for issue in issue_hints(text):
        selection.take_from(issue)
    if selection.take_listed():
        selection.fill(LISTED)
    else:
        selection.fill(budget(retrieval.question))
    places = proper_names(text, (PLACE,), 2)
    for place in places if len(places) > 1 else ():
        selection.take_about(place)
    told = accounts(fitting, selection.chosen, retrieval.question)
    return [fitting[i] for i in sorted(told.union(selection.chosen))]


class _Selection:
    """Statements chosen so far."""

    def __init__(self, retrieval: Retrieval, statements: Sequence[Statement]) -> None:
        self._statements = statements
        self._weights = np.stack(part_weights(retrieval.query, retrieval.question))  # (parts, q)
        self._scores = np.stack([s.scores for s in statements])  # (statements, parts)
        self._similarity = np.stack([s.similarity for s in statements])  # (statements, q)
        self._covered = np.zeros_like(retrieval.query.weights)
        self._articles = np.array([s.article.id for s in statements])
        self._known, self._beside, self._repeated = np.zeros((3, len(statements)), bool)
        gap = LEAST_GAP_WIDE if retrieval.question.wide else LEAST_GAP
        self._floor = float(self._scores.max()) - gap
        self.chosen: list[int] = []
        self.length = 0

    def take_for(self, part: int) -> None:
        """Take the best statement for a part, unless a chosen one is as good."""
        order = np.argsort(-self._scores[:, part], kind="stable")
        best = int(order[0])
        if best not in self.chosen and (not self.chosen or self._scores[best, part] >= self._floor):
            self._take(best)

    def take_naming(self, term: str) -> None:
        """Take the best statement that names what was asked for, unless a chosen one does.

        What directly follows the name speaks of it too.
        """
        naming = {i for i, s in enumerate(self._statements) if term in s.text}
        if naming.isdisjoint(self.chosen):
            self._take_best(naming | {i + 1 for i in naming if self._adjoins(i, i + 1)})

    def take_from(self, issue: str) -> None:
        """Take the best statement of an issue that the question names, if none is chosen."""
        inside = {
            i for i, s in enumerate(self._statements) if s.candidate.passage.issue.startswith(issue)
        }
        if inside.isdisjoint(self.chosen):
            self._take_best(inside)

    def take_about(self, place: str) -> None:
        """Take the best statement about one of the places compared, unless a chosen one is."""
        about = {i for i, s in enumerate(self._statements) if _is_about(s, place)}
        if about.isdisjoint(self.chosen):
            least = self._scores.max() - FAR
            self._take_best({i for i in about if self._scores[i].max() > least})

    def _take_best(self, among: set[int]) -> None:
        if left := among.difference(self.chosen):
            self._take(max(left, key=lambda i: (float(self._scores[i].max()), -i)))

    def _adjoins(self, i: int, j: int) -> bool:
        """Whether two statements follow each other in one passage."""
        return (
            abs(i - j) == 1
            and max(i, j) < len(self._statements)
            and self._statements[i].candidate is self._statements[j].candidate
        )

    def take_listed(self) -> bool:
        """Take every item of the enumeration that answers; False where there is none."""
        listed = [i for i, statement in enumerate(self._statements) if statement.listed]
        for i in listed:
            if i not in self.chosen:
                self._take(i)
        return bool(listed)

    def fill(self, limit: int) -> None:
        """Add what is worth most while there is room."""
        left = np.ones(len(self._statements), bool)
        left[self.chosen] = False
        while left.any():
            gains = np.where(left, self._gains(), -np.inf)
            best = int(gains.argmax())
            left[best] = False
            if gains[best] < self._floor:
                return
            if self.length + len(self._statements[best].text) <= limit:
                self._take(best)

    def _take(self, i: int) -> None:
        text = self._statements[i].text
        self.chosen.append(i)
        self.length += len(text)
        self._covered = np.maximum(self._covered, self._similarity[i])
        self._known |= self._articles == self._articles[i]
        self._beside[[j for j in range(max(i - 1, 0), i + 2) if self._adjoins(i, j)]] = True
        self._repeated |= [_repeats(other.text, text) for other in self._statements]

    def _gains(self) -> NDArray[np.float32]:
        """What each statement would add to the chosen ones, (statements,)."""
        fresh = np.maximum(self._similarity - self._covered, 0) @ self._weights.T
        gains: NDArray[np.float32] = (
            self._scores.max(axis=1)
            + COVERAGE * fresh.max(axis=1)
            + ADJACENT * self._beside
            + REPEATED * self._repeated
            + NEW_ARTICLE * ~self._known
        )
        return gains


def _is_about(statement: Statement, place: str) -> bool:
    said = (statement.text, statement.article.title, *statement.candidate.passage.headings)
    return any(place in text for text in said)


def _repeats(text: str, other: str) -> bool:
    """Whether most of a statement's bigrams stand in another."""
    grams = _bigrams(text)
    return len(grams) > 4 and len(grams & _bigrams(other)) > 0.7 * len(grams)


@lru_cache(maxsize=4096)
def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
