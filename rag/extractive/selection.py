"""Choose the statements that an extractive answer quotes.

First the best statement for each part of the question, and one for each ordinal and issue that
it names. Then, within a budget of characters, the statements that add most: their score and how
many more of the question's tokens they cover (budgeted submodular selection, Lin & Bilmes 2010).
Last one for each place that is compared, and those with other figures at other dates. An
enumeration that answers is chosen as a whole. Statements below the heading of another subject are
left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from index.text.characters import character_pairs
from rag.evidence.scoring import part_weights
from rag.evidence.statements import Statement
from rag.extractive.dated_figures import differing_figures
from rag.extractive.subject_headings import other_subjects
from rag.language.proper_names import PLACE, proper_names
from rag.question.analysis import issue_hints, ordinals
from rag.question.answer_type import conflicts
from rag.question.understanding import Question
from rag.retrieval.retriever import Retrieval

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Lengths in characters
SHORT_BUDGET, BROAD_BUDGET, WIDE_BUDGET = 160, 240, 420
LISTING_BUDGET = 180  # a shorter enumeration is filled up to it
PART_BUDGET = 60  # added for each part of the question after the first

# Gains in log odds
COVERAGE = 60.0  # of covering all of the question's tokens
ADJACENT = 0.3  # of following or preceding a chosen statement
NEW_ARTICLE = -1.0  # of being from an article that has no chosen statement
REPEATED = -1.0  # of repeating a chosen statement
MAX_GAP, MAX_GAP_WIDE = 1.3, 1.0  # a statement's gain may be below the best score by this much
MAX_GAP_PLACE = 3.0  # the same for a score, where places are compared

MIN_REPEATED = 0.7  # share of a statement's bigrams in another one, which it then repeats


def budget(question: Question) -> int:
    """Return how many characters an answer may have."""
    if question.wide:
        return WIDE_BUDGET
    base = BROAD_BUDGET if question.broad else SHORT_BUDGET
    return base + PART_BUDGET * (len(question.parts) - 1)


def choose(retrieval: Retrieval, statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements that together answer the question, in the order given."""
    text = retrieval.question.text
    unrelated = other_subjects(statements, text)
    fitting = [
        s for i, s in enumerate(statements) if i not in unrelated and not conflicts(s.text, text)
    ] or list(statements)
    if not fitting:
        return []
    selection = _Selection(retrieval, fitting)
    for part in range(len(retrieval.question.parts)):
        selection.take_for_part(part)
    for unit, numbers in ordinals(text).items():
        for number in sorted(numbers):
            selection.take_naming(f"第{number}{unit}")
    for issue in issue_hints(text):
        selection.take_from_issue(issue)
    if selection.take_enumeration():
        selection.fill(LISTING_BUDGET)
    else:
        selection.fill(budget(retrieval.question))
    places = proper_names(text, (PLACE,), 2)
    for place in places if len(places) > 1 else ():
        selection.take_about_place(place)
    differing = differing_figures(fitting, selection.chosen, retrieval.question)
    return [fitting[i] for i in sorted(differing.union(selection.chosen))]


class _Selection:
    """The statements chosen so far, as indices."""

    def __init__(self, retrieval: Retrieval, statements: Sequence[Statement]) -> None:
        self._statements = statements
        self._weights = np.stack(part_weights(retrieval.query, retrieval.question))  # (parts, q)
        self._scores = np.stack([s.scores for s in statements])  # (statements, parts)
        self._similarity = np.stack([s.similarity for s in statements])  # (statements, q)
        self._covered = np.zeros_like(retrieval.query.weights)  # (q,), by the chosen ones
        self._articles = np.array([s.article.id for s in statements])
        # (statements,): is from an article with a chosen one, is next to one, repeats one
        self._in_known_article, self._adjacent, self._repeated = np.zeros(
            (3, len(statements)), bool
        )
        gap = MAX_GAP_WIDE if retrieval.question.wide else MAX_GAP
        self._floor = float(self._scores.max()) - gap
        self.chosen: list[int] = []
        self.length = 0

    def take_for_part(self, part: int) -> None:
        """Take the best statement for a part; after the first, only if it is close to the best."""
        order = np.argsort(-self._scores[:, part], kind="stable")
        best = int(order[0])
        if best not in self.chosen and (not self.chosen or self._scores[best, part] >= self._floor):
            self._take(best)

    def take_naming(self, term: str) -> None:
        """Take the best statement that contains a term, unless a chosen one does.

        The statement that follows one with the term counts too: it is about the same.
        """
        naming = {i for i, s in enumerate(self._statements) if term in s.text}
        if naming.isdisjoint(self.chosen):
            self._take_best(naming | {i + 1 for i in naming if self._adjoins(i, i + 1)})

    def take_from_issue(self, issue: str) -> None:
        """Take the best statement of an issue, unless a chosen one is from it."""
        inside = {
            i for i, s in enumerate(self._statements) if s.candidate.passage.issue.startswith(issue)
        }
        if inside.isdisjoint(self.chosen):
            self._take_best(inside)

    def take_about_place(self, place: str) -> None:
        """Take the best statement about a place, unless a chosen one is about it."""
        about = {i for i, s in enumerate(self._statements) if _is_about(s, place)}
        if about.isdisjoint(self.chosen):
            least = self._scores.max() - MAX_GAP_PLACE
            self._take_best({i for i in about if self._scores[i].max() > least})

    def _take_best(self, among: set[int]) -> None:
        """Take the one with the highest score for any part, the first of equals."""
        if left := among.difference(self.chosen):
            self._take(max(left, key=lambda i: (float(self._scores[i].max()), -i)))

    def _adjoins(self, i: int, j: int) -> bool:
        """Return whether two statements follow each other in one passage."""
        return (
            abs(i - j) == 1
            and max(i, j) < len(self._statements)
            and self._statements[i].candidate is self._statements[j].candidate
        )

    def take_enumeration(self) -> bool:
        """Take every item of the enumeration that answers; return whether there is one."""
        listed = [i for i, statement in enumerate(self._statements) if statement.listed]
        for i in listed:
            if i not in self.chosen:
                self._take(i)
        return bool(listed)

    def fill(self, limit: int) -> None:
        """Take statements by their gain while they fit into `limit` characters."""
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
        self._in_known_article |= self._articles == self._articles[i]
        self._adjacent[[j for j in range(max(i - 1, 0), i + 2) if self._adjoins(i, j)]] = True
        self._repeated |= [_repeats(other.text, text) for other in self._statements]

    def _gains(self) -> NDArray[np.float32]:
        """Return how much each statement would add to the chosen ones: (statements,)."""
        newly_covered = np.maximum(self._similarity - self._covered, 0) @ self._weights.T
        gains: NDArray[np.float32] = (
            self._scores.max(axis=1)
            + COVERAGE * newly_covered.max(axis=1)
            + ADJACENT * self._adjacent
            + REPEATED * self._repeated
            + NEW_ARTICLE * ~self._in_known_article
        )
        return gains


def _is_about(statement: Statement, place: str) -> bool:
    """Return whether a statement, its headings or its article's title contain a place."""
    texts = (statement.text, statement.article.title, *statement.candidate.passage.headings)
    return any(place in text for text in texts)


def _repeats(text: str, other: str) -> bool:
    """Return whether another statement contains most of a statement's bigrams."""
    bigrams = _bigrams(text)
    return len(bigrams) > 4 and len(bigrams & _bigrams(other)) > MIN_REPEATED * len(bigrams)


@lru_cache(maxsize=4096)
def _bigrams(text: str) -> frozenset[str]:
    """Return the bigrams of all characters, punctuation included."""
    return frozenset(character_pairs(text))
