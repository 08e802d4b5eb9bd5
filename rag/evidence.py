"""Sentences of the best passages, scored for how likely they answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rag.late import Query, max_sim
from rag.question import Kind, Question, key_terms, ordinals
from rag.rank import Candidate
from rag.retrieve import Retrieval

if TYPE_CHECKING:
    from numpy.typing import NDArray

PASSAGES = 10  # whose sentences are considered
CONTEXT_COST = 0.03  # a token matched by context counts a little less

FEATURES = ("match", "own", "gap", "rank", "cosine", "kind", "length", "label", "asks", "before",
            "terms", "conflict", "lexical", "part")  # fmt: skip
WEIGHTS = np.array([26, 3, 0.35, 0.8, 0, 0.4, 0.75, -4, -0.3, 0, 0, 0, 0, 0], np.float32)
BIAS = -19.0

_NUMBER = r"[\d一二三四五六七八九十百千万两]"
_EXPECTED: dict[Kind, re.Pattern[str]] = {
    "amount": re.compile(r"\d[\d.,]*\s*(余|多|余万|万|亿|千|百)*\s*(元|美元|港元|块|欧元)"),
    "percent": re.compile(r"\d\s*[%％‰]|百分之|[一二三四五六七八九十两半]成|个百分点|倍"),
    "date": re.compile(r"\d{1,4}\s*[年月日]|年初|年底|[春夏秋冬]季|[一二三四]季度|期间|以来"),
    "count": re.compile(rf"{_NUMBER}\s*(余|多)?\s*[\u4e00-\u9fff]"),
    "person": re.compile(r"表示|介绍|指出|认为|说|强调|建议|提出|透露|告诉|主任|院长|教授|局长|委员|代表|书记"),
    "reason": re.compile(r"因为|由于|原因|因此|所以|导致|为了|通过|使得|从而|以便|关键|基于"),
    "list": re.compile(r"[、；;].*[、；;]|一是|二是|首先|其次|第[一二三四]|包括|分为|分别|以下"),
    "compare": re.compile(r"而|相比|比|高于|低于|不同|区别|差|分别|更|则"),
}  # fmt: skip
_LABEL = re.compile(r"^(图|表|数据来源|资料来源|图源|来源|注)\s?[\d：:*]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that may answer; `start`, `end` are offsets in the article's text.

    `similarity`: (q,), best cosine of each query token in the sentence or, at a small cost,
    in what a reader knows when coming to it. `score`: log odds that it answers.
    """

    candidate: Candidate
    start: int
    end: int
    text: str
    similarity: NDArray[np.float32]
    features: NDArray[np.float32]
    rank: int
    score: float = 0.0


def sentences(retrieval: Retrieval) -> list[Sentence]:
    """Sentences of the best passages, with their scores, passage by passage."""
    found: list[Sentence] = []
    for rank, candidate in enumerate(retrieval.candidates[:PASSAGES]):
        gap = retrieval.scores[rank] - retrieval.scores[0]
        found.extend(_of(candidate, rank, gap, retrieval.query, retrieval.question))
    return found


def _of(
    candidate: Candidate, rank: int, gap: float, query: Query, question: Question
) -> list[Sentence]:
    groups = [candidate.within(*span) for span in candidate.sentences]
    own = max_sim(query.tokens, groups)
    context = max_sim(query.tokens, [candidate.context_tokens])[0]
    terms, asked_ordinals = key_terms(question.text), ordinals(question.text)
    parts = [query.part(a, b) for a, b in question.parts] if len(question.parts) > 1 else [query.weights]
    found = []
    for i, (start, end) in enumerate(candidate.sentences):
        text = candidate.passage.text[start:end]
        before = own[i - 1] if i else context
        similarity = np.maximum(own[i], np.maximum(context, before) - CONTEXT_COST)
        features = np.array(
            [
                similarity @ query.weights,
                own[i] @ query.weights,
                gap,
                -rank / PASSAGES,
                _cosine(groups[i], query),
                _fits(text, question),
                min(len(text), 150) / 100,
                bool(_LABEL.match(text)),
                text.endswith(("？", "?")),
                before @ query.weights,
                _terms(text, candidate, terms),
                _conflicts(text, asked_ordinals),
                _overlap(text, question.text),
                max([float(similarity @ w) for w in parts], default=0.0),
            ],
            np.float32,
        )
        offset = candidate.passage.start
        score = float(features @ WEIGHTS + BIAS)
        found.append(
            Sentence(candidate, offset + start, offset + end, text, similarity, features, rank, score)
        )
    return found


def _cosine(tokens: NDArray[np.float32], query: Query) -> float:
    mean = tokens.sum(0) if len(tokens) else np.zeros_like(query.vector)
    norm = float(np.linalg.norm(mean))
    return float(mean @ query.vector) / norm if norm and mean.shape == query.vector.shape else 0.0


def _fits(text: str, question: Question) -> float:
    """Share of the expected kinds that the sentence can be an answer of."""
    expected = [_EXPECTED[kind] for kind in sorted(question.kinds) if kind in _EXPECTED]
    return sum(bool(pattern.search(text)) for pattern in expected) / max(1, len(expected))


def _terms(text: str, candidate: Candidate, terms: frozenset[str]) -> float:
    """Share of the question's key terms in the sentence; those in its context count half."""
    if not terms:
        return 0.5
    own = text.lower()
    context = " ".join((candidate.passage.text, *candidate.passage.headings)).lower()
    return sum(1.0 if t in own else 0.5 if t in context else 0.0 for t in terms) / len(terms)


def _conflicts(text: str, asked: dict[str, set[str]]) -> bool:
    """Whether it speaks of the third batch, say, where the second was asked for."""
    said = ordinals(text)
    return any(unit in said and not said[unit] & numbers for unit, numbers in asked.items())


def _overlap(text: str, question: str) -> float:
    """Share of the question's character bigrams that the sentence has."""
    grams = {question[i : i + 2] for i in range(len(question) - 1) if question[i : i + 2].isalnum()}
    return sum(g in text for g in grams) / max(1, len(grams))
