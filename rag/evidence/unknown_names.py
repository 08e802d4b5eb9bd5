"""Names in a question that the evidence doesn't know: of a place, an institution, a product.

What is asked of a hospital or a medicine that no article mentions has no answer, however
much is said of others.
"""

from __future__ import annotations

import numpy as np

from index.text.tokenizer import normalise
from rag.language.proper_names import INSTITUTION, OTHER, PLACE, proper_names
from rag.retrieval.late_interaction import max_sim
from rag.retrieval.retriever import Retrieval

SHORTEST = 3  # characters; shorter names are often parts of other words
LIKE = 0.9  # cosine of a name's tokens to the evidence's, that is as good as the name itself


def unknown_names(retrieval: Retrieval) -> list[str]:
    """Names in the question that no candidate has or has anything like."""
    asked = retrieval.question.text
    names = proper_names(asked, (PLACE, INSTITUTION, OTHER), SHORTEST)
    found = [(name, asked.find(name)) for name in names]
    if not found or not retrieval.candidates:
        return []
    said = "\n".join(_words(retrieval))
    like = np.max([max_sim(c.similarity) for c in retrieval.candidates], axis=0)
    return [
        name
        for name, start in found
        if name not in said
        and normalise(name) not in normalise(said)
        and like[retrieval.query.covering([(start, start + len(name))])].mean() < LIKE
    ]


def _words(retrieval: Retrieval) -> list[str]:
    titles = {c.article.title for c in retrieval.candidates}
    return [*titles, *(c.passage.text for c in retrieval.candidates)]
