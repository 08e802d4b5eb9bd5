"""Say so where the answer is of another year, batch or edition than the one asked about.

资料中没有2025年的；2019年的是：
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.evidence.own_items import YEARS, Asked, asked_items, belongs, named_nearest
from rag.evidence.statements import Statement
from rag.evidence.years import years_covered
from rag.question.understanding import Question
from rag.retrieval.in_force import InForce

KINDS = (YEARS, *"批轮届次版")
MARGIN = 4.0  # log odds below the best quote, for what is of the asked one and may answer too

_TITLE = re.compile(r"《[^》]{1,100}》")


def other_edition(
    question: Question, chosen: Sequence[Statement], found: Sequence[Statement], known: InForce
) -> str:
    """Return the line that goes before an answer of another edition, '' where it is the one asked.

    `chosen` are the statements quoted, `found` all. A rule in force holds for every year, and a
    document for the years that it covers.
    """
    if len(question.parts) > 1 or known.time.versions != "in_force" or not chosen:
        return ""
    best = max(chosen, key=lambda s: float(s.scores[0]))
    near = [s for s in found if s.scores[0] >= best.scores[0] - MARGIN]
    for asked in asked_items(question, 0):
        if asked.kind not in KINDS or asked.name in "".join(_TITLE.findall(question.text)):
            continue
        if any(belongs(s, asked) for s in (*chosen, *near)):
            continue
        names = named_nearest(best, asked.kind)
        if len(names) == 1 and not _holds(best, asked, known):
            other = replace(asked, name=next(iter(names)))
            return f"资料中没有{_spelled(asked)}的；{_spelled(other)}的是："
    return ""


def _holds(statement: Statement, asked: Asked, known: InForce) -> bool:
    """Return whether a statement holds for a year, though it does not name it."""
    if asked.kind != YEARS:
        return False
    article = statement.article
    if article.id in known.shown and asked.name not in article.title:
        return True
    return not asked.edition and bool(years_covered({asked.name}, [article]))


def _spelled(item: Asked) -> str:
    if item.kind == YEARS:
        return f"{item.name}年{'版' if item.edition else ''}"
    return f"第{item.name}{item.kind}"
