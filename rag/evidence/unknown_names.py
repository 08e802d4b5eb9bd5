"""Find names in a question that the evidence does not mention: places, institutions, products.

A question about a hospital or a medicine that no article mentions has no answer, even if the
articles say much about other ones.
"""

from __future__ import annotations

import numpy as np

from index.text.tokenizer import normalise
from rag.language.proper_names import INSTITUTION, OTHER, PLACE, proper_names
from rag.retrieval.late_interaction import max_sim
from rag.retrieval.retriever import Retrieval

MIN_LENGTH = 3  # characters; shorter names are often parts of other words
KNOWN_SIMILARITY = 0.9  # mean similarity of a name's tokens from which the evidence mentions it


def unknown_names(retrieval: Retrieval) -> list[str]:
    """Return the names in the question that no candidate contains, nor anything similar."""
    asked = retrieval.question.text
    names = proper_names(asked, (PLACE, INSTITUTION, OTHER), MIN_LENGTH)
    found = [(name, asked.find(name)) for name in names]
    if not found or not retrieval.candidates:
        return []
    evidence = "\n".join(_texts(retrieval))
    similarity = np.max([max_sim(c.similarity) for c in retrieval.candidates], axis=0)
    return [
        name
        for name, start in found
        if name not in evidence
        and normalise(name) not in normalise(evidence)
        and similarity[retrieval.query.covering([(start, start + len(name))])].mean()
        < KNOWN_SIMILARITY
    ]


def _texts(retrieval: Retrieval) -> list[str]:
    """Return the titles and passages of all candidates."""
    titles = {c.article.title for c in retrieval.candidates}
    return [*titles, *(c.passage.text for c in retrieval.candidates)]
