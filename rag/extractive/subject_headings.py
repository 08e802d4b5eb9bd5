"""What a statement's headings say of its subject, where the statement itself doesn't.

In a survey of provinces, say, only the heading tells which province a paragraph is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.evidence.statements import Statement

MAX_NAME = 16  # characters of a heading that can lead a statement
SHORT_NAME = 5  # of one that is nothing but a name

_NUMBERING = re.compile(
    r"^(第?[一二三四五六七八九十]{1,3}[、.．是]|[（(][一二三四五六七八九十\d]{1,3}[)）]、?|[\d.．]{1,5}[、)）|]?)\s*"
)


def named_heading(statement: Statement, question: str) -> str:
    """The nearest heading that the question names and the statement does not; or nothing."""
    for heading in _above(statement):
        name = _NUMBERING.sub("", heading).strip("：: ")
        if 1 < len(name) <= MAX_NAME and name in question and name not in statement.text:
            return name
    return ""


def other_subjects(statements: Sequence[Statement], question: str) -> set[int]:
    """Indices of the statements under another name than the one the question asks about.

    Where an article has a heading that is a bare name in the question, what stands under
    its other bare names is about something else.
    """
    subjects = {i: _subject(s) for i, s in enumerate(statements)}
    asked = {
        (statements[i].article.id, name)
        for i, name in subjects.items()
        if name and name in question
    }
    surveyed = {article for article, _ in asked}
    return {
        i
        for i, name in subjects.items()
        if name
        and (article := statements[i].article.id) in surveyed
        and (article, name) not in asked
    }


def _subject(statement: Statement) -> str:
    for heading in _above(statement):
        if 1 < len(heading) <= SHORT_NAME and not _NUMBERING.match(heading):
            return heading
    return ""


def _above(statement: Statement) -> Iterator[str]:
    """Headings above a statement, the nearest first."""
    passage, article = statement.candidate.passage, statement.article
    for block in reversed(article.blocks):
        if (
            block.kind == "heading"
            and passage.start <= block.start
            and block.end <= statement.start
        ):
            yield article.text[block.start : block.end].strip()
    yield from reversed(passage.headings)
