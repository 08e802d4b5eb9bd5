"""Make chosen statements whole, so that each can be understood where it is quoted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.evidence.listing import asks_several
from rag.evidence.scoring import shares
from rag.evidence.statements import Statement
from rag.extractive.wholeness.lead_ins import with_lists
from rag.extractive.wholeness.openings import with_openings
from rag.extractive.wholeness.surroundings import Surroundings
from rag.extractive.wholeness.years import with_year
from rag.retrieval.retriever import Retrieval

MAX_LENGTH = 420  # characters of an answer
MAX_LIST = 1200  # characters of an answer with a list, where several things are asked for
LEAST_ITEMS = 3  # of a list
DATE = 15  # characters beside a title in the line that names a source


def complete(chosen: Sequence[Statement], retrieval: Retrieval) -> list[Statement]:
    """Return the chosen statements with what they need to be understood, best articles first.

    What is brought stands in the same article and counts as evidence for nothing. Where it
    makes the answer too long, statements are left out that support the best ones: those that
    have the smallest shares of the evidence, and those that bring much with them.
    """
    if not chosen:
        return []
    asked, around = retrieval.question.text, Surroundings(retrieval.candidates)
    parts = range(len(chosen[0].scores))
    best = [max(chosen, key=lambda s: float(s.scores[part])) for part in parts]
    whole = _whole(chosen, best, around, asked)
    if _fits(whole, asked):
        return whole
    kept = [s for s in chosen if s.listed or s.kind == "table" or any(s is b for b in best)]
    for i in np.argsort(-shares(chosen), kind="stable").tolist():
        if not any(chosen[i] is s for s in kept):
            more = [s for s in chosen if s is chosen[i] or any(s is k for k in kept)]
            if _fits(_whole(more, best, around, asked), asked):
                kept = more
    return _whole(kept, best, around, asked)


def _fits(statements: Sequence[Statement], asked: str) -> bool:
    """Return whether an answer of these statements is short enough to be read.

    Of several articles, those that answer and support as well are named for either, but for one.
    """
    articles = {s.article.id: len(s.article.title) + DATE for s in statements}
    support = {s.article.id for s in statements if s.supports}
    both = support & {s.article.id for s in statements if not s.supports}
    twice = sorted(articles[id_] for id_ in both)[1:]
    titles = sum([*articles.values(), *twice]) if len(articles) > 1 else 0
    items = sum(s.listed for s in statements)
    most = MAX_LIST if items >= LEAST_ITEMS and asks_several(asked) else MAX_LENGTH
    return titles + sum(len(s.text) for s in statements if s.kind != "table") <= most


def _whole(
    chosen: Sequence[Statement], best: Sequence[Statement], around: Surroundings, asked: str
) -> list[Statement]:
    found = with_openings(with_lists(chosen, best, around, asked), around)
    found = [s if s.supports else with_year(s, asked) for s in found]
    once = {(s.article.id, s.start): s for s in sorted(found, key=lambda s: s.end)}
    return sorted(once.values(), key=lambda s: (s.rank, s.article.id, s.start))
