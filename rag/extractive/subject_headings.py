"""Find the subject of a statement in the headings above it, where the statement lacks it.

In a survey of provinces, for example, only the heading says which province a paragraph is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.text.characters import NUMERALS
from rag.evidence.statements import Statement

MAX_SUBJECT = 16  # characters of a heading that can name the subject of a statement
MAX_NAME = 5  # characters of a heading that is only a name

_NUMBERING = re.compile(
    rf"^(第?[{NUMERALS}]{{1,3}}[、.．是]|[（(][{NUMERALS}\d]{{1,3}}[)）]、?|[\d.．]{{1,5}}[、)）|]?)\s*"
)


def named_heading(statement: Statement, question: str) -> str:
    """Return the nearest heading that the question contains and the statement lacks, or ''."""
    for heading in _headings_above(statement):
        name = _NUMBERING.sub("", heading).strip("：: ")
        if 1 < len(name) <= MAX_SUBJECT and name in question and name not in statement.text:
            return name
    return ""


def other_subjects(statements: Sequence[Statement], question: str) -> set[int]:
    """Return the indices of statements below the name of a subject that was not asked about.

    If an article has a heading that is only a name, and the question contains it, then the
    statements below other such headings of the article are about something else.
    """
    subjects = {i: _name_above(s) for i, s in enumerate(statements)}
    asked = {
        (statements[i].article.id, name)
        for i, name in subjects.items()
        if name and name in question
    }
    articles = {article for article, _ in asked}
    return {
        i
        for i, name in subjects.items()
        if name
        and (article := statements[i].article.id) in articles
        and (article, name) not in asked
    }


def _name_above(statement: Statement) -> str:
    """Return the nearest heading that is only a name, or an empty string."""
    for heading in _headings_above(statement):
        if 1 < len(heading) <= MAX_NAME and not _NUMBERING.match(heading):
            return heading
    return ""


def _headings_above(statement: Statement) -> Iterator[str]:
    """Yield the headings above a statement, the nearest first."""
    passage, article = statement.candidate.passage, statement.article
    for block in reversed(article.blocks):
        if (
            block.kind == "heading"
            and passage.start <= block.start
            and block.end <= statement.start
        ):
            yield article.text[block.start : block.end].strip()
    yield from reversed(passage.headings)
