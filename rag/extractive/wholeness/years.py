"""Begin a quote where its paragraph says by what year, if the question asks of that year.

到2020年，…。全国农机总动力超过10亿千瓦。 says of its second sentence alone nothing of 2020.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rag.evidence.statements import Statement
from rag.question.analysis import YEAR
from rag.question.answer_type import figure_fit

MAX_BEFORE = 130  # characters that are quoted for the year they begin with

_OPENS = re.compile(r"(?:^|[。！？])\s*((?:到|至|力争到)(?:20|19)\d\d年[底末]?[，,])")


def with_year(statement: Statement, asked: str) -> Statement:
    """Return a statement that gives the figure asked for of a year from where that is named on.

    It is left as it is where it names a year itself, and where the last year that its paragraph
    names before it is another one or is too far.
    """
    wanted = set(YEAR.findall(asked))
    passage = statement.candidate.passage
    if not wanted or YEAR.search(statement.text) or figure_fit(statement.text, asked, asked) < 1:
        return statement
    before = passage.text[: statement.start - passage.start].rsplit("\n", 1)[-1]
    opening = next(reversed([*_OPENS.finditer(before)]), None)
    if opening is None or not wanted & set(YEAR.findall(opening[1])):
        return statement
    if set(YEAR.findall(before[opening.start(1) :])) - wanted:
        return statement
    if len(before) - opening.start(1) > MAX_BEFORE:
        return statement
    start = statement.start - len(before) + opening.start(1)
    return replace(statement, start=start, text=statement.article.text[start : statement.end])
