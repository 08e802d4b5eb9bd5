"""Score the statements of the best passages: how likely each answers a part of the question.

The score is linear in a few features; those that are cosines or counts are standardised over
the question's statements, so that the weights hold for other encoders and corpora.
`python -m eval.fitting` fits them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from index.deadline import check
from index.text.characters import character_pairs
from rag.evidence.listing import find_listing
from rag.evidence.literal_figures import literal_first
from rag.evidence.statements import Excerpt, Statement, excerpts
from rag.fitted import weights
from rag.question.analysis import YEAR_WORD
from rag.question.answer_type import figure_fit
from rag.question.understanding import Question
from rag.retrieval.late_interaction import CONTEXT_COST, Query, max_sim, mean_cosine
from rag.retrieval.ranking import Candidate, standardised
from rag.retrieval.retriever import Retrieval

if TYPE_CHECKING:
    from numpy.typing import NDArray

PASSAGES = 10  # the best, whose statements are scored

# match: weighted MaxSim of the part with the statement and its context; cosine: of the mean of
# its tokens and the query's vector; lexical: share of the part's bigrams that it contains;
# passage: score of its passage for the part, less that of the best passage; figure: has the
# figure or date asked for; length: hundreds of characters, at most 1.5;
# heading: is a heading or caption.
FEATURES = ("match", "cosine", "lexical", "passage", "figure", "length", "heading")
RELATIVE = 3  # the first features, which are standardised
WEIGHTS = weights("statements", FEATURES)


def score_statements(retrieval: Retrieval) -> list[Statement]:
    """Return the statements of the best passages, and of the enumeration that answers.

    They are ordered by the rank of their passage, then by their place in it.
    """
    listing = find_listing(retrieval)
    ranks = {*range(min(PASSAGES, len(retrieval.candidates)))}
    if listing:
        ranks |= listing.ranks
    scored = weighed([s for rank in sorted(ranks) for s in _PassageScorer(retrieval, rank).score()])
    scored = literal_first(scored, retrieval.question, FEATURES.index("figure"))
    if listing is None:
        return scored
    return [replace(s, listed=listing.holds(s.article.id, s.start, s.end)) for s in scored]


def weighed(statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements with standardised features, and the scores that follow from them."""
    if not statements:
        return []
    features = np.stack([s.features for s in statements])  # (statements, parts, features)
    features[..., :RELATIVE] = standardised(features[..., :RELATIVE])
    scores = features @ WEIGHTS
    return [
        replace(s, features=own, scores=score)
        for s, own, score in zip(statements, features, scores, strict=True)
    ]


def shares(statements: Sequence[Statement]) -> NDArray[np.float32]:
    """Return the expected share of the evidence that each statement is: (statements,), sum 1.

    Each part of the question has one share of all, which its statements divide by their odds.
    """
    scores = np.stack([s.scores for s in statements])  # (statements, parts)
    odds = np.exp(scores - scores.max(axis=0))
    divided: NDArray[np.float32] = (odds / odds.sum(axis=0)).mean(axis=1)
    return divided


def part_weights(query: Query, question: Question) -> list[NDArray[np.float32]]:
    """Return the weights of the query's tokens, (q,), for each part of the question."""
    if len(question.parts) == 1:
        return [query.weights]
    return [query.part(*question.ranges(part)) for part in range(len(question.parts))]


@dataclass(frozen=True, slots=True)
class _Match:
    """How well an excerpt matches the query.

    `similarity`: (q,), the best cosine of each query token in the excerpt or its context;
    `cosine`: of the mean of its tokens and the query's vector.
    """

    similarity: NDArray[np.float32]
    cosine: float


class _PassageScorer:
    """Scorer of one passage's statements."""

    def __init__(self, retrieval: Retrieval, rank: int) -> None:
        self._query, self._question = retrieval.query, retrieval.question
        self._rank, self._candidate = rank, retrieval.candidates[rank]
        self._gaps = retrieval.gaps[rank]  # (parts,)
        self._weights = part_weights(self._query, self._question)

    def score(self) -> list[Statement]:
        """Score every statement of the passage."""
        check()
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
            yield _Match(similarity, cosine)

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
            cosine=match.cosine,
            features=features,
            scores=np.zeros(len(parts), np.float32),
            rank=self._rank,
        )

    def _features(self, excerpt: Excerpt, match: _Match, part: int) -> list[float]:
        """Return the features for a part of the question, in the order of `FEATURES`, raw."""
        text = self._candidate.passage.text[excerpt.start : excerpt.end]
        question = self._question.text
        whole = _with_units(self._candidate, excerpt)
        return [
            float(self._weights[part] @ match.similarity),
            match.cosine,
            shared_bigrams(text, self._words(part)),
            float(self._gaps[part]),
            figure_fit(whole, self._question.asked_in(part), question),
            min(len(text), 150) / 100,
            excerpt.kind in ("heading", "caption"),
        ]

    def _words(self, part: int) -> str:
        """Return the words of a part with those of the question before; of the only part, all."""
        question = self._question
        if len(question.parts) == 1:
            return question.text
        return question.asked_in(part)


_COLUMN_UNIT = re.compile(r"[（(](?:单位[:：])?([\u4e00-\u9fff%％]{1,3})[)）]")  # 人数（万人）


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
    """Return the bigrams of letters and digits, function words included, years left out.

    A statement that answers for a year need not name it, and one that names it need not answer.
    """
    bare = YEAR_WORD.sub("，", question)
    return frozenset(pair for pair in character_pairs(bare) if pair.isalnum())


def shared_bigrams(text: str, question: str) -> float:
    """Return the share of the question's bigrams that the text contains."""
    bigrams = _bigrams(question)
    return sum(pair in text for pair in bigrams) / max(1, len(bigrams))
