"""Figures that differ from one date to another: a reader wants both, the newest first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from rag.evidence.statements import Statement
from rag.extractive.highlights import asked_figures
from rag.question.analysis import asks_of_a_time
from rag.question.understanding import Question

LIKE = 0.5  # of the smaller clause's bigrams, that the other must have too
LEAST = 3  # bigrams that two clauses must share; fewer name nothing
AS_WELL = 0.6  # of what the one statement has of the question, that the other must have too
GAP = 1.0  # below the best statement, in log odds

_CLAUSE = re.compile(r"[^，,；;。！？!?：:\n\t]+(?:,\d{3}[^，,；;。！？!?：:\n\t]*)*")


def accounts(
    statements: Sequence[Statement],
    chosen: Collection[int],
    question: Question,
) -> set[int]:
    """Indices of a chosen statement and of those with another figure for the same, at other dates.

    Empty where there is only one account, or where the question says which time it means.
    """
    found: set[int] = set()
    if not chosen or asks_of_a_time(question.text):
        return found
    dates = [s.article.dated for s in statements]
    for part in range(len(question.parts)):
        best = max(chosen, key=lambda i: (float(statements[i].scores[part]), -i))
        told = [dict(_told(statement, question, part)) for statement in statements]
        others = {
            i
            for i, figures in enumerate(told)
            if dates[i] != dates[best]
            and statements[i].scores[part] > statements[best].scores[part] - GAP
            and _as_well(statements[best].text, statements[i].text, question.text)
            and _differ(told[best], figures)
        }
        found |= others | {best} if others else others
    return found


def newest_first(chosen: Sequence[Statement], question: Question) -> list[str]:
    """Ids of the articles that differ among what was chosen, by date."""
    differ = accounts(chosen, range(len(chosen)), question)
    dates = {chosen[i].article.id: chosen[i].article.dated for i in sorted(differ)}
    return sorted(dates, key=lambda id_: dates[id_], reverse=True)


def _told(
    statement: Statement, question: Question, part: int
) -> Iterator[tuple[str, frozenset[str]]]:
    """Each figure of the kind asked for, with the bigrams of the clause that it stands in."""
    for figure in asked_figures(statement.text, question, part):
        for clause in _CLAUSE.finditer(statement.text):
            if clause.start() <= figure.start() < clause.end():
                said = statement.text[clause.start() : figure.start()]
                said += statement.text[figure.end() : clause.end()]
                yield figure[0], _bigrams(said)


def _as_well(one: str, other: str, question: str) -> bool:
    """Whether the other statement, too, speaks of what in the question the one speaks of."""
    asked = _bigrams(question)
    spoken = asked & _bigrams(one)
    return len(spoken & _bigrams(other)) >= AS_WELL * len(spoken)


def _differ(one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]) -> bool:
    """Whether two statements say the same with other figures."""
    return not one.keys() & other.keys() and any(
        len(a & b) >= max(LEAST, LIKE * min(len(a), len(b)))
        for a in one.values()
        for b in other.values()
    )


def _bigrams(text: str) -> frozenset[str]:
    words = re.sub(r"[\d\W]", "", text)
    return frozenset(words[i : i + 2] for i in range(len(words) - 1))
