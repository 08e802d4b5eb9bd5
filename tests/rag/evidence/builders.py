"""Evidence for the tests of this folder: retrieved from a store, or made of single characters."""

from __future__ import annotations

import numpy as np

from index.model import Article
from index.passages import split_article
from index.search.levels import Level, Levels
from rag.evidence.scoring import score_statements
from rag.evidence.statements import Statement
from rag.pipeline import Pipeline
from rag.question.understanding import understand
from rag.retrieval.late_interaction import Query
from rag.retrieval.ranking import Candidate
from rag.retrieval.retriever import Retrieval

LEVELS = Levels(max_sim=Level(0.5, 0.1), cosine=Level(0.5, 0.1))


def scored_statements(pipeline: Pipeline, asked: str) -> list[Statement]:
    """Return the statements of the best passages for a question."""
    return score_statements(pipeline.retriever.retrieve(understand(asked)))


def only(statements: list[Statement], words: str) -> Statement:
    """Return the only statement that contains some words."""
    (found,) = [s for s in statements if words in s.text]
    return found


def character_retrieval(asked: str, *articles: Article) -> Retrieval:
    """Return a retrieval of every passage of the articles, with one token for each character.

    A token is similar to tokens of the same character only.
    """
    weights = np.full(len(asked), 1 / len(asked), np.float32)
    tokens = _tokens(asked)
    query = Query(asked, tokens.mean(0), tokens, _spans(asked), weights)
    candidates = []
    for article in articles:
        for passage in split_article(article):
            text = article.title + passage.text
            own, spans = _tokens(text), _spans(text, -len(article.title))
            similarity = own @ tokens.T
            candidates.append(
                Candidate(len(candidates), passage, article, own, spans, similarity, [])
            )
    gaps = np.zeros((len(candidates), 1), np.float32)
    scores = [0.0] * len(candidates)
    return Retrieval(understand(asked), query, candidates, scores, gaps, LEVELS)


def _tokens(text: str) -> np.ndarray:
    """Return a unit vector for each character: (characters, 4096)."""
    return np.eye(4096, dtype=np.float32)[[ord(c) % 4096 for c in text]]


def _spans(text: str, start: int = 0) -> np.ndarray:
    """Return the offsets of each character, counted from `start`: (characters, 2)."""
    return np.array([[start + i, start + i + 1] for i in range(len(text))], np.int32)
