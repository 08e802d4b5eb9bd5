"""Score the statements of the best passages: how likely each answers a part of the question.

The score is linear in the features below. `python -m eval.tune` fits the weights by pairwise
logistic regression.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from index.text.characters import character_pairs
from rag.evidence.listing import find_listing
from rag.evidence.statements import Excerpt, Statement, excerpts
from rag.question.answer_type import conflicts, fits, focus
from rag.question.understanding import Question
from rag.retrieval.late_interaction import CONTEXT_COST, Query, max_sim, mean_cosine
from rag.retrieval.ranking import Candidate
from rag.retrieval.retriever import Retrieval

if TYPE_CHECKING:
    from numpy.typing import NDArray

PASSAGES = 10  # the best, whose statements are scored

_WEIGHTS = {
    "match": 17.4,  # weighted MaxSim of the part with the statement and its context
    "own": 6.65,  # weighted MaxSim of the part with the statement alone
    "gap": 0.1,  # score of its passage for the part, less that of the best passage
    "rank": 1.44,  # share of `PASSAGES` that rank above its passage for the part, negative
    "cosine": 7.0,  # cosine of the mean of its tokens and the query's vector
    "unit": 0.82,  # has a number with the unit asked for
    "figure": 0.81,  # has a figure that the question lacks, where one is asked for
    "kind": 0.51,  # share of the kinds of answer asked for that it can be
    "length": 0.09,  # hundreds of characters, at most 1.5
    "asks": -0.29,  # is a question itself
    "conflict": -1.18,  # names another batch, round or edition than the question
    "lexical": 1.58,  # share of the question's bigrams that it contains
    "heading": -0.05,
    "caption": -1.0,
    "row": 0.27,  # is a row of a table
    "focus": 12.0,  # mean similarity of the words beside the question word
}
FEATURES = tuple(_WEIGHTS)
WEIGHTS = np.array(list(_WEIGHTS.values()), np.float32)

_COLUMN_UNIT = re.compile(r"[（(](?:单位[:：])?([\u4e00-\u9fff%％]{1,3})[)）]")  # 人数（万人）


def score_statements(retrieval: Retrieval) -> list[Statement]:
    """Return the statements of the best passages, and of the enumeration that answers.

    They are ordered by the rank of their passage, then by their place in it.
    """
    listing = find_listing(retrieval)
    ranks = {*range(min(PASSAGES, len(retrieval.candidates)))}
    if listing:
        ranks |= listing.ranks
    scored = [s for rank in sorted(ranks) for s in _PassageScorer(retrieval, rank).score()]
    if listing is None:
        return scored
    return [replace(s, listed=listing.holds(s.article.id, s.start, s.end)) for s in scored]


def part_weights(query: Query, question: Question) -> list[NDArray[np.float32]]:
    """Return the weights of the query's tokens, (q,), for each part of the question."""
    if len(question.parts) == 1:
        return [query.weights]
    return [query.part(start, end) for start, end in question.parts]


@dataclass(frozen=True, slots=True)
class _Match:
    """How well an excerpt matches the query.

    `own`: (q,), the best cosine of each query token in the excerpt; `similarity`: (q,), the
    same with its context; `cosine`: of the mean of its tokens and the query's vector.
    """

    own: NDArray[np.float32]
    similarity: NDArray[np.float32]
    cosine: float


class _PassageScorer:
    """Scorer of one passage's statements."""

    def __init__(self, retrieval: Retrieval, rank: int) -> None:
        self._query, self._question = retrieval.query, retrieval.question
        self._rank, self._candidate = rank, retrieval.candidates[rank]
        self._gaps = retrieval.gaps[rank]  # (parts,)
        self._passages_above = (retrieval.gaps > self._gaps).sum(axis=0)  # (parts,)
        self._weights = part_weights(self._query, self._question)
        text = self._question.text
        self._focus = [self._query.covering(focus(text, *part)) for part in self._question.parts]

    def score(self) -> list[Statement]:
        """Score every statement of the passage."""
        found = list(excerpts(self._candidate))
        matches = self._matches(found)
        return [self._statement(*pair) for pair in zip(found, matches, strict=True)]

    def _matches(self, found: Sequence[Excerpt]) -> Iterator[_Match]:
        """Compare excerpts with the query.

        The context of each is that of its passage, with the header rows of a table row and the
        excerpt before any other.
        """
        candidate = self._candidate
        tokens = candidate.within(*((excerpt.start, excerpt.end) for excerpt in found))
        own = [max_sim(candidate.similarity[those]) for those in tokens]
        passage_context = max_sim(candidate.similarity[candidate.context])
        for i, excerpt in enumerate(found):
            context = passage_context
            if excerpt.header:
                (header,) = candidate.within(excerpt.header)
                context = np.maximum(context, max_sim(candidate.similarity[header]))
            elif i and excerpt.kind != "table":
                context = np.maximum(context, own[i - 1])
            similarity = np.maximum(own[i], context - CONTEXT_COST)
            cosine = mean_cosine(candidate.tokens[tokens[i]], self._query.vector)
            yield _Match(own[i], similarity, cosine)

    def _statement(self, excerpt: Excerpt, match: _Match) -> Statement:
        passage = self._candidate.passage
        parts = range(len(self._question.parts))
        features = np.array([self._features(excerpt, match, part) for part in parts], np.float32)
        return Statement(
            candidate=self._candidate,
            kind=excerpt.kind,
            start=passage.start + excerpt.start,
            end=passage.start + excerpt.end,
            text=passage.text[excerpt.start : excerpt.end],
            similarity=match.similarity,
            features=features,
            scores=features @ WEIGHTS,
            rank=self._rank,
        )

    def _features(self, excerpt: Excerpt, match: _Match, part: int) -> list[float]:
        """Return the features for a part of the question, in the order of `FEATURES`."""
        text = self._candidate.passage.text[excerpt.start : excerpt.end]
        question, (start, end) = self._question.text, self._question.parts[part]
        fit = fits(_with_units(self._candidate, excerpt), question[start:end], question)
        weights, focused = self._weights[part], self._focus[part]
        own = float(weights @ match.own)
        return [
            float(weights @ match.similarity),
            own,
            float(self._gaps[part]),
            -float(self._passages_above[part]) / PASSAGES,
            match.cosine,
            fit.unit,
            fit.figure,
            fit.kind,
            min(len(text), 150) / 100,
            text.endswith(("？", "?")),
            conflicts(text, question),
            _shared_bigrams(text, question),
            excerpt.kind == "heading",
            excerpt.kind == "caption",
            excerpt.kind == "table",
            float(match.own[focused].mean()) if len(focused) else own,
        ]


def _with_units(candidate: Candidate, excerpt: Excerpt) -> str:
    """Return the text; after a table row, its cells with the units of their columns."""
    text = candidate.passage.text[excerpt.start : excerpt.end]
    if excerpt.header is None:
        return text
    names = candidate.passage.text[slice(*excerpt.header)].split("\n")[-1].split("\t")
    units = [match[1] if (match := _COLUMN_UNIT.search(name)) else "" for name in names]
    cells = text.split("\t")
    return text + "".join(f" {c}{u}" for c, u in zip(cells, units, strict=False) if u)


@lru_cache(maxsize=64)
def _bigrams(question: str) -> frozenset[str]:
    """Return the bigrams of letters and digits, function words included."""
    return frozenset(pair for pair in character_pairs(question) if pair.isalnum())


def _shared_bigrams(text: str, question: str) -> float:
    """Return the share of the question's bigrams that the text contains."""
    bigrams = _bigrams(question)
    return sum(pair in text for pair in bigrams) / max(1, len(bigrams))
