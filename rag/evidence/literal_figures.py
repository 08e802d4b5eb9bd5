"""Put the statement first that has the figure asked for and says all words of the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from index.text.dictionary import dictionary, tag_of
from index.text.tokenizer import stop_words
from rag.evidence.abbreviations import shortened
from rag.evidence.statements import Statement
from rag.question.analysis import ASKS, FILLER, YEAR_WORD
from rag.question.answer_type import asks_figure
from rag.question.understanding import Question

_COUNTING = re.compile("[mqrt]")  # tags of numbers, measure and pointing words: 一个, 每月

MARGIN = 2.0  # log odds by which the best of them then surpasses the best other
MIN_WORDS = 2  # of the question in the statement itself


def literal_first(
    statements: Sequence[Statement], question: Question, figure: int
) -> list[Statement]:
    """Raise the statements that have the figure and say all that is asked above all others.

    Of the words asked, the titles and headings above may have some. `figure` is the index of the
    feature that tells whether a statement has the figure.
    """
    scored = list(statements)
    for part in range(len(question.parts)):
        asked = question.asked_in(part)
        if not scored or not asks_figure(asked):
            continue
        best = max(scored, key=lambda s: float(s.scores[part]))
        if best.features[part, figure] < 1 or not _says(best, asked):
            fitting = (i for i, s in enumerate(scored) if s.features[part, figure] == 1)
            literal = [i for i in fitting if _says(scored[i], asked)]
            _raise(scored, literal, part, float(best.scores[part]) + MARGIN)
    return scored


def _raise(scored: list[Statement], those: Sequence[int], part: int, to: float) -> None:
    """Raise the scores of some statements for a part in place, all alike, the best one `to`."""
    lift = to - max((float(scored[i].scores[part]) for i in those), default=to)
    for i in those:
        scores = scored[i].scores.copy()
        scores[part] += lift
        scored[i] = replace(scored[i], scores=scores)


def _says(statement: Statement, asked: str) -> bool:
    """Return whether a statement, with its title and headings, has all content words asked."""
    words = _content(asked)
    article = statement.article
    own = shortened(statement.text, asked, article)
    around = "\n".join((article.title, *statement.candidate.passage.headings))
    around = shortened(around, asked, article)
    said = [word for word in words if word in own]
    return len(said) >= MIN_WORDS and all(word in own or word in around for word in words)


@lru_cache(maxsize=64)
def _content(asked: str) -> tuple[str, ...]:
    """Return the content words of a question, without years, numbers and words that ask."""
    bare = FILLER.sub(" ", YEAR_WORD.sub(" ", asked))
    return tuple(word for word in dictionary().cut(bare) if _has_content(word))


def _has_content(word: str) -> bool:
    if len(word) < 2 or not word.isalpha() or ASKS.search(word) or word in stop_words():
        return False
    return not _COUNTING.match(tag_of(word) or "n")
