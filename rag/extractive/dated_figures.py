"""Find statements of several articles that give different figures for the same thing.

An answer quotes both, the newest article first: the figure changed, or the articles contradict
each other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from index.text.characters import character_pairs
from rag.evidence.statements import Statement
from rag.extractive.bold.figures import asked_figures
from rag.question.analysis import asks_of_a_time
from rag.question.understanding import Question

MIN_CLAUSE_OVERLAP = 0.5  # share of the shorter clause's bigrams that both clauses contain
MIN_COMMON = 3  # bigrams that both clauses contain at least
MIN_QUESTION_OVERLAP = 0.6  # of the question's bigrams in one statement, share in the other too
MAX_GAP = 1.0  # in log odds, below the best statement

_CLAUSE = re.compile(
    r"[^，,；;。！？!?：:\n\t]+(?:,\d{3}[^，,；;。！？!?：:\n\t]*)*"
)  # keeps 1,200 whole


def differing_figures(
    statements: Sequence[Statement],
    chosen: Collection[int],
    question: Question,
) -> set[int]:
    """Return the indices of the statements that give different figures in different articles.

    They are the best chosen statement of a part and those that differ from it. Where the
    question names a time, articles of other dates are left out.
    """
    found: set[int] = set()
    if not chosen:
        return found
    one_time = asks_of_a_time(question.text)
    articles = [s.article for s in statements]
    for part in range(len(question.parts)):
        best = max(chosen, key=lambda i: (float(statements[i].scores[part]), -i))
        clauses = [dict(_figure_clauses(statement, question, part)) for statement in statements]
        others = {
            i
            for i in range(len(statements))
            if articles[i].id != articles[best].id
            and not (one_time and articles[i].known_date != articles[best].known_date)
            and statements[i].scores[part] > statements[best].scores[part] - MAX_GAP
            and _same_subject(statements[best].text, statements[i].text, question.text)
            and _differ(clauses[best], clauses[i])
        }
        found |= others | {best} if others else others
    return found


def differs(best: Statement, other: Statement, question: Question, part: int) -> bool:
    """Return whether another statement gives another figure than the best for the same thing."""
    return _same_subject(best.text, other.text, question.text) and _differ(
        dict(_figure_clauses(best, question, part)), dict(_figure_clauses(other, question, part))
    )


def likeness(one: Statement, other: Statement) -> float:
    """Return the share of the smaller statement's bigrams of letters that both contain."""
    a, b = _bigrams(one.text), _bigrams(other.text)
    return len(a & b) / max(1, min(len(a), len(b)))


def newest_first(chosen: Sequence[Statement], question: Question) -> list[str]:
    """Return the ids of the chosen articles with differing figures, the newest first, undated ones last."""
    differ = differing_figures(chosen, range(len(chosen)), question)
    dates = {chosen[i].article.id: chosen[i].article.known_date for i in sorted(differ)}
    return sorted(dates, key=lambda id_: dates[id_], reverse=True)


def _figure_clauses(
    statement: Statement, question: Question, part: int
) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each figure that may answer, with the bigrams of the rest of its clause."""
    for figure in asked_figures(statement.text, question, part):
        for clause in _CLAUSE.finditer(statement.text):
            if clause.start() <= figure.start() < clause.end():
                before = statement.text[clause.start() : figure.start()]
                after = statement.text[figure.end() : clause.end()]
                yield figure[0], _bigrams(before + after)


def _same_subject(one: str, other: str, question: str) -> bool:
    """Return whether the other statement contains what the one contains of the question."""
    of_question = _bigrams(question) & _bigrams(one)
    return len(of_question & _bigrams(other)) >= MIN_QUESTION_OVERLAP * len(of_question)


def _differ(one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]) -> bool:
    """Return whether two statements have similar clauses and no figure in common."""
    return not one.keys() & other.keys() and any(
        len(a & b) >= max(MIN_COMMON, MIN_CLAUSE_OVERLAP * min(len(a), len(b)))
        for a in one.values()
        for b in other.values()
    )


def _bigrams(text: str) -> frozenset[str]:
    """Return the bigrams of letters, across digits and punctuation, function words included."""
    return frozenset(character_pairs(re.sub(r"[\d\W]", "", text)))
