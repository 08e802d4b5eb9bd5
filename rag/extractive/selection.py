"""Choose the statements that an extractive answer quotes.

Each statement has an expected share of the evidence (rag.evidence.scoring.shares). The best for
each part of the question is taken, then every other whose share is worth its length: the length
of an answer follows from how sure the choice is and how widely the evidence is spread, and one
fitted number trades them. A sentence that defines what a
question asks about, or names as many kinds as it asks for, is all of its answer. One more is
taken for each ordinal, article of a statute and issue that the question names, and those with
other figures at other dates. An enumeration that answers is chosen as a whole. What was taken for
its worth alone and is clearly behind the best supports the answer and is read after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from index.text.characters import character_pairs
from rag.evidence.listing import asks_several
from rag.evidence.scoring import shares
from rag.evidence.statements import Statement
from rag.extractive.dated_figures import differing_figures
from rag.extractive.order import CLEARLY, is_item
from rag.extractive.parts.definition import definition
from rag.extractive.parts.kinds import names_all_kinds
from rag.extractive.parts.naming import belongs_alone
from rag.extractive.parts.reasons import reasons
from rag.extractive.parts.steps import asks_how, step
from rag.extractive.statement_filter import is_bare, is_salutation
from rag.fitted import fitted
from rag.language.discourse import leads_in
from rag.question.analysis import issue_hints, ordinals
from rag.question.answer_type import asks_figure, conflicts
from rag.question.article_numbers import named_articles
from rag.question.understanding import Question
from rag.retrieval.retriever import Retrieval

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_LENGTH = 420  # characters of an answer, unless an enumeration or a part needs more
LEAST_SHARE = fitted("selection")["least_share"]  # of the evidence, for each character
NAMED_ALONE = 2.0  # in log odds, for a statement that names one of several things asked about
SEVERAL = 1.5  # log odds below the best, within which another answers too where several things may
MIN_REPEATED = 0.7  # share of a statement's bigrams in another one, which it then repeats

_ASKS_TO_WHOM = re.compile("[发印下]给|[发印下]到|收到|主送|通知|单位|部门|谁|哪[些几]")


def choose(retrieval: Retrieval, statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements that together answer the question, in the order given."""
    text = retrieval.question.text
    fitting = [s for s in statements if not conflicts(s.text, text)] or list(statements)
    if not _ASKS_TO_WHOM.search(text):
        fitting = [s for s in fitting if not is_salutation(s.text)] or fitting
    if not fitting:
        return []
    selection = _Selection(fitting)
    for part in range(len(retrieval.question.parts)):
        selection.take_for_part(part, retrieval.question)
    if len(retrieval.question.parts) == 1 and (selection.defined or selection.names_all(text)):
        return [fitting[i] for i in selection.chosen]
    for unit, numbers in ordinals(text).items():
        for number in sorted(numbers):
            selection.take_naming(f"第{number}{unit}")
    for article in named_articles(text):  # 违反第五条怎么处罚
        selection.take_naming(article)
    for issue in issue_hints(text):
        selection.take_from_issue(issue)
    selection.take_enumeration()
    selection.take_worthwhile(retrieval.question)
    differing = differing_figures(fitting, selection.chosen, retrieval.question)
    supporting = selection.supporting - differing
    return [
        replace(fitting[i], supports=True) if i in supporting else fitting[i]
        for i in sorted(differing.union(selection.chosen))
    ]


class _Selection:
    """The statements chosen so far, as indices."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._statements = statements
        self._scores = np.stack([s.scores for s in statements])  # (statements, parts)
        self._shares = shares(statements)
        self.chosen: list[int] = []
        self.supporting: set[int] = set()
        self.length = 0
        self.defined = False

    def take_for_part(self, part: int, question: Question) -> None:
        """Take the statement that defines what a part asks, or the best one for it.

        Of several things, it is one that names this thing alone, if any is about as good.
        """
        scores = self._of_thing(part, question)
        defining = definition(self._statements, scores.tolist(), question.asked_in(part))
        self.defined = self.defined or defining is not None
        best = int(scores.argmax()) if defining is None else defining
        asked, taken = question.asked_in(part), [best]
        if defining is None and asks_how(asked):
            if asks_figure(asked):  # 怎么办理？要几天？
                taken = [best, step(self._statements, scores.tolist(), best)]
            elif best in self.chosen:
                taken = [step(self._statements, scores.tolist(), best)]
        for i in (*taken, *reasons(self._statements, best, asked)):
            if i not in self.chosen:
                self._take(i)

    def _of_thing(self, part: int, question: Question) -> NDArray[np.float32]:
        """Return the scores for a part, raised for what names its thing alone, if it has one."""
        scores: NDArray[np.float32] = self._scores[:, part]
        if not question.shared or not question.shared[part]:
            return scores
        alone = [belongs_alone(s, question, part) for s in self._statements]
        return scores + NAMED_ALONE * np.array(alone, np.float32)

    def names_all(self, question: str) -> bool:
        """Return whether the first statement taken names all kinds that a question asks for."""
        return names_all_kinds(self._statements[self.chosen[0]].text, question)

    def take_naming(self, term: str) -> None:
        """Take the best statement that contains a term, unless a chosen one does.

        The statement that follows one with the term counts too: it is about the same.
        """
        naming = {i for i, s in enumerate(self._statements) if term in s.text}
        if naming.isdisjoint(self.chosen):
            self._take_best(naming | {i + 1 for i in naming if self._is_followed(i)})

    def take_from_issue(self, issue: str) -> None:
        """Take the best statement of an issue, unless a chosen one is from it."""
        inside = {
            i for i, s in enumerate(self._statements) if s.candidate.passage.issue.startswith(issue)
        }
        if inside.isdisjoint(self.chosen):
            self._take_best(inside)

    def take_enumeration(self) -> None:
        """Take every item of the enumeration that answers, if there is one."""
        for i, statement in enumerate(self._statements):
            if statement.listed and i not in self.chosen:
                self._take(i)

    def take_worthwhile(self, question: Question) -> None:
        """Take statements whose shares are worth their lengths and that repeat no chosen one.

        Dates and numbers of files are taken alone where a figure is asked for. Those clearly
        behind the best support it, except the line that leads in an item taken before; another
        such line would bring a list with it and is left where none may answer.
        """
        bare = asks_figure(question.text)
        behind, listing = self._behind(question.text), asks_several(question.text)
        for i in np.argsort(-self._shares, kind="stable").tolist():
            text = self._statements[i].text
            if (
                i not in self.chosen
                and self._shares[i] >= LEAST_SHARE * len(text)
                and self.length + len(text) <= MAX_LENGTH
                and (bare or self._statements[i].kind == "table" or not is_bare(text))
                and (listing or not behind[i] or not leads_in(text) or self._leads_in_chosen(i))
                and not any(_repeats(text, self._statements[j].text) for j in self.chosen)
            ):
                self._take(i)
                if behind[i] and not self._leads_in_chosen(i):
                    self.supporting.add(i)

    def _behind(self, question: str) -> NDArray[np.bool_]:
        """Return which statements are clearly behind the best for each part of the question.

        Where a list may answer and none was found, what is not far behind answers too.
        """
        listed = any(s.listed for s in self._statements)
        near = SEVERAL if asks_several(question) and not listed else CLEARLY
        behind: NDArray[np.bool_] = (self._scores < self._scores.max(axis=0) - near).all(axis=1)
        return behind

    def _leads_in_chosen(self, i: int) -> bool:
        """Return whether a statement leads in the list of an item that was chosen to answer."""
        lead, answering = self._statements[i], set(self.chosen) - self.supporting
        if not leads_in(lead.text):
            return False
        own = [j for j, s in enumerate(self._statements) if s.article.id == lead.article.id]
        for j in sorted(own, key=lambda j: self._statements[j].start):
            statement = self._statements[j]
            if statement.start > lead.start:
                if leads_in(statement.text):
                    return False
                if j in answering and is_item(statement):
                    return True
        return False

    def _take_best(self, among: set[int]) -> None:
        """Take the one with the highest score for any part, the first of equals."""
        if left := among.difference(self.chosen):
            self._take(max(left, key=lambda i: (float(self._scores[i].max()), -i)))

    def _is_followed(self, i: int) -> bool:
        """Return whether the next statement is from the same passage."""
        return (
            i + 1 < len(self._statements)
            and self._statements[i].candidate is self._statements[i + 1].candidate
        )

    def _take(self, i: int) -> None:
        self.chosen.append(i)
        self.length += len(self._statements[i].text)


def _repeats(text: str, other: str) -> bool:
    """Return whether another statement contains most of a statement's bigrams."""
    bigrams = _bigrams(text)
    return len(bigrams) > 4 and len(bigrams & _bigrams(other)) > MIN_REPEATED * len(bigrams)


@lru_cache(maxsize=4096)
def _bigrams(text: str) -> frozenset[str]:
    """Return the bigrams of all characters, punctuation included."""
    return frozenset(character_pairs(text))
