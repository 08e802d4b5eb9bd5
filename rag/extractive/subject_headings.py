"""Find the subject of a statement in the headings above it, where the statement lacks it.

In a survey of provinces, for example, only the heading says which province a paragraph is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.text.characters import NUMERALS
from rag.evidence.statements import Statement

MAX_SUBJECT = 16  # characters of a heading that can name the subject of a statement

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
