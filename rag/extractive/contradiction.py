"""Say of documents in force that give different figures that none is known to replace another."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rag.blocks import AnswerBlock
from rag.extractive.composition import Quote
from rag.question.analysis import YEAR
from rag.retrieval.in_force import InForce

CONTRADICTING = "下列文件的数字不同，没有写明哪一份取代另一份，请按发文机关和日期核对："


def contradiction(
    found: Sequence[Quote], differing: Collection[str], known: InForce
) -> tuple[AnswerBlock, ...]:
    """Return one block that says so, citing each document; none where they don't contradict.

    `differing` are the ids of articles with different figures. Only documents with a number of
    their own count, no articles of a magazine; titles of different years are of a yearly series.
    """
    cites: dict[str, int] = {}
    years = set()
    for n, quote in enumerate(found, 1):
        article = quote.article
        if article.id in differing and article.id not in known.outdated and article.number:
            cites.setdefault(article.id, n)
            years.add(frozenset(YEAR.findall(article.title)))
    related = any(
        {standing.relation.newer, standing.relation.older} <= cites.keys()
        for standing in known.shown.values()
        if standing.relation
    )
    if len(cites) < 2 or len(years) > 1 or related:
        return ()
    return (AnswerBlock.paragraph(CONTRADICTING, *cites.values()),)
