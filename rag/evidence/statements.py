"""Statements of the best passages, scored for how likely they answer each part of the question.

A statement is a sentence, a clause of a long enumeration, or a table's row, which is read
with its table's header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from index.model import Article, Block, BlockKind
from rag.evidence.listing import listing
from rag.question.answer_type import conflicts, fits, focus
from rag.question.understanding import Question
from rag.retrieval.late_interaction import CONTEXT_COST, Query, max_sim, mean_cosine
from rag.retrieval.ranking import Candidate
from rag.retrieval.retriever import Retrieval

if TYPE_CHECKING:
    from numpy.typing import NDArray

PASSAGES = 10  # whose statements are considered
LONG = 120  # characters; a longer sentence is cut at its semicolons

FEATURES = (
    "match", "own", "gap", "rank", "cosine", "unit", "figure", "kind", "length", "asks",
    "conflict", "lexical", "heading", "caption", "row", "focus",
)  # fmt: skip
WEIGHTS = np.array(
    [
        17.4,
        6.65,
        0.1,
        1.44,
        7.0,
        0.82,
        0.81,
        0.51,
        0.09,
        -0.29,
        -1.18,
        1.58,
        -0.05,
        -1.0,
        0.27,
        12.0,
    ],
    np.float32,
)

_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’」』）)》】]*|\n|$)")
_COLUMN_UNIT = re.compile(r"[（(](?:单位[:：])?([\u4e00-\u9fff%％]{1,3})[)）]")
_CLAUSE = re.compile(r"[^；;]*(?:[；;]|$)")


@dataclass(frozen=True, slots=True)
class Statement:
    """What may be quoted. `start`, `end` are offsets in the article's text.

    `similarity`: (q,), best cosine of each query token in the statement or, at a small cost,
    in what a reader knows when coming to it. `features`: (parts, f); `scores`: (parts,), how
    likely it answers each part of the question, in log odds up to a constant.
    """

    candidate: Candidate
    kind: BlockKind
    start: int
    end: int
    text: str
    similarity: NDArray[np.float32]
    features: NDArray[np.float32]
    scores: NDArray[np.float32]
    rank: int
    listed: bool = False

    @property
    def article(self) -> Article:
        """The article it stands in."""
        return self.candidate.article


def statements(retrieval: Retrieval) -> list[Statement]:
    """Statements of the best passages, passage by passage, with their scores."""
    asked = listing(retrieval)
    ranks = sorted(
        {*range(min(PASSAGES, len(retrieval.candidates))), *(asked.ranks if asked else ())}
    )
    found: list[Statement] = []
    for rank in ranks:
        candidate = retrieval.candidates[rank]
        article = candidate.article
        scored = _Scorer(retrieval, rank, candidate).statements(list(_cut(candidate, article)))
        found.extend(
            replace(s, listed=asked is not None and asked.holds(article.id, s.start, s.end))
            for s in scored
        )
    return found


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a passage, in the passage's offsets; `header` is its table's header row."""

    start: int
    end: int
    kind: BlockKind
    header: tuple[int, int] | None = None


def _cut(candidate: Candidate, article: Article) -> Iterator[_Piece]:
    passage = candidate.passage
    for block in article.blocks:
        start, end = max(block.start, passage.start), min(block.end, passage.end)
        if start >= end:
            continue
        if block.kind == "table":
            yield from _rows(article.text, block, passage.start, passage.end)
        else:
            text = article.text[start:end]
            for left, right in split_statements(text):
                offset = start - passage.start
                yield _Piece(offset + left, offset + right, block.kind)


def _rows(text: str, block: Block, start: int, end: int) -> Iterator[_Piece]:
    """Rows with values; header rows are not statements but go with the rows below them."""
    header: tuple[int, int] | None = None
    at = block.start
    for i, row in enumerate(text[block.start : block.end].split("\n")):
        left, right = at, at + len(row)
        at = right + 1
        if i < block.header_rows:
            header = (block.start - start, right - start)
        elif left >= start and right <= end:
            inside = header if header and header[0] >= 0 else None
            yield _Piece(left - start, right - start, "table", inside)


def split_statements(text: str) -> list[tuple[int, int]]:
    """Offsets of sentences; one longer than `LONG` is cut at its semicolons."""
    spans: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        if end - start <= LONG:
            spans.append((start, end))
        else:
            spans.extend(clause.span() for clause in _CLAUSE.finditer(text, start, end))
    trimmed = [
        (a + len(text[a:b]) - len(text[a:b].lstrip()), a + len(text[a:b].rstrip()))
        for a, b in spans
    ]
    return [(a, b) for a, b in trimmed if b > a]


class _Scorer:
    """Scores the statements of one passage."""

    def __init__(self, retrieval: Retrieval, rank: int, candidate: Candidate) -> None:
        self._query, self._question = retrieval.query, retrieval.question
        self._rank, self._candidate = rank, candidate
        self._gaps = retrieval.gaps[rank]
        self._ranks = (retrieval.gaps > self._gaps).sum(axis=0)
        self._weights = np.stack(part_weights(self._query, self._question))  # (parts, q)
        text = self._question.text
        self._focus = [self._query.covering(focus(text, *part)) for part in self._question.parts]

    def statements(self, pieces: list[_Piece]) -> list[Statement]:
        candidate = self._candidate
        tokens = candidate.within(*((piece.start, piece.end) for piece in pieces))
        own = [max_sim(candidate.similarity[those]) for those in tokens]
        context = max_sim(candidate.similarity[candidate.context])
        found = []
        for i, piece in enumerate(pieces):
            known = context
            if piece.header:
                (header,) = candidate.within(piece.header)
                known = np.maximum(context, max_sim(candidate.similarity[header]))
            elif i and piece.kind != "table":
                known = np.maximum(context, own[i - 1])
            similarity = np.maximum(own[i], known - CONTEXT_COST)
            cosine = mean_cosine(candidate.tokens[tokens[i]], self._query.vector)
            found.append(self._statement(piece, own[i], similarity, cosine))
        return found

    def _statement(
        self,
        piece: _Piece,
        own: NDArray[np.float32],
        similarity: NDArray[np.float32],
        cosine: float,
    ) -> Statement:
        passage = self._candidate.passage
        text = passage.text[piece.start : piece.end]
        features = np.array(
            [
                [
                    *self._features(piece, text, part, weights @ own, weights @ similarity, cosine),
                    own[focused].mean() if len(focused) else weights @ own,
                ]
                for part, (weights, focused) in enumerate(
                    zip(self._weights, self._focus, strict=True)
                )
            ],
            np.float32,
        )
        return Statement(
            self._candidate,
            piece.kind,
            passage.start + piece.start,
            passage.start + piece.end,
            text,
            similarity,
            features,
            features @ WEIGHTS,
            self._rank,
        )

    def _with_units(self, piece: _Piece, text: str) -> str:
        """A row's cells, each with the unit that its column's name has in brackets."""
        if piece.header is None:
            return text
        names = self._candidate.passage.text[slice(*piece.header)].split("\n")[-1].split("\t")
        units = [match[1] if (match := _COLUMN_UNIT.search(name)) else "" for name in names]
        cells = text.split("\t")
        return text + "".join(f" {c}{u}" for c, u in zip(cells, units, strict=False) if u)

    def _features(
        self,
        piece: _Piece,
        text: str,
        part: int,
        own: float,
        match: float,
        cosine: float,
    ) -> list[float]:
        start, end = self._question.parts[part]
        fit = fits(
            self._with_units(piece, text), self._question.text[start:end], self._question.text
        )
        return [
            match,
            own,
            float(self._gaps[part]),
            -float(self._ranks[part]) / PASSAGES,
            cosine,
            fit.unit,
            fit.figure,
            fit.kind,
            min(len(text), 150) / 100,
            text.endswith(("？", "?")),
            conflicts(text, self._question.text),
            _overlap(text, self._question.text),
            piece.kind == "heading",
            piece.kind == "caption",
            piece.kind == "table",
        ]


def part_weights(query: Query, question: Question) -> list[NDArray[np.float32]]:
    """Token weights for each part of a question; the query's own where there is one part."""
    if len(question.parts) == 1:
        return [query.weights]
    return [query.part(start, end) for start, end in question.parts]


@lru_cache(maxsize=64)
def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1) if text[i : i + 2].isalnum())


def _overlap(text: str, question: str) -> float:
    """Share of the question's character bigrams that the statement has."""
    grams = _bigrams(question)
    return sum(gram in text for gram in grams) / max(1, len(grams))
